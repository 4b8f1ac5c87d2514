import type { OptionFact } from "./option-fact.ts";
import { joinOptionPath } from "./option-path.ts";
import type { CatalogReader, OptionCatalog } from "./options.ts";
import { parseOptionType } from "./parse-option-type.ts";
import { shownDefault } from "./shown-default.ts";
import { type CatalogOption, writeOptionFile } from "./write-option-file.ts";

/** One entry of nixpkgs' `options.json`, as far as it is used. */
interface ListedOption {
  readonly loc?: readonly string[];
  readonly type?: string;
  readonly default?: unknown;
  readonly readOnly?: boolean;
  readonly declarations?: readonly (string | { readonly name?: string })[];
}

/** An `options.json` that is not what `nix-build nixos/release.nix -A options` makes. */
export class OptionListError extends Error {
  override readonly name = "OptionListError";
}

/**
 * Makes an option file out of the text of nixpkgs' `options.json`: every option of that release
 * with its type and default. What NixOS contributes to an option and what its `apply` does, which
 * lists do not say, is taken from the shipped catalogue, as are the options that lists leave out.
 * Throws `OptionListError` where the text is no such list.
 */
export function importOptions(json: string, shipped: OptionCatalog, edition: string): string {
  const options: CatalogOption[] = [];
  const listed = new Set<string>();
  for (const [name, option] of Object.entries(readList(json))) {
    const path = option.loc ?? name.split(".");
    const key = joinOptionPath(path);
    if (path[0] === "_module" || listed.has(key)) continue;
    listed.add(key);
    options.push(imported(path, option, shipped.fact(path), edition));
  }
  for (const fact of shipped.facts()) {
    const path = joinOptionPath(fact.pattern);
    if (fact.sourceCommit === null && !listed.has(path)) options.push(kept(path, fact));
  }
  return writeOptionFile("nixos", edition, options);
}

/** A reader that gives an imported option file in place of the shipped one. */
export function withOptionFile(read: CatalogReader, text: string): CatalogReader {
  return (name) => (name === "nixos-options.json" ? text : read(name));
}

function readList(json: string): Readonly<Record<string, ListedOption>> {
  let list: unknown;
  try {
    list = JSON.parse(json);
  } catch (error) {
    throw new OptionListError(`not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const isSet = typeof list === "object" && list !== null && !Array.isArray(list);
  const [first] = isSet ? Object.values(list as Readonly<Record<string, unknown>>) : [];
  if (typeof first !== "object" || first === null || !("type" in first || "loc" in first)) {
    throw new OptionListError(
      "not an option list: expected a set of options with `loc` and `type`",
    );
  }
  return list as Readonly<Record<string, ListedOption>>;
}

function imported(
  path: readonly string[],
  option: ListedOption,
  ours: OptionFact | undefined,
  edition: string,
): CatalogOption {
  const type = parseOptionType((option.type ?? "").replace(/ \(read only\)$/, ""));
  const [declared] = option.declarations ?? [];
  const source = (typeof declared === "string" ? declared : declared?.name) ?? "options.json";
  const same = ours?.pattern.length === path.length ? ours : undefined;
  return {
    path: joinOptionPath(path),
    type,
    default: shownDefault(defaultText(option.default), type),
    contributed: same?.contributed ?? false,
    contributedBy: same?.contributedBy ?? [],
    forced: same?.forced ?? false,
    readOnly: option.readOnly ?? false,
    apply: same?.apply ?? "none",
    source: source.replace(/^<nixpkgs\/|>$/g, ""),
    commit: edition,
    verified: true,
  };
}

/** Lists of before 22.05 hold the value itself, later ones the text of an expression. */
function defaultText(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "object" && value !== null && "_type" in value) {
    const { text } = value as { readonly text?: unknown };
    return typeof text === "string" ? text : "";
  }
  return nixText(value);
}

function nixText(value: unknown): string {
  if (Array.isArray(value)) return `[ ${value.map(nixText).join(" ")} ]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]) => `${JSON.stringify(name)} = ${nixText(member)};`,
    );
    return `{ ${members.join(" ")} }`;
  }
  return JSON.stringify(value)?.replaceAll("${", "\\${") ?? "";
}

function kept(path: string, fact: OptionFact): CatalogOption {
  const {
    type,
    contributed,
    contributedBy,
    forced,
    readOnly,
    apply,
    source,
    sourceCommit,
    verified,
  } = fact;
  const value = fact.default;
  return {
    path,
    type,
    default:
      value.kind === "literal"
        ? [value.value]
        : value.kind === "varies"
          ? value.values
          : value.kind,
    contributed,
    contributedBy,
    forced,
    readOnly,
    apply,
    source,
    commit: sourceCommit,
    verified,
  };
}
