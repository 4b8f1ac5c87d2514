import { deepForce } from "../../src/evaluator/deep.ts";
import { flatGenerators, generatorsLib } from "../../src/evaluator/lib/generators.ts";
import { gvariantLib } from "../../src/evaluator/lib/gvariant.ts";
import { flatStrings, stringsLib } from "../../src/evaluator/lib/strings.ts";
import type { Evaluator } from "../../src/evaluator/evaluator.ts";
import { print } from "../../src/evaluator/print.ts";
import { Attrs, type Lazy, type Value } from "../../src/evaluator/value.ts";
import { prepareParser } from "../../src/cli/wasm.ts";
import { type EvaluateOptions, evaluatorFor } from "../evaluator/helpers.ts";

prepareParser();

/** A `lib` of the families that make texts and read files. */
export function familiesOf(ev: Evaluator): Attrs {
  const lib = new Map<string, Lazy>();
  const add = (name: string, members: Map<string, Lazy>, flat: readonly string[]): void => {
    lib.set(name, new Attrs(members));
    for (const member of flat) {
      const value = members.get(member);
      if (value === undefined) throw new Error(`lib.${name} has no '${member}'`);
      lib.set(member, value);
    }
  };
  add("strings", stringsLib(ev), flatStrings);
  add("generators", generatorsLib(ev), flatGenerators);
  add("gvariant", gvariantLib(ev), []);
  return new Attrs(lib);
}

/** The value of an expression that uses `lib`. */
export function withLib(text: string, options: EvaluateOptions = {}): Value {
  const ev = evaluatorFor(options);
  const fn = ev.evalText(`lib: with lib; ${text}`, options.folder ?? "/");
  return ev.call(fn, familiesOf(ev));
}

/** What `nix-instantiate --eval --strict` prints for it. */
export function printedWithLib(text: string, options: EvaluateOptions = {}): string {
  const value = withLib(text, options);
  deepForce(value);
  return print(value);
}
