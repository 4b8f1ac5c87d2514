import { dirname } from "node:path";
import { EvalError } from "../../../src/evaluator/errors.ts";
import { parse } from "../../../src/parser/parse.ts";
import { printed } from "../helpers.ts";
import { HERE, type Outcome } from "./nix.ts";

/** What nixlint gives for an expression. */
export function ourOutcome(expression: string): Outcome {
  const { problems } = parse(expression);
  if (problems.length > 0) {
    return { ok: false, message: problems.map(({ message }) => message).join(" ") };
  }
  try {
    const value = printed(expression, {
      folder: HERE,
      files: { [`${HERE}/0.nix`]: expression },
      currentSystem: "x86_64-linux",
      strictScope: true,
      searchPath: (name) => {
        throw new EvalError("throw", `file '${name}' was not found in the Nix search path`);
      },
    });
    return { ok: true, value };
  } catch (error) {
    if (error instanceof EvalError) return { ok: false, message: error.message };
    if (error instanceof RangeError) return { ok: false, message: error.message };
    throw error;
  }
}

/** An outcome for comparing: errors are alike whatever their message, and the folder is `/here`. */
export function line(outcome: Outcome): string {
  return outcome.ok
    ? outcome.value.replaceAll(HERE, "/here").replaceAll(dirname(HERE), "/")
    : "error";
}
