import type { Value } from "../../evaluator/value.ts";
import { definedValue } from "../definitions.ts";
import type { Host } from "../fleet.ts";
import { attributes, elements, ownAttribute } from "../read.ts";

/** A place in a host's configuration that a pattern such as `users.users.<name>.password` stands for. */
export interface OptionMatch {
  /** The path down to where lists begin; what `definitionsAt` understands. */
  readonly option: readonly string[];
  /** The whole path as text, `[2]` for elements of lists. */
  readonly shown: string;
  readonly value: Value;
}

/** Splits `a."b.c".<name>.*` into its segments. */
export function splitPattern(pattern: string): string[] {
  const segments: string[] = [];
  for (const match of pattern.matchAll(/"([^"]*)"|<[^>]*>|[^.]+/g)) {
    segments.push(match[1] ?? match[0]);
  }
  return segments;
}

const isName = (segment: string) => segment.startsWith("<") && segment.endsWith(">");

/** Everything that a host's repository defines under a pattern; `<name>` is any attribute, `*` any element. */
export function optionMatches(host: Host, pattern: readonly string[]): OptionMatch[] {
  const fixed = pattern.findIndex((segment) => isName(segment) || segment === "*");
  const prefix = fixed < 0 ? pattern : pattern.slice(0, fixed);
  const value = definedValue(host, prefix);
  if (value === undefined) return [];
  const start = { option: prefix, shown: prefix.map(shownName).join("."), value };
  return descend(start, pattern.slice(prefix.length), false);
}

function descend(match: OptionMatch, rest: readonly string[], inList: boolean): OptionMatch[] {
  const [segment, ...after] = rest;
  if (segment === undefined) return [match];
  if (segment === "*") {
    return elements(match.value).flatMap((value, i) =>
      descend({ option: match.option, shown: `${match.shown}[${i}]`, value }, after, true),
    );
  }
  const step = (name: string, value: Value): OptionMatch[] =>
    descend(
      {
        option: inList ? match.option : [...match.option, name],
        shown: `${match.shown}.${shownName(name)}`,
        value,
      },
      after,
      inList,
    );
  if (isName(segment)) {
    return attributes(match.value).flatMap(({ name, value }) => step(name, value));
  }
  const value = ownAttribute(match.value, segment);
  return value === undefined ? [] : step(segment, value);
}

/** A name as it stands in an attribute path: quoted where Nix needs it. */
export function shownName(name: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_'-]*$/.test(name) ? name : JSON.stringify(name);
}
