import { Reason } from "../evaluator/reason.ts";
import type { Lazy, Rest } from "../evaluator/value.ts";
import { showOption } from "./show.ts";

/** What an open set of options says of names that are not in it. */
export function openRest(
  path: readonly string[],
  lookup: (name: string) => Lazy | undefined,
): Rest {
  const where = path.length === 0 ? "options" : `options below '${showOption(path)}'`;
  return {
    reason: new Reason("option", `NixOS may have ${where} that nothing here declares`),
    lookup,
  };
}
