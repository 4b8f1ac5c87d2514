import type { NixFile } from "../fleet/fleet.ts";

/** How far a suppression reaches. */
export type Reach = "next-line" | "line" | "block" | "file";

/** A comment that suppresses findings, one for each rule that it names. */
export interface Directive {
  readonly file: NixFile;
  readonly reach: Reach;
  readonly rule: string;
  /** 1-based lines it covers, both included. */
  readonly from: number;
  readonly to: number;
  /** Names of the hosts it is meant for; null for all. */
  readonly hosts: readonly string[] | null;
  /** Last day it holds, `YYYY-MM-DD`; null for ever. */
  readonly until: string | null;
  /** Offsets of the rule's name in the comment. */
  readonly start: number;
  readonly end: number;
}

/** A comment that looks like a suppression and is none. */
export interface BadDirective {
  readonly file: NixFile;
  readonly start: number;
  readonly end: number;
  readonly problem:
    | { readonly kind: "no-rule"; readonly word: string }
    | { readonly kind: "unknown-word"; readonly word: string }
    | { readonly kind: "bad-date"; readonly date: string }
    | { readonly kind: "no-start"; readonly rule: string | null };
}

export interface Directives {
  readonly directives: readonly Directive[];
  readonly bad: readonly BadDirective[];
}

const WORDS: Readonly<Record<string, Reach | "enable">> = {
  "nixlint-disable-next-line": "next-line",
  "nixlint-disable-line": "line",
  "nixlint-disable-file": "file",
  "nixlint-disable": "block",
  "nixlint-enable": "enable",
};

/** The words that a suppression can begin with. */
export const DIRECTIVE_WORDS: readonly string[] = Object.keys(WORDS);

/** The suppressions of a file, read from its comments. */
export function readDirectives(file: NixFile): Directives {
  const reader = new DirectiveReader(file);
  for (const comment of file.parsed.comments) {
    if (comment.text.includes("nixlint-")) reader.read(comment);
  }
  return reader.finish();
}

interface OpenBlock {
  readonly directive: Directive;
  closed: boolean;
}

class DirectiveReader {
  readonly #file: NixFile;
  readonly #directives: Directive[] = [];
  readonly #bad: BadDirective[] = [];
  #blocks: OpenBlock[] = [];

  constructor(file: NixFile) {
    this.#file = file;
  }

  finish(): Directives {
    for (const { directive } of this.#blocks) this.#directives.push(directive);
    return {
      directives: this.#directives.sort((a, b) => a.start - b.start),
      bad: this.#bad,
    };
  }

  read(comment: { readonly text: string; readonly start: number; readonly end: number }): void {
    const match = /^(?:#+|\/\*+)\s*(nixlint-[a-z-]+)(.*)/s.exec(comment.text);
    if (match === null) return;
    const word = match[1] as string;
    const wordStart = comment.start + comment.text.indexOf(word);
    const reach = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
    const bad = (problem: BadDirective["problem"], start: number, length: number) =>
      this.#bad.push({ file: this.#file, start, end: start + length, problem });
    if (reach === undefined) {
      bad({ kind: "unknown-word", word }, wordStart, word.length);
      return;
    }
    const body = parseBody((match[2] as string).replace(/\*+\/$/, ""), wordStart + word.length);
    if (body.until !== null && !isDate(body.until)) {
      bad({ kind: "bad-date", date: body.until }, wordStart, word.length);
      return;
    }
    if (reach === "enable") {
      this.#enable(body, comment, wordStart, word.length);
      return;
    }
    if (body.rules.length === 0) bad({ kind: "no-rule", word }, wordStart, word.length);
    for (const { name, start } of body.rules) {
      const directive: Directive = {
        file: this.#file,
        reach,
        rule: name,
        ...this.#lines(reach, comment),
        hosts: body.hosts,
        until: body.until,
        start,
        end: start + name.length,
      };
      if (reach === "block") this.#blocks.push({ directive, closed: false });
      else this.#directives.push(directive);
    }
  }

  /** Ends the blocks of the rules named, or all of them where none is. */
  #enable(
    body: Body,
    comment: { readonly start: number },
    wordStart: number,
    wordLength: number,
  ): void {
    const line = this.#file.source.position(comment.start).line;
    const end = (rule: string | null): boolean => {
      const ended = this.#blocks.filter(
        ({ directive }) => rule === null || directive.rule === rule,
      );
      this.#blocks = this.#blocks.filter((block) => !ended.includes(block));
      for (const { directive } of ended) this.#directives.push({ ...directive, to: line });
      return ended.length > 0;
    };
    const problem = (rule: string | null, start: number, length: number) =>
      this.#bad.push({
        file: this.#file,
        start,
        end: start + length,
        problem: { kind: "no-start", rule },
      });
    if (body.rules.length === 0) {
      if (!end(null)) problem(null, wordStart, wordLength);
    }
    for (const { name, start } of body.rules) if (!end(name)) problem(name, start, name.length);
  }

  #lines(
    reach: Reach,
    comment: { readonly start: number; readonly end: number },
  ): { from: number; to: number } {
    const { source } = this.#file;
    const first = source.position(comment.start).line;
    const last = source.position(Math.max(comment.start, comment.end - 1)).line;
    if (reach === "file") return { from: 1, to: Number.POSITIVE_INFINITY };
    if (reach === "line") return { from: first, to: last };
    if (reach === "block") return { from: first, to: Number.POSITIVE_INFINITY };
    const line = this.#nextCodeLine(last + 1);
    return { from: line, to: line };
  }

  /** Several suppressions can stand above one line, with other comments between them. */
  #nextCodeLine(from: number): number {
    const { source } = this.#file;
    for (let line = from; line <= source.lineCount(); line++) {
      if (!/^\s*(?:#|$)/.test(source.line(line))) return line;
    }
    return from;
  }
}

interface Body {
  readonly rules: readonly { readonly name: string; readonly start: number }[];
  readonly hosts: readonly string[] | null;
  readonly until: string | null;
}

/**
 * `rule, rule [host=a,b] until 2027-01-01 -- reason`; the parts behind the rules in any order. A second `#` ends it
 * too.
 */
function parseBody(text: string, offset: number): Body {
  // What was read is blanked, so that offsets stay those of the comment.
  let rest = text.replace(/(^|\s)(?:--|#).*$/s, (part) => " ".repeat(part.length));
  let hosts: string[] | null = null;
  let until: string | null = null;
  rest = rest.replace(/\[\s*hosts?\s*=\s*([^\]]*)\]/g, (part, names: string) => {
    hosts = [...(hosts ?? []), ...names.split(/[\s,]+/).filter((name) => name !== "")];
    return " ".repeat(part.length);
  });
  rest = rest.replace(/\buntil\s+(\S+)/, (part, date: string) => {
    until = date;
    return " ".repeat(part.length);
  });
  const rules = [...rest.matchAll(/[^\s,]+/g)].map((match) => ({
    name: match[0],
    start: offset + match.index,
  }));
  return { rules, hosts, until };
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}
