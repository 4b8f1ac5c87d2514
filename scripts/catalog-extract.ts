import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One option as a published option list describes it, before its words are read. */
export interface ListedOption {
  readonly name: string;
  readonly type: string | undefined;
  /** The default as shown; undefined where none is. */
  readonly default: string | undefined;
  readonly source: string;
  readonly commit: string | null;
  readonly readOnly: boolean;
}

/**
 * Reads the option list of a NixOS manual that was cut into one markdown file a module: a heading
 * an option, its description, `Type:`, `Default:`, `Example:` and `Declared by:` in one paragraph.
 */
export function readManualExtract(folder: string, commit: string): ListedOption[] {
  const options: ListedOption[] = [];
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    if (!file.endsWith(".md") || file.includes(".parts")) continue;
    const text = readFileSync(join(folder, file), "utf8");
    if (!/^source: options\.html$/m.test(text.slice(0, 400))) continue;
    for (const section of text.split(/^## /m).slice(1)) {
      const newline = section.indexOf("\n");
      const option = listed(section.slice(0, newline).trim(), section.slice(newline + 1), commit);
      if (option !== undefined) options.push(option);
    }
  }
  return options;
}

function listed(name: string, paragraph: string, commit: string): ListedOption | undefined {
  const body = paragraph.trim();
  const declared = /^([\s\S]*?) ?Declared by:((?: <[^>]*>)*)\s*$/.exec(body);
  const source = /<nixpkgs\/([^>]*)>/.exec(declared?.[2] ?? "")?.[1];
  const words = /(?:^| )Type: ([\s\S]*)$/.exec(declared?.[1] ?? body)?.[1];
  if (words === undefined) return undefined;
  const [typed = "", ...rest] = words.split(/ (?=(?:Default|Example): )/);
  const shown = rest.find((part) => part.startsWith("Default: "));
  return {
    name,
    type: typed.replace(/ \(read only\)$/, "").replace(/ Related packages:.*$/s, ""),
    default: shown?.slice("Default: ".length).trim(),
    source: source ?? "nixos/doc/manual/options",
    commit,
    readOnly: typed.endsWith(" (read only)"),
  };
}
