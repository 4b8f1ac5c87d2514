import type { Certainty } from "../core/finding.ts";
import type { Span } from "../core/span.ts";
import { Attrs, Choice, type Lazy, OpenList, Unknown, type Value } from "../evaluator/value.ts";
import type { Definition, ModuleEvaluation, OptionNode } from "../modules/evaluate.ts";
import type { Host } from "./fleet.ts";
import { elements, read, readValue, textOf, valueIn } from "./read.ts";

/** The value of an option of a host; undefined where nobody in the repository defines it or its parts. */
export function definedValue(host: Host, path: readonly string[]): Value | undefined {
  const { evaluation } = host;
  if (evaluation === null || !isNamed(evaluation, path)) return undefined;
  if (definitionsOf(host, path).length === 0) return undefined;
  return valueIn(evaluation, path);
}

/** Whether every name of a path is surely there: far cheaper than its definitions. */
function isNamed(evaluation: ModuleEvaluation, path: readonly string[]): boolean {
  const reading = read(() => {
    let node: OptionNode | undefined = evaluation.root;
    for (const name of path) {
      if (node === undefined || !node.names().includes(name)) return false;
      node = node.child(name);
    }
    return node !== undefined;
  });
  return reading.ok && reading.value === true;
}

/** The value of an option whoever defines it, defaults included; unknown where nothing is known. */
export function optionValue(host: Host, path: readonly string[]): Value | undefined {
  const { evaluation } = host;
  return evaluation === null ? undefined : valueIn(evaluation, path);
}

/** The definitions that were asked for already, by path. */
const known = new WeakMap<ModuleEvaluation, Map<string, readonly Definition[]>>();

/** The definitions of an option by the repository's modules, winners and losers. */
export function definitionsOf(host: Host, path: readonly string[]): readonly Definition[] {
  const { evaluation } = host;
  if (evaluation === null) return [];
  let byPath = known.get(evaluation);
  if (byPath === undefined) {
    byPath = new Map();
    known.set(evaluation, byPath);
  }
  const key = path.join("\0");
  let definitions = byPath.get(key);
  if (definitions === undefined) {
    definitions = [];
    read(() => {
      definitions = evaluation.definitionsAt(path).filter((one) => one.file !== DEFAULTS_FILE);
      return null;
    });
    byPath.set(key, definitions);
  }
  return definitions;
}

/** What the module system names as the file of defaults from facts. */
const DEFAULTS_FILE = "<nixpkgs>";

/** Whether a definition is one of the repository's, not of a model of ours. */
export function isOwn(definition: Definition): boolean {
  return definition.file !== DEFAULTS_FILE && !definition.file.startsWith("«");
}

/** The definitions that decide the value. */
export function winnersOf(host: Host, path: readonly string[]): readonly Definition[] {
  return definitionsOf(host, path).filter((definition) => definition.wins);
}

/** The place of the definition that decides an option; the nearest one above where it has none of its own. */
export function placeOf(host: Host, path: readonly string[]): Span | null {
  for (let length = path.length; length > 0; length--) {
    const definitions = definitionsOf(host, path.slice(0, length));
    const placed =
      definitions.find((definition) => definition.wins && definition.span !== null) ??
      definitions.find((definition) => definition.span !== null);
    if (placed) return placed.span;
  }
  return null;
}

/** The place of the definition that brought a text into a list. */
export function placeOfElement(host: Host, path: readonly string[], text: string): Span | null {
  for (const definition of winnersOf(host, path)) {
    if (definition.span === null) continue;
    const value = readValue(definition.value);
    if (elements(value).some((element) => textOf(element) === text)) return definition.span;
  }
  return placeOf(host, path);
}

/** Whether the definitions of an option hold whatever unknown conditions turn out to be. */
export function certaintyOf(host: Host, path: readonly string[]): Certainty {
  const winners = winnersOf(host, path);
  return winners.every((definition) => definition.condition === "true") ? "proven" : "possible";
}

/** Where an attribute of a value is named, if its set knows. */
export function spanOfAttribute(value: Lazy, name: string): Span | null {
  const set = readValue(value);
  return set instanceof Attrs ? (set.position(name) ?? null) : null;
}

/** Whether a list or set may have more than is known of it. */
export function isOpen(value: Value): boolean {
  return (
    value instanceof OpenList ||
    value instanceof Unknown ||
    value instanceof Choice ||
    (value instanceof Attrs && value.rest !== null)
  );
}
