/** What an expression should be. */
export type Type =
  | "int"
  | "float"
  | "bool"
  | "string"
  | "null"
  | "path"
  | "ints"
  | "strings"
  | "set"
  | "function";

export const TYPES: readonly Type[] = [
  "int",
  "float",
  "bool",
  "string",
  "null",
  "path",
  "ints",
  "strings",
  "set",
  "function",
];

/** Names of variables and attributes. */
export const NAMES = ["a", "b", "c", "x", "y", "foo", "bar-baz", "q'"];
/** Attributes that generated sets have, with what they hold. */
export const FIELDS: Readonly<Record<string, Type>> = {
  n: "int",
  s: "string",
  l: "ints",
  b: "bool",
  sub: "set",
};

export interface Variable {
  readonly name: string;
  readonly type: Type;
}

/** The variables that may be used. */
export type Scope = readonly Variable[];

/** What stands for a type where nothing deeper is wanted. */
export const LITERALS: Readonly<Record<Type, readonly string[]>> = {
  int: ["0", "1", "2", "7", "(-3)", "42", "100", "9007199254740993"],
  float: ["0.5", "1.0", "2.25", "(-1.5)", "1.0e10", ".1"],
  bool: ["true", "false"],
  string: ['""', '"a"', '"foo"', '"a-1.2"', '"x y"', "''ind''", '"é"', '"a\\nb"', '"\\${"'],
  null: ["null"],
  path: ["./a", "./a/b.nix", "/nowhere/x", "../up"],
  ints: ["[ ]", "[ 1 ]", "[ 3 1 2 ]", "[ 1 1 (-1) ]"],
  strings: ["[ ]", '[ "a" ]', '[ "b" "a" "c" ]', '[ "x" "" ]'],
  set: ["{ }", "{ n = 1; }", '{ s = "t"; n = 2; }', "{ n = 1; l = [ 1 ]; sub = { }; }"],
  function: ["(x: x)", "toString", "builtins.isInt", "({ n ? 1, ... }: n)"],
};

/** The scope with one variable more, which hides those of its name. */
export function bind(scope: Scope, variable: Variable): Scope {
  return [...scope.filter(({ name }) => name !== variable.name), variable];
}
