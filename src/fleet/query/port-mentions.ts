import { isDerivation } from "../../evaluator/equality.ts";
import { Attrs, type Lazy, PartialText, type Value } from "../../evaluator/value.ts";
import { packageInfo } from "../../inputs/nixpkgs/package.ts";
import type { Host } from "../fleet.ts";
import { elements, read, readValue, textOf } from "../read.ts";

const MAX_DEPTH = 10;

/** Numbers, and the paths of the options that mention them. */
export type Mentions = ReadonlyMap<number, readonly (readonly string[])[]>;

const known = new WeakMap<Host, Mentions>();

/**
 * Every number that a host's own definitions mention, in texts as well, save in those of its firewall. A port that is
 * not among them is set by no option of the repository.
 */
export function mentionedNumbers(host: Host): Mentions {
  let numbers = known.get(host);
  if (numbers === undefined) {
    const collected: Collected = new Map();
    const { evaluation } = host;
    if (evaluation !== null) {
      read(() => {
        for (const module of evaluation.modules) collect(module.config.value, [], collected);
        return null;
      });
    }
    numbers = collected;
    known.set(host, numbers);
  }
  return numbers;
}

type Collected = Map<number, (readonly string[])[]>;

function add(number: number, path: readonly string[], into: Collected): void {
  const paths = into.get(number);
  if (paths === undefined) into.set(number, [path]);
  else paths.push(path);
}

function collect(definition: Lazy, path: readonly string[], into: Collected): void {
  if (path.length > MAX_DEPTH || isElsewhere(path)) return;
  const value = readValue(definition);
  if (!(value instanceof Attrs)) {
    collectLeaf(value, path, into);
    return;
  }
  const tag = value.map.get("_type");
  const property = tag === undefined ? null : readValue(tag);
  if (property === "if" || property === "override" || property === "order") {
    collect(value.map.get("content") ?? null, path, into);
  } else if (property === "merge") {
    const contents = readValue(value.map.get("contents") ?? []);
    for (const one of elements(contents)) collect(one, path, into);
  } else if (isDerivation(value)) {
    const text = packageInfo(value)?.text;
    if (text !== null && text !== undefined) collectLeaf(readValue(text), path, into);
  } else if (property === null || typeof property !== "string") {
    for (const [name, inner] of value.map) {
      for (const [number] of name.matchAll(/\d{2,5}/g)) add(Number(number), path, into);
      collect(inner, [...path, name], into);
    }
  }
}

/** The firewall itself, and what a host says of others: whom it scrapes, how its arguments are made. */
function isElsewhere(path: readonly string[]): boolean {
  const [first, second, third] = path;
  if (first === "_module") return true;
  if (first === "networking") return second === "firewall";
  return second === "prometheus" && (third === "scrapeConfigs" || third === "rules");
}

function collectLeaf(value: Value, path: readonly string[], into: Collected): void {
  if (typeof value === "number") {
    add(value, path, into);
    return;
  }
  const text =
    textOf(value) ??
    (value instanceof PartialText
      ? value.pieces.filter((piece) => typeof piece === "string").join(" ")
      : undefined);
  if (text !== undefined) {
    for (const [number] of text.matchAll(/\d{2,5}/g)) add(Number(number), path, into);
    return;
  }
  for (const element of elements(value)) collect(element, path, into);
}
