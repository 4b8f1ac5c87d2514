import { Builtin, type BuiltinCode, type Lazy } from "../value.ts";

/** The builtins of one family: name → arity and code. The code gets its arguments unforced. */
export type BuiltinTable = Readonly<Record<string, readonly [arity: number, code: BuiltinCode]>>;

/** Values of a table's entries, by name. `prefix` goes before the names that errors show (`lib.`). */
export function builtinsOf(table: BuiltinTable, prefix = ""): Map<string, Lazy> {
  const values = new Map<string, Lazy>();
  for (const [name, [arity, code]] of Object.entries(table)) {
    values.set(name, new Builtin(prefix + name, arity, code));
  }
  return values;
}
