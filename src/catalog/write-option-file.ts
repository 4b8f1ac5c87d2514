import type { Literal, OptionApply, OptionNamespace } from "./option-fact.ts";
import {
  APPLIES,
  APPLY,
  CONTRIBUTED,
  FORCED,
  type OptionEntry,
  optionGroup,
  READ_ONLY,
  TABLE_ROWS,
  UNVERIFIED,
} from "./option-file.ts";
import { joinOptionPath, splitOptionPath } from "./option-path.ts";
import type { OptionType } from "./option-type.ts";

/** One option as it is written into an option file. */
export interface CatalogOption {
  readonly path: string;
  readonly type: OptionType;
  /** `expression`, `none`, or the literals that the releases have. */
  readonly default: "expression" | "none" | readonly Literal[];
  readonly contributed: boolean;
  readonly contributedBy: readonly string[];
  readonly forced?: boolean;
  readonly readOnly: boolean;
  readonly apply: OptionApply;
  readonly source: string;
  readonly commit: string | null;
  readonly verified: boolean;
}

/** Writes an option file: one member a line, equal types and sources once. */
export function writeOptionFile(
  namespace: OptionNamespace,
  edition: string,
  options: readonly CatalogOption[],
): string {
  const types = new Table(options.map((option) => option.type));
  const sources = new Table(options.map((option) => [option.source, option.commit]));
  const gates = new Table(options.map((option) => option.contributedBy));
  const groups = new Map<string, Record<string, OptionEntry>>();
  const sorted = [...options].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const option of sorted) {
    const path = splitOptionPath(option.path);
    const group = optionGroup(path);
    const entries = groups.get(group) ?? {};
    groups.set(group, entries);
    const below = joinOptionPath(path.slice(group.split(".").length));
    entries[below] = entry(option, types, sources, gates);
  }
  const members = [
    ["$meta", { format: 1, namespace, edition }],
    ...types.lines("$t"),
    ...sources.lines("$s"),
    ...gates.lines("$g"),
    ...[...groups].sort(([a], [b]) => (a < b ? -1 : 1)),
  ] as const;
  const lines = members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return ascii(`{\n${lines.join(",\n")}\n}\n`);
}

/** Text of one byte a character is read and held at half the cost. */
function ascii(json: string): string {
  return json.replace(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function entry(option: CatalogOption, types: Table, sources: Table, gates: Table): OptionEntry {
  const flags =
    (option.contributed ? CONTRIBUTED : 0) |
    (option.readOnly ? READ_ONLY : 0) |
    (option.forced ? FORCED : 0) |
    (option.verified ? 0 : UNVERIFIED) |
    (APPLIES.indexOf(option.apply) * APPLY);
  const type = types.index(option.type);
  const source = sources.index([option.source, option.commit]);
  const value = storedDefault(option.default);
  if (option.contributed && option.contributedBy.length > 0) {
    return [type, source, value, flags, gates.index(option.contributedBy)];
  }
  if (flags !== 0) return [type, source, value, flags];
  return value === 0 ? [type, source] : [type, source, value];
}

/** Whole configurations as a default are not worth their bytes: a literal is a short value. */
const LONGEST_DEFAULT = 400;

function storedDefault(value: CatalogOption["default"]): 0 | 1 | readonly Literal[] {
  if (value === "none") return 0;
  return value === "expression" || JSON.stringify(value).length > LONGEST_DEFAULT ? 1 : value;
}

/** Equal values once, the most frequent first. */
class Table {
  private readonly order = new Map<string, number>();

  constructor(values: readonly unknown[]) {
    const counts = new Map<string, number>();
    for (const value of values) {
      const text = JSON.stringify(value);
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    for (const [text] of sorted) this.order.set(text, this.order.size);
  }

  index(value: unknown): number {
    return this.order.get(JSON.stringify(value)) ?? 0;
  }

  lines(prefix: string): [string, unknown][] {
    const rows = [...this.order.keys()].map((text) => JSON.parse(text) as unknown);
    const lines: [string, unknown][] = [];
    for (let start = 0; start < rows.length; start += TABLE_ROWS) {
      lines.push([`${prefix}${lines.length}`, rows.slice(start, start + TABLE_ROWS)]);
    }
    return lines;
  }
}
