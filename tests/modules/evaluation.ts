import { deepForce } from "../../src/evaluator/deep.ts";
import type { Evaluator } from "../../src/evaluator/evaluator.ts";
import { createLib } from "../../src/evaluator/lib/index.ts";
import { print } from "../../src/evaluator/print.ts";
import { Reason } from "../../src/evaluator/reason.ts";
import {
  Attrs,
  Choice,
  force,
  type Lazy,
  lazy,
  Unknown,
  type Value,
} from "../../src/evaluator/value.ts";
import { evalModules, type ModuleEvaluation } from "../../src/modules/evaluate.ts";
import type { OptionFact, OptionFacts } from "../../src/modules/facts.ts";
import { moduleLib } from "../../src/modules/lib.ts";
import { evaluatorFor } from "../evaluator/helpers.ts";

/** A library of its own for an evaluator, of a release. */
export function libOf(ev: Evaluator, release: string | null = "26.05"): Attrs {
  return createLib(ev, (lib) => moduleLib(ev, lib), { release });
}

/** The value of a text in which `lib` is the library and `unknown` is not known. */
export function valueOf(ev: Evaluator, text: string): Value {
  const fn = ev.evalText(`{ lib, unknown }: with lib; ${text}`, "/");
  const unknown = new Unknown(new Reason("model", "a test does not say"));
  return ev.call(fn, Attrs.of({ lib: libOf(ev), unknown }));
}

/** What `nix-instantiate --eval --strict` would print of a text in which `lib` is the library. */
export function printed(text: string): string {
  const value = valueOf(evaluatorFor(), text);
  deepForce(value);
  return print(value);
}

export interface OpenOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly facts?: Readonly<Record<string, OptionFact>>;
  /** Paths below which all names are in `facts`. */
  readonly complete?: readonly string[];
}

/** An evaluation of an open tree of options, as for a host; the text is the list of modules. */
export function open(modules: string, options: OpenOptions = {}): ModuleEvaluation {
  const ev = evaluatorFor({ files: options.files ?? {} });
  const lib = libOf(ev);
  const list = lazy(() => valueOf(ev, modules));
  const facts = options.facts === undefined ? null : factsOf(options.facts, options.complete ?? []);
  return evalModules(ev, { modules: list, specialArgs: Attrs.of({ lib }), open: true, facts });
}

function factsOf(
  table: Readonly<Record<string, OptionFact>>,
  complete: readonly string[],
): OptionFacts {
  const fits = (key: string, path: readonly string[]): boolean => {
    const pattern = key.split(".");
    if (pattern.length !== path.length) return false;
    return pattern.every((part, index) => part === "<name>" || part === path[index]);
  };
  const find = (path: readonly string[]) => Object.keys(table).find((key) => fits(key, path));
  return {
    fact: (path) => table[path.join(".")] ?? table[find(path) ?? ""],
    children: (path) => {
      const prefix = path.length === 0 ? "" : `${path.join(".")}.`;
      const below = Object.keys(table).filter((key) => key.startsWith(prefix));
      return [...new Set(below.map((key) => key.slice(prefix.length).split(".")[0] as string))];
    },
    complete: (path) => complete.includes(path.join(".")),
  };
}

/** The value of an option as text. */
export function valueText(evaluation: ModuleEvaluation, path: string): string {
  const value = evaluation.valueAt(path.split("."));
  return value === undefined ? "undefined" : shown(value);
}

/** A value as text; alternatives one after the other. */
export function shown(value: Lazy): string {
  const forced = force(value);
  if (forced instanceof Choice) return forced.alternatives.map(shown).join(" or ");
  deepForce(forced);
  return print(forced);
}
