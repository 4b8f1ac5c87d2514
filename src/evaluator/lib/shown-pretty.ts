import type { Evaluator } from "../evaluator.ts";
import type { Lazy } from "../value.ts";
import { pretty } from "./pretty.ts";
import { shown } from "./surroundings.ts";

/** A value as `lib.generators.toPretty { }` has it, for messages. */
export function shownPretty(ev: Evaluator, value: Lazy, multiline = true): string {
  return shown(pretty(ev, value, { allowPrettyValues: false, multiline }, ""));
}
