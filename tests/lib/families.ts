import { prepareParser } from "../../src/cli/wasm.ts";
import { deepForce } from "../../src/evaluator/deep.ts";
import { createLib } from "../../src/evaluator/lib/index.ts";
import { print } from "../../src/evaluator/print.ts";
import type { Value } from "../../src/evaluator/value.ts";
import { type EvaluateOptions, evaluatorFor } from "../evaluator/helpers.ts";

prepareParser();

/** The value of an expression in the scope of nixpkgs' `lib`. */
export function withLib(text: string, options: EvaluateOptions = {}): Value {
  const ev = evaluatorFor(options);
  const fn = ev.evalText(`lib: with lib; ${text}`, options.folder ?? "/");
  return ev.call(fn, createLib(ev, new Map()));
}

/** What `nix-instantiate --eval --strict` prints for it. */
export function printedWithLib(text: string, options: EvaluateOptions = {}): string {
  const value = withLib(text, options);
  deepForce(value);
  return print(value);
}
