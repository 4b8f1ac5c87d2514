/** Generated values of the language, as text. */

/** Numbers that follow from a seed. */
export class Random {
  #state: number;
  /** How many of a hundred values are in a hole: `(h value)`, where `h` may make something unknown of it. */
  holes = 0;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** The text, or a hole with it. */
  maybe(text: string): string {
    return this.holes > 0 && this.below(100) < this.holes ? `(h ${text})` : text;
  }

  times<T>(max: number, make: () => T): T[] {
    return Array.from({ length: this.below(max + 1) }, make);
  }
}

/** Names of attributes. */
export const NAMES = ["a", "b", "c", "d e", "foo"];
const PLATFORMS = ['"x86_64-linux"', '"aarch64-linux"', '"i686-netbsd"'];

/** Makes the text of an argument; what is made of others goes no deeper than `depth`. */
export type Make = (random: Random, depth: number) => string;

function scalar(random: Random): string {
  return random.pick([
    "1",
    "2",
    "0",
    "(-1)",
    "1.5",
    "true",
    "false",
    "null",
    '"a"',
    '"b"',
    '"foo"',
    '""',
    "[ ]",
    "{ }",
  ]);
}

/** Any value, now and then one that fails. */
export function any(random: Random, depth: number): string {
  return random.maybe(anything(random, depth));
}

function anything(random: Random, depth: number): string {
  const roll = random.below(20);
  if (roll === 0) return `(throw "t${random.below(3)}")`;
  if (roll === 1) return "(x: x)";
  if (roll === 2 && depth > 0) return drv(random, depth - 1);
  if (roll < 7 && depth > 0) return attrs(random, depth - 1);
  if (roll < 10 && depth > 0) return list(random, depth - 1);
  return scalar(random);
}

/** A list of any values. */
export function list(random: Random, depth: number): string {
  return `[ ${random.times(4, () => any(random, depth)).join(" ")} ]`;
}

/** A list of such arguments. */
export function listOf(make: Make, max = 4): Make {
  return (random, depth) => `[ ${random.times(max, () => make(random, depth)).join(" ")} ]`;
}

/** A set of such arguments. */
export function attrsOf(make: Make): Make {
  return (random, depth) => {
    const names = new Set(random.times(3, () => random.pick(NAMES)));
    const parts = [...names].map((name) => `"${name}" = ${make(random, depth)};`);
    return `{ ${parts.join(" ")} }`;
  };
}

/** A set of any values. */
export const attrs: Make = (random, depth) => attrsOf(any)(random, depth);

/** A set that looks like a package. */
export function drv(random: Random, depth: number): string {
  const extra = [
    random.below(2)
      ? `meta = { ${random.below(2) ? 'mainProgram = "prog";' : ""} ${random.below(3) === 0 ? `platforms = [ ${random.pick(PLATFORMS)} ];` : ""} ${random.below(4) === 0 ? 'badPlatforms = [ "x86_64-linux" ];' : ""} };`
      : "",
    random.below(3) === 0 ? 'bin = { outPath = "/x/bin"; };' : "",
    random.below(3) === 0 ? 'lib = { outPath = "/x/lib"; };' : "",
    random.below(3) === 0
      ? 'dev = { type = "derivation"; outPath = "/x/dev"; drvPath = "/x/d"; outputName = "dev"; };'
      : "",
    random.below(4) === 0 ? "outputSpecified = true;" : "",
    random.below(2)
      ? 'out = { type = "derivation"; outPath = "/x/out"; drvPath = "/x/d"; outputName = "out"; };'
      : "",
    random.below(2) ? 'pname = "hello";' : "",
    random.below(5) === 0 ? "overrideAttrs = f: { changed = f { meta = { old = 1; }; }; };" : "",
    random.below(6) === 0 ? 'outputs = [ "out" "dev" ];' : "",
    random.below(5) === 0 && depth > 0
      ? `propagatedBuildInputs = [ ${drv(random, depth - 1)} ];`
      : "",
  ];
  return `{ type = "derivation"; name = "hello-2.1"; outPath = "/x/h${random.below(3)}"; drvPath = "/x/d"; system = "x86_64-linux"; ${extra.join(" ")} }`;
}

/** One of some expressions. */
export function choose(...texts: readonly string[]): Make {
  return (random) => {
    const text = random.pick(texts);
    return random.maybe(/^[\w."]*$/.test(text) ? text : `(${text})`);
  };
}

/** One of some strings. */
export function quoted(...texts: readonly string[]): Make {
  return (random) => random.maybe(`"${random.pick(texts)}"`);
}
