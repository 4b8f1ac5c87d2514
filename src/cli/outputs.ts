import { didYouMean } from "../core/near-miss.ts";
import { type Format, formats, isFormat } from "../reporters/index.ts";
import { UserError } from "./user-error.ts";

/** Where one report goes. */
export interface Output {
  /** A built-in format, or the path of a module with a formatter. */
  readonly format: Format | { readonly module: string };
  /** Path of a file; null for stdout. */
  readonly file: string | null;
}

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  json: "json",
  jsonl: "jsonl",
  ndjson: "jsonl",
  sarif: "sarif",
  md: "markdown",
  xml: "junit",
};

/**
 * Pairs `--format` and `--output` in the order in which they were given: each output belongs to the format before it
 * that has none, else to the one behind it; one without a format has that of its extension.
 */
export class OutputList {
  readonly #drafts: { format: string | null; file: string | null }[] = [];

  format(name: string): void {
    const open = this.#drafts.at(-1);
    if (open !== undefined && open.format === null) open.format = name;
    else this.#drafts.push({ format: name, file: null });
  }

  output(file: string): void {
    const open = this.#drafts.at(-1);
    if (open !== undefined && open.file === null) open.file = file;
    else this.#drafts.push({ format: null, file });
  }

  /** Throws `UserError` for an unknown format, and for two that would mix on stdout. */
  finish(): Output[] {
    const drafts = this.#drafts.length === 0 ? [{ format: "text", file: null }] : this.#drafts;
    const outputs = drafts.map(({ format, file }) => ({
      format: formatOf(format ?? byExtension(file ?? "")),
      file: file === "-" ? null : file,
    }));
    if (outputs.filter(({ file }) => file === null).length > 1) {
      throw new UserError("only one format can go to stdout: give the others an --output");
    }
    return outputs;
  }
}

function byExtension(file: string): string {
  return BY_EXTENSION[/\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? ""] ?? "text";
}

function formatOf(name: string): Output["format"] {
  if (isFormat(name)) return name;
  if (/[/\\]|\.[cm]?js$/.test(name)) return { module: name };
  throw new UserError(`there is no format '${name}'${didYouMean(name, formats)}`, [
    `Formats: ${formats.join(", ")}, or the path of a module with a formatter`,
  ]);
}
