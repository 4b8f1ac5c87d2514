import {
  Attrs,
  Builtin,
  Choice,
  ContextString,
  Lambda,
  NixFloat,
  NixPath,
  OpenList,
  PartialText,
  Unknown,
  type Value,
} from "./value.ts";

/** The type of a value as `builtins.typeOf` names it; undefined where it is not known. */
export function typeName(value: Value): string | undefined {
  if (value === null) return "null";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "number":
    case "bigint":
      return "int";
    case "string":
      return "string";
  }
  if (value instanceof Attrs) return "set";
  if (Array.isArray(value) || value instanceof OpenList) return "list";
  if (value instanceof ContextString || value instanceof PartialText) return "string";
  if (value instanceof Lambda || value instanceof Builtin) return "lambda";
  if (value instanceof NixPath) return "path";
  if (value instanceof NixFloat) return "float";
  return undefined;
}

/** The type with its article, as error messages have it: "a string", "an integer", "the built-in function 'map'". */
export function describe(value: Value): string {
  if (value === null) return "null";
  if (value instanceof Unknown || value instanceof Choice) return "an unknown value";
  if (value instanceof Builtin) {
    return value.args.length > 0
      ? `the partially applied built-in function '${value.name}'`
      : `the built-in function '${value.name}'`;
  }
  switch (typeName(value)) {
    case "bool":
      return "a Boolean";
    case "int":
      return "an integer";
    case "float":
      return "a float";
    case "string":
      return value instanceof ContextString && value.context.size > 0
        ? "a string with context"
        : "a string";
    case "path":
      return "a path";
    case "list":
      return "a list";
    case "set":
      return "a set";
    default:
      return "a function";
  }
}
