import type { Make } from "./lib-random.ts";

/** Makers of generated arguments, made of others. */

/** One of some texts. */
export function pick(texts: readonly string[]): Make {
  return (random) => random.pick(texts);
}

/** One of some strings. */
export function quoted(texts: readonly string[]): Make {
  return (random) => `"${random.pick(texts)}"`;
}

/** A list of such arguments. */
export function listOf(make: Make, max = 4): Make {
  return (random, depth) => `[ ${random.times(max, () => make(random, depth)).join(" ")} ]`;
}

/** A set of such arguments. */
export function attrsOf(make: Make, names: readonly string[] = ["a", "b", "c d", "e=f"]): Make {
  return (random, depth) => {
    const chosen = new Set(random.times(3, () => random.pick(names)));
    return `{ ${[...chosen].map((name) => `"${name}" = ${make(random, depth)};`).join(" ")} }`;
  };
}
