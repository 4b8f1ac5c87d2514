import { Reason } from "../evaluator/reason.ts";
import type { Lazy, Rest } from "../evaluator/value.ts";
import type { Loc } from "./loc.ts";
import { showOption } from "./show.ts";

/** What an open set of options says of names that are not in it. */
export function openRest(loc: Loc, lookup: (name: string) => Lazy | undefined): Rest {
  const { path } = loc;
  const where = path.length === 0 ? "options" : `options below '${showOption(path)}'`;
  const reason = new Reason("option", `NixOS may have ${where} that nothing here declares`);
  const names = knownNames(loc);
  if (names === null) return { reason, lookup };
  return { reason, lookup, mayHave: (name) => names.has(name) };
}

/** All names that may be there; null where that is not known. */
function knownNames({ facts, factPath }: Loc): ReadonlySet<string> | null {
  if (facts === null || factPath === null || facts.complete?.(factPath) !== true) return null;
  return new Set(facts.children(factPath));
}
