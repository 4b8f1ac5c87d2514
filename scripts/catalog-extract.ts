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

/**
 * Reads an older option list, scraped from the manual's page: names as the page's anchors write
 * them (`_name_` for `<name>`), so that a name with other characters in it is left out.
 */
export function readAnchorList(file: string, source: string, commit: string): ListedOption[] {
  const rows = JSON.parse(readFileSync(file, "utf8")) as readonly {
    readonly Name: string;
    readonly Type: string;
    readonly Default: string;
  }[];
  return rows.flatMap(({ Name, Type, Default }) => {
    const segments = Name.split(".").map(anchorSegment);
    if (Type === "none" || segments.includes("")) return [];
    return {
      name: segments.join("."),
      type: unescapeHtml(Type).replace(/ \(read only\)$/, ""),
      // The page's defaults of more than one line were not read: they are not known to be absent.
      default: Default === "none" ? "(not read)" : unescapeHtml(Default),
      source,
      commit,
      readOnly: Type.endsWith(" (read only)"),
    };
  });
}

function anchorSegment(segment: string): string {
  if (segment === "_") return "*";
  const name = /^_([a-z-]+)_$/.exec(segment)?.[1];
  if (name !== undefined) return `<${name}>`;
  return segment.startsWith("_") && segment.endsWith("_") ? "" : segment;
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&amp;", "&");
}
