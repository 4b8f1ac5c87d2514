import type { Evaluator } from "../evaluator/evaluator.ts";
import { Attrs, type Lazy } from "../evaluator/value.ts";
import type { ModuleInput } from "./collect.ts";
import { ModuleEvaluation } from "./evaluation.ts";
import type { OptionFacts } from "./facts.ts";
import { defaultSystem } from "./lib.ts";

export type { FailedImport, UnknownImport } from "./collect.ts";
export { evaluationOf, ModuleEvaluation } from "./evaluation.ts";
export type { OptionFacts } from "./facts.ts";
export type { Module } from "./module.ts";
export type { Definition, OptionNode } from "./node.ts";

/** What `evalModules` takes. */
export interface EvalModulesArgs {
  /** The list of modules, not forced. */
  readonly modules: Lazy;
  readonly specialArgs?: Attrs;
  readonly prefix?: readonly string[];
  readonly class?: string | null;
  /** Whether options exist that nobody here declares: NixOS' own, for a host. */
  readonly open: boolean;
  /** What is known of such options. */
  readonly facts?: OptionFacts | null;
  /** False: definitions of options that do not exist are no mistake. */
  readonly check?: boolean;
  /** Arguments of modules for which `_module.args` has nothing. */
  readonly baseArgs?: ReadonlyMap<string, Lazy>;
}

/**
 * Puts modules together. Nothing is evaluated before it is asked for; `value` of the result is what Nix code gets from
 * `lib.evalModules`.
 */
export function evalModules(ev: Evaluator, args: EvalModulesArgs): ModuleEvaluation {
  const inputs: ModuleInput[] = [{ kind: "list", list: args.modules }];
  if (args.check === false) inputs.push(uncheckedInput());
  return new ModuleEvaluation(defaultSystem(ev), {
    inputs,
    specialArgs: args.specialArgs ?? new Attrs(new Map()),
    prefix: args.prefix ?? [],
    moduleClass: args.class ?? null,
    mode: args.open ? "open" : "closed",
    facts: args.facts ?? null,
    baseArgs: args.baseArgs ?? null,
  });
}

function uncheckedInput(): ModuleInput {
  const config = Attrs.of({ _module: Attrs.of({ check: false }) });
  return { kind: "list", list: [Attrs.of({ config })] };
}
