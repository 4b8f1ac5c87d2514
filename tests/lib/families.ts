import { prepareParser } from "../../src/cli/wasm.ts";
import { deepForce } from "../../src/evaluator/deep.ts";
import { createLib } from "../../src/evaluator/lib/index.ts";
import { print } from "../../src/evaluator/print.ts";
import { Reason } from "../../src/evaluator/reason.ts";
import { Attrs, Unknown, type Value } from "../../src/evaluator/value.ts";
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

/** The value of an expression in which `u` is unknown. */
export function withUnknown(text: string, files: Record<string, string> = {}): Value {
  const ev = evaluatorFor({ files });
  const fn = ev.evalText(`{ lib, u }: with lib; ${text}`, "/");
  const u = new Unknown(new Reason("input", "u"));
  return ev.call(fn, Attrs.of({ lib: createLib(ev, new Map()), u }));
}

/** What is printed of it; `?` stands for what is not known. */
export function shown(text: string, files: Record<string, string> = {}): string {
  const value = withUnknown(text, files);
  deepForce(value);
  return print(value).replaceAll(/«unknown: [^»]*»/g, "?");
}

/** The expressions of a file of cases, each with the line of its outcome. */
export function casesOf(text: string): [expression: string, outcome: string][] {
  const lines = text.split("\n");
  return lines.flatMap((line, i): [string, string][] =>
    /^=[>!]/.test(line) ? [[lines[i - 1] as string, line]] : [],
  );
}
