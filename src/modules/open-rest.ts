import { Reason } from "../evaluator/reason.ts";
import type { Lazy, Rest } from "../evaluator/value.ts";
import type { Loc } from "./loc.ts";
import { showOption } from "./show.ts";

/** What an open set of options says of names that are not in it. */
export function openRest(loc: Loc, lookup: (name: string) => Lazy | undefined): Rest {
  const names = knownNames(loc);
  return names === null ? new OpenRest(loc, lookup) : new NamedRest(loc, lookup, names);
}

/** Its reason is worded when it is asked for: most sets are never asked for what they have not. */
class OpenRest implements Rest {
  readonly lookup: (name: string) => Lazy | undefined;
  readonly #loc: Loc;
  #reason: Reason | null = null;

  constructor(loc: Loc, lookup: (name: string) => Lazy | undefined) {
    this.#loc = loc;
    this.lookup = lookup;
  }

  get reason(): Reason {
    if (this.#reason === null) {
      const { path } = this.#loc;
      const where = path.length === 0 ? "options" : `options below '${showOption(path)}'`;
      this.#reason = new Reason("option", `NixOS may have ${where} that nothing here declares`);
    }
    return this.#reason;
  }
}

/** Of a set of which all names are known. */
class NamedRest extends OpenRest {
  readonly #names: ReadonlySet<string>;

  constructor(loc: Loc, lookup: (name: string) => Lazy | undefined, names: ReadonlySet<string>) {
    super(loc, lookup);
    this.#names = names;
  }

  mayHave(name: string): boolean {
    return this.#names.has(name);
  }
}

/** All names that may be there; null where that is not known. */
function knownNames({ facts, factPath }: Loc): ReadonlySet<string> | null {
  if (facts === null || factPath === null || facts.complete?.(factPath) !== true) return null;
  return new Set(facts.children(factPath));
}
