import { isDerivation } from "../../evaluator/equality.ts";
import { Attrs, type Lazy, PartialText, type Value } from "../../evaluator/value.ts";
import { packageInfo } from "../../inputs/nixpkgs/package.ts";
import type { Host } from "../fleet.ts";
import { elements, read, readValue, textOf } from "../read.ts";

const MAX_DEPTH = 10;

/** Numbers, and the paths of the options that mention them. */
export type Mentions = ReadonlyMap<number, readonly (readonly string[])[]>;

/** An address and port that an option of a host mentions. */
export interface MentionedEndpoint {
  readonly address: string;
  readonly port: number;
  readonly path: readonly string[];
}

interface Collected {
  readonly numbers: Map<number, (readonly string[])[]>;
  readonly endpoints: MentionedEndpoint[];
}

const known = new WeakMap<Host, Collected>();

/**
 * Every number that a host's own definitions mention, in texts as well, save in those of its firewall. A port that is
 * not among them is set by no option of the repository.
 */
export function mentionedNumbers(host: Host): Mentions {
  return collectedOf(host).numbers;
}

/** Every address with a port that a host's own definitions mention, save in those of its firewall and proxies. */
export function mentionedEndpoints(host: Host): readonly MentionedEndpoint[] {
  return collectedOf(host).endpoints;
}

function collectedOf(host: Host): Collected {
  let collected = known.get(host);
  if (collected === undefined) {
    const made: Collected = { numbers: new Map(), endpoints: [] };
    const { evaluation } = host;
    if (evaluation !== null) {
      read(() => {
        for (const module of evaluation.modules) collect(module.config.value, [], made);
        return null;
      });
    }
    collected = made;
    known.set(host, collected);
  }
  return collected;
}

function add(number: number, path: readonly string[], into: Collected): void {
  const paths = into.numbers.get(number);
  if (paths === undefined) into.numbers.set(number, [path]);
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

/** The firewall itself, and what a host says of others: whom it scrapes, and whom it passes requests on to. */
function isElsewhere(path: readonly string[]): boolean {
  const [first, second, third] = path;
  if (first === "_module") return true;
  if (first === "networking") return second === "firewall";
  if (first === "topology") return true;
  switch (second) {
    case "prometheus":
      return third === "scrapeConfigs" || third === "rules";
    case "nginx":
    case "caddy":
      return third === "virtualHosts" || third === "upstreams";
    case "traefik":
      return third === "dynamicConfigOptions";
    default:
      return false;
  }
}

const ENDPOINT = /(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3}):(\d{2,5})(?!\d)/g;

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
    for (const [, address = "", port] of text.matchAll(ENDPOINT)) {
      into.endpoints.push({ address, port: Number(port), path });
    }
    return;
  }
  for (const element of elements(value)) collect(element, path, into);
}
