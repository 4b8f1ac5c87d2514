import type {
  Literal,
  OptionApply,
  OptionDefault,
  OptionFact,
  OptionNamespace,
} from "./option-fact.ts";
import { isWildcard, splitOptionPath } from "./option-path.ts";
import type { OptionType } from "./option-type.ts";

/**
 * The options of one namespace are stored as a JSON object with one member a line, so that only the
 * lines that a look-up touches are parsed: `$meta`, then tables that entries point into by number,
 * `TABLE_ROWS` to a line and the most used first (`$t0`, `$t1` … types, `$s0` … sources, `$g0` …
 * sets of options of which one must be set), then groups of entries by their path below the
 * group's.
 */
export interface OptionFileMeta {
  readonly format: 1;
  readonly namespace: OptionNamespace;
  readonly edition: string;
}

/** Rows of a table in one line. */
export const TABLE_ROWS = 64;

/** A row of the table of sources. */
export type OptionSource = readonly [path: string, commit: string | null];

/**
 * `[type, source, default, flags, gates]`. The default is 0 for none, 1 for an expression, `[value]`
 * for a literal, `[a, b]` where releases differ.
 */
export type OptionEntry = readonly [
  type: number,
  source: number,
  value?: 0 | 1 | readonly Literal[],
  flags?: number,
  gates?: number,
];

/** Flags of an entry; the two bits of `APPLY` are an index into `APPLIES`. */
export const CONTRIBUTED = 1;
export const READ_ONLY = 2;
export const UNVERIFIED = 4;
export const APPLY = 8;
export const FORCED = 32;
export const APPLIES: readonly OptionApply[] = ["none", "sorted", "names", "unknown"];

/** The group that a declared path is stored in: its first two components, or one before `<name>`. */
export function optionGroup(path: readonly string[]): string {
  const [first = "", second] = path;
  return second === undefined || isWildcard(second) ? first : `${first}.${second}`;
}

/** One node of the tree of declared options. */
export interface OptionNode {
  readonly children: Map<string, OptionNode>;
  wildcard: OptionNode | undefined;
  fact: OptionFact | undefined;
}

/** Reads one option file, a group at a time. */
export class OptionTree {
  readonly namespace: OptionNamespace;
  private readonly text: string;
  private readonly groups = new Map<string, readonly [start: number, end: number]>();
  private readonly root: OptionNode = emptyNode();
  private readonly expanded = new Set<string>();
  private readonly rows = new Map<string, readonly unknown[]>();

  /** `text` is an option file; throws where it is not written one member a line. */
  constructor(namespace: OptionNamespace, text: string) {
    this.namespace = namespace;
    this.text = text;
    for (let start = text.indexOf("\n") + 1; start > 0; ) {
      const newline = text.indexOf("\n", start);
      const end = newline < 0 ? text.length : newline;
      if (text[start] === '"') {
        const colon = text.indexOf('":', start);
        if (colon < 0 || colon > end) throw new Error("an option file has one member a line");
        this.groups.set(text.slice(start + 1, colon), [colon + 2, end]);
      }
      start = newline + 1;
    }
  }

  /** The root of the tree, with everything that `path` could lead to expanded. */
  node(path: readonly string[]): OptionNode {
    const [first, second] = path;
    if (first !== undefined && second !== undefined) {
      this.expand(first);
      this.expand(`${first}.${second}`);
    } else {
      for (const name of this.groups.keys()) {
        const below = first === undefined || name === first || name.startsWith(`${first}.`);
        if (below && !name.startsWith("$")) this.expand(name);
      }
    }
    return this.root;
  }

  private expand(group: string): void {
    if (this.expanded.has(group)) return;
    this.expanded.add(group);
    const entries = this.member(group) as Readonly<Record<string, OptionEntry>> | undefined;
    if (entries === undefined) return;
    const above = group.split(".");
    for (const below in entries) {
      const pattern = below === "" ? above : [...above, ...splitOptionPath(below)];
      const entry = entries[below];
      if (entry !== undefined) insert(this.root, pattern, this.fact(pattern, entry));
    }
  }

  private fact(pattern: readonly string[], entry: OptionEntry): OptionFact {
    const [type, source, value, flags = 0, gates] = entry;
    const [path, commit] = this.row<OptionSource>("$s", source);
    return {
      namespace: this.namespace,
      pattern,
      type: this.row<OptionType>("$t", type),
      default: readDefault(value),
      contributed: (flags & CONTRIBUTED) !== 0,
      contributedBy: gates === undefined ? [] : this.row<readonly string[]>("$g", gates),
      forced: (flags & FORCED) !== 0,
      readOnly: (flags & READ_ONLY) !== 0,
      apply: APPLIES[Math.floor(flags / APPLY) % APPLIES.length] ?? "none",
      source: path,
      sourceCommit: commit,
      verified: (flags & UNVERIFIED) === 0,
    };
  }

  private row<Row>(table: string, index: number): Row {
    const name = `${table}${Math.floor(index / TABLE_ROWS)}`;
    let rows = this.rows.get(name);
    if (rows === undefined) {
      rows = this.member(name) as readonly unknown[] | undefined;
      if (rows === undefined) throw new Error(`an option file has no ${name}`);
      this.rows.set(name, rows);
    }
    return rows[index % TABLE_ROWS] as Row;
  }

  private member(name: string): unknown {
    const range = this.groups.get(name);
    if (range === undefined) return undefined;
    const line = this.text.slice(range[0], range[1]);
    return JSON.parse(line.endsWith(",") ? line.slice(0, -1) : line);
  }
}

function readDefault(value: OptionEntry[2]): OptionDefault {
  if (value === undefined || value === 0) return { kind: "none" };
  if (value === 1) return { kind: "expression" };
  const [only] = value;
  return value.length === 1 && only !== undefined
    ? { kind: "literal", value: only }
    : { kind: "varies", values: value };
}

function emptyNode(): OptionNode {
  return { children: new Map(), wildcard: undefined, fact: undefined };
}

function insert(root: OptionNode, pattern: readonly string[], fact: OptionFact): void {
  let node = root;
  for (const segment of pattern) {
    if (segment === "*" || segment.startsWith("<")) {
      node.wildcard ??= emptyNode();
      node = node.wildcard;
      continue;
    }
    let next = node.children.get(segment);
    if (next === undefined) {
      next = emptyNode();
      node.children.set(segment, next);
    }
    node = next;
  }
  node.fact = fact;
}
