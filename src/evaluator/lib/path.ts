import { textArgument } from "../builtins/arguments.ts";
import { type BuiltinTable, builtinsOf } from "../builtins/define.ts";
import { typeName } from "../describe.ts";
import type { Evaluator } from "../evaluator.ts";
import { Attrs, type Lazy, NixPath, type Value } from "../value.ts";
import { whole } from "./partial-text.ts";
import { thrown } from "./surroundings.ts";

/** `lib.path`: path values by their components, and strings that are paths below another. */
export function pathLib(_: Evaluator): Map<string, Lazy> {
  return new Map<string, Lazy>([
    ...builtinsOf(paths, "lib.path."),
    ["subpath", new Attrs(builtinsOf(subpaths, "lib.path.subpath."))],
  ]);
}

/** Nothing of `lib.path` is a member of `lib`. */
export const flatPath: readonly string[] = [];

const paths: BuiltinTable = {
  append: [2, append],
  hasPrefix: [2, hasPrefix],
  removePrefix: [2, removePrefix],
  splitRoot: [1, splitRoot],
  hasStorePathPrefix: [
    1,
    (ev, path: Lazy) => isInStore(componentsOf(pathArgument(ev, path, "hasStorePathPrefix"))),
  ],
};

const subpaths: BuiltinTable = {
  isValid: [1, (ev, value: Lazy) => invalidReason(ev, value) === null],
  join: [1, join],
  components: [1, (ev, value: Lazy) => subpath(ev, value, "subpath.components")],
  normalise: [1, (ev, value: Lazy) => joinSubpath(subpath(ev, value, "subpath.normalise"))],
};

/** A path value; nothing else will do. */
function pathArgument(
  ev: Evaluator,
  value: Lazy,
  name: string,
  which = "Argument",
  end = "",
): string {
  const forced = ev.known(value);
  if (forced instanceof NixPath) return forced.path;
  throw thrown(
    `lib.path.${name}: ${which} is of type ${typeName(forced)}, but a path was expected${end}`,
  );
}

/** The names in a path, from the root on. */
export function componentsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

/** `./a/b`; `./.` for no components. */
export function joinSubpath(components: readonly string[]): string {
  return `./${components.length === 0 ? "." : components.join("/")}`;
}

/** Whether the path is a store path or below one; for tests also where the hash alone stands, as of content. */
export function isInStore(components: readonly string[]): boolean {
  const [first, second, name] = components;
  if (first === "nix" && second === "store" && name !== undefined && /^.{32}-./s.test(name)) {
    return true;
  }
  return first !== undefined && /^[0-9a-z]{52}$/.test(first);
}

/** Whether a path is another or below it. */
export function isBelow(components: readonly string[], of: readonly string[]): boolean {
  return of.every((part, i) => part === components[i]);
}

/** Why a value is no subpath; null for one. */
function invalidReason(ev: Evaluator, value: Lazy): string | null {
  const forced = ev.known(value);
  if (typeName(forced) !== "string") {
    return `The given value is of type ${typeName(forced)}, but a string was expected`;
  }
  const text = whole(textArgument(ev, forced));
  if (text === "") return "The given string is empty";
  if (text.startsWith("/")) {
    return `The given string "${text}" starts with a \`/\`, representing an absolute path`;
  }
  if (text.split("/").includes("..")) {
    return `The given string "${text}" contains a \`..\` component, which is not allowed in subpaths`;
  }
  return null;
}

/** The components of a subpath; throws for what is none. */
function subpath(ev: Evaluator, value: Lazy, name: string, which = "Argument"): string[] {
  const reason = invalidReason(ev, value);
  if (reason === null) return componentsOf(whole(textArgument(ev, value)));
  throw thrown(`lib.path.${name}: ${which} is not a valid subpath string:\n    ${reason}`);
}

function append(ev: Evaluator, path: Lazy, below: Lazy): Value {
  const base = pathArgument(ev, path, "append", "The first argument");
  const components = subpath(ev, below, "append", "Second argument");
  return new NixPath(`/${[...componentsOf(base), ...components].join("/")}`);
}

function hasPrefix(ev: Evaluator, above: Lazy, path: Lazy): Value {
  const first = pathArgument(ev, above, "hasPrefix", "First argument");
  const second = pathArgument(ev, path, "hasPrefix", "Second argument");
  return isBelow(componentsOf(second), componentsOf(first));
}

function removePrefix(ev: Evaluator, above: Lazy, path: Lazy): Value {
  const first = pathArgument(ev, above, "removePrefix", "First argument", ".");
  const second = pathArgument(ev, path, "removePrefix", "Second argument", ".");
  const start = componentsOf(first);
  const components = componentsOf(second);
  if (isBelow(components, start)) return joinSubpath(components.slice(start.length));
  throw thrown(
    `lib.path.removePrefix: The first path argument "${first}" is not a component-wise prefix of the second path argument "${second}".`,
  );
}

function splitRoot(ev: Evaluator, path: Lazy): Value {
  const components = componentsOf(pathArgument(ev, path, "splitRoot"));
  return Attrs.of({ root: new NixPath("/"), subpath: joinSubpath(components) });
}

function join(ev: Evaluator, list: Lazy): Value {
  const parts = ev
    .list(list)
    .map((part, i) => subpath(ev, part, "subpath.join", `Element at index ${i}`));
  return joinSubpath(parts.flat());
}
