import { Attrs, type Lazy, type List, type Value } from "../value.ts";
import { TomlSyntaxError } from "./error.ts";

/** How a table came to be, which decides what may still be added to it. */
type Origin =
  /** Named on the way to another table's header. */
  | "implicit"
  /** Has its own header. */
  | "header"
  /** Made by a dotted key. */
  | "dotted"
  /** Written in braces, or complete otherwise: nothing can be added. */
  | "inline";

type Entry = Table | TableArray | Value;

/** An array of tables, each with its own `[[header]]`. */
class TableArray {
  readonly tables: Table[] = [];
}

/** A table while the document is read. */
export class Table {
  readonly #entries = new Map<string, Entry>();
  #origin: Origin;

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  /** The table that `[a.b.c]` begins. */
  header(key: readonly string[]): Table {
    const parent = this.#way(key);
    const name = key[key.length - 1] as string;
    const known = parent.#entries.get(name);
    if (known === undefined) return parent.#add(name, "header");
    if (!(known instanceof Table) || known.#origin !== "implicit") return defined(name);
    known.#origin = "header";
    return known;
  }

  /** The table that `[[a.b.c]]` begins. */
  arrayHeader(key: readonly string[]): Table {
    const parent = this.#way(key);
    const name = key[key.length - 1] as string;
    let array = parent.#entries.get(name);
    if (array === undefined) {
      array = new TableArray();
      parent.#entries.set(name, array);
    }
    if (!(array instanceof TableArray)) return defined(name);
    const table = new Table("header");
    array.tables.push(table);
    return table;
  }

  /** Sets `a.b.c = value`. */
  set(key: readonly string[], value: Value): void {
    let table: Table = this;
    for (const name of key.slice(0, -1)) {
      const next = table.#entries.get(name);
      if (next === undefined) table = table.#add(name, "dotted");
      else if (next instanceof Table && next.#origin === "dotted") table = next;
      else defined(name);
    }
    const name = key[key.length - 1] as string;
    if (table.#entries.has(name)) defined(name);
    table.#entries.set(name, value);
  }

  /** The table that has the last name of a header's key. */
  #way(key: readonly string[]): Table {
    let table: Table = this;
    for (const name of key.slice(0, -1)) {
      const next = table.#entries.get(name);
      if (next === undefined) table = table.#add(name, "implicit");
      else if (next instanceof TableArray) table = next.tables[next.tables.length - 1] as Table;
      else if (next instanceof Table) table = next;
      else defined(name);
    }
    return table;
  }

  #add(name: string, origin: Origin): Table {
    const table = new Table(origin);
    this.#entries.set(name, table);
    return table;
  }

  value(): Attrs {
    const map = new Map<string, Lazy>();
    for (const [name, entry] of this.#entries) {
      if (entry instanceof Table) map.set(name, entry.value());
      else if (entry instanceof TableArray) {
        map.set(name, entry.tables.map((table): Value => table.value()) as List);
      } else map.set(name, entry);
    }
    return new Attrs(map);
  }
}

function defined(name: string): never {
  throw new TomlSyntaxError(`'${name}' is defined twice`);
}
