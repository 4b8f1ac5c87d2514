import type { ChalkInstance } from "chalk";
import { Chalk } from "chalk";
import wrapAnsi from "wrap-ansi";
import type { Finding, LintResult, Note, RelatedPlace, Severity } from "../core/finding.ts";
import type { Place } from "../core/span.ts";
import { codeFrame } from "./code-frame.ts";
import { groupByFile } from "./order.ts";
import { withPrefix } from "./paths.ts";
import type { Reporter, ReporterOptions } from "./reporter.ts";
import { SecretLines } from "./secret-lines.ts";
import { Sources } from "./sources.ts";
import { count, coverage, problemCount } from "./summary.ts";
import { visible } from "./visible.ts";

const INDENT = "    ";
/** Without a terminal code lines are still cut here: a lock file or a JSON file may be one long line. */
const LONGEST_LINE = 160;
/** What `--verbose` shows all of. */
const SHORT = { related: 3, notes: 8, hosts: 6 };
const MOST_UNKNOWN = 20;

/** For people: one block a finding below the name of its file, in the manner of ESLint's `stylish`. */
export const text: Reporter = (result, options) => new TextReport(result, options).render();

class TextReport {
  readonly #result: LintResult;
  readonly #options: ReporterOptions;
  readonly #sources: Sources;
  readonly #secrets: SecretLines;
  readonly #chalk: ChalkInstance;

  constructor(result: LintResult, options: ReporterOptions) {
    this.#result = result;
    this.#options = options;
    this.#sources = new Sources(result);
    this.#secrets = new SecretLines(result, options.rules);
    this.#chalk = new Chalk({ level: options.color });
  }

  render(): string {
    const blocks: string[] = [];
    for (const [file, findings] of groupByFile(this.#result.findings)) {
      blocks.push(this.#file(file, findings));
    }
    const notes = this.#notes();
    if (notes !== "") blocks.push(notes);
    const unknown = this.#options.verbose ? this.#unknown() : "";
    if (unknown !== "") blocks.push(unknown);
    blocks.push(this.#summary());
    return `${blocks.join("\n\n")}\n`;
  }

  #file(file: string, findings: readonly Finding[]): string {
    const blocks = findings.map((finding) => this.#finding(finding));
    return [this.#chalk.underline(this.#path(file)), blocks.join("\n\n")].join("\n");
  }

  #finding(finding: Finding): string {
    const { line, column } = finding.place;
    const at = `${line}:${column}`;
    const lines = this.#wrap(
      `  ${this.#chalk.dim(at)}  ${this.#severity(finding.severity)}  ${visible(finding.message)}` +
        `  ${this.#chalk.dim(visible(finding.rule))}`,
      INDENT,
    );
    const about = this.#about(finding);
    if (about !== "") lines.push(...this.#wrap(INDENT + this.#chalk.dim(about), INDENT));
    const related = this.#options.verbose
      ? [...finding.related, ...finding.steps]
      : finding.related.slice(0, SHORT.related);
    const gutter = Math.max(...[finding, ...related].map((it) => `${it.place.line}`.length));
    lines.push(...this.#frame(finding.place, gutter, this.#chalk.red));
    for (const place of related) lines.push(...this.#related(place, gutter));
    const left = finding.related.length - related.length;
    if (!this.#options.verbose && left > 0) {
      lines.push(`${INDENT}${this.#chalk.dim(`and ${count(left, "more place")} (--verbose)`)}`);
    }
    if (this.#options.verbose) {
      lines.push(...this.#labelled("why", finding.why), ...this.#labelled("help", finding.help));
      if (finding.fix) lines.push(...this.#labelled("fix", finding.fix.title));
    }
    return lines.join("\n");
  }

  /** Which hosts, and whether something behind the finding is not known. */
  #about(finding: Finding): string {
    const parts: string[] = [];
    const { hosts } = finding;
    if (hosts.length > 0) {
      const named = this.#options.verbose ? hosts : hosts.slice(0, SHORT.hosts);
      const left = hosts.length - named.length;
      const more = left > 0 ? ` and ${left} more` : "";
      const noun = hosts.length === 1 ? "host" : "hosts";
      parts.push(`${noun} ${named.map(visible).join(", ")}${more}`);
    }
    if (finding.certainty === "possible") parts.push("possible: some value behind this is unknown");
    return parts.join("; ");
  }

  #related({ place, message }: RelatedPlace, gutter: number): string[] {
    const at = `${this.#path(place.file)}:${place.line}:${place.column}`;
    return [
      ...this.#wrap(`${INDENT}${this.#chalk.cyan(at)}  ${visible(message)}`, INDENT),
      ...this.#frame(place, gutter, this.#chalk.cyan),
    ];
  }

  #frame(place: Place, gutter: number, paint: ChalkInstance): string[] {
    const width = Math.max(20, this.#width() - INDENT.length - gutter - 3);
    const frame = codeFrame(place, this.#sources, this.#secrets, width);
    if (!frame) return [];
    const bar = this.#chalk.dim("\u2502");
    const number = this.#chalk.dim(`${frame.line}`.padStart(gutter));
    const marks = `${" ".repeat(frame.indent)}${paint("^".repeat(frame.length))}`;
    return [
      `${INDENT}${number} ${bar} ${frame.code}`.trimEnd(),
      `${INDENT}${" ".repeat(gutter)} ${bar} ${marks}`,
    ];
  }

  #labelled(label: string, sentence: string): string[] {
    if (sentence === "") return [];
    const lead = `${label}:`.padEnd(6);
    const hang = INDENT + " ".repeat(lead.length);
    return this.#wrap(`${INDENT}${this.#chalk.bold(lead)}${visible(sentence)}`, hang);
  }

  #notes(): string {
    const { notes } = this.#result;
    if (notes.length === 0) return "";
    const important = notes.filter(({ kind }) => kind === "internal");
    const others = notes.filter(({ kind }) => kind !== "internal");
    const room = this.#options.verbose ? others.length : SHORT.notes;
    const lines = [...important, ...others.slice(0, room)].flatMap((note) => this.#note(note));
    const left = others.length - room;
    if (left > 0) lines.push(this.#chalk.dim(`and ${count(left, "more note")} (--verbose)`));
    return lines.join("\n");
  }

  #note(note: Note): string[] {
    const kind = note.kind === "internal" ? this.#chalk.red("failure") : this.#chalk.blue("note");
    let at = "";
    if (note.file !== undefined) {
      at =
        note.line === undefined ? this.#path(note.file) : `${this.#path(note.file)}:${note.line}`;
      at = `${this.#chalk.cyan(at)}  `;
    }
    return this.#wrap(`${kind}  ${at}${visible(note.message)}`, "  ");
  }

  #unknown(): string {
    const { unknown } = this.#result;
    if (unknown.length === 0) return "";
    const top = unknown.slice(0, MOST_UNKNOWN);
    const width = Math.max(...top.map((it) => `${it.count}`.length));
    const lines = top.map((it) => `  ${`${it.count}`.padStart(width)}  ${visible(it.reason)}`);
    const left = unknown.length - top.length;
    if (left > 0) lines.push(`  and ${count(left, "more reason")}`);
    return [this.#chalk.bold("What made values unknown:"), ...lines].join("\n");
  }

  #summary(): string {
    const { summary, findings } = this.#result;
    const [sign, paint] =
      summary.errors > 0
        ? ["\u2716", this.#chalk.red.bold]
        : summary.warnings + summary.infos > 0
          ? ["\u26a0", this.#chalk.yellow.bold]
          : ["\u2714", this.#chalk.green.bold];
    const fixable = findings.filter((finding) => finding.fix).length;
    const more = fixable > 0 ? `, ${fixable} fixable` : "";
    const seconds = `${(summary.durationMs / 1000).toFixed(2)} s`;
    const seen = this.#chalk.dim(`${coverage(summary)}, ${seconds}`);
    return `${paint(`${sign} ${problemCount(summary)}${more}`)}  ${seen}`;
  }

  #severity(severity: Severity): string {
    if (severity === "error") return this.#chalk.red("error");
    if (severity === "warning") return this.#chalk.yellow("warning");
    return this.#chalk.blue("info");
  }

  #path(file: string): string {
    return visible(withPrefix(this.#options.pathPrefix ?? "", file));
  }

  #width(): number {
    return this.#options.width > 0 ? Math.max(40, this.#options.width) : LONGEST_LINE;
  }

  /** Lines no wider than the terminal, all but the first behind `hang`; one line where there is no terminal. */
  #wrap(line: string, hang: string): string[] {
    if (this.#options.width <= 0) return [line];
    const first = /^ */.exec(line)?.[0] ?? "";
    const room = this.#width() - Math.max(hang.length, first.length);
    const wrapped = wrapAnsi(line.slice(first.length), room, { trim: true }).split("\n");
    return wrapped.map((part, i) => (i === 0 ? first : hang) + part);
  }
}
