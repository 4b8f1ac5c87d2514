import { prepareParser } from "../../src/cli/wasm.ts";
import { builtinsFor } from "../../src/evaluator/builtins/index.ts";
import { deepForceAll } from "../../src/evaluator/deep.ts";
import { Evaluator, type EvaluatorOptions } from "../../src/evaluator/evaluator.ts";
import { print } from "../../src/evaluator/print.ts";
import type { Value } from "../../src/evaluator/value.ts";
import { memoryIO } from "../memory-io.ts";

prepareParser();

/** How a test evaluates: files by absolute path, and the folder that relative paths start from. */
export interface EvaluateOptions extends Partial<EvaluatorOptions> {
  readonly files?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

export function evaluatorFor(options: EvaluateOptions = {}): Evaluator {
  const { files = {}, folder: _, ...rest } = options;
  return new Evaluator({ io: memoryIO(files), builtins: builtinsFor, ...rest });
}

/** The weak head normal form of an expression. */
export function evaluate(text: string, options: EvaluateOptions = {}): Value {
  return evaluatorFor(options).evalText(text, options.folder ?? "/");
}

/** What `nix-instantiate --eval --strict` prints for an expression; errors are thrown. */
export function printed(text: string, options: EvaluateOptions = {}): string {
  const value = evaluate(text, options);
  deepForceAll(value);
  return print(value);
}
