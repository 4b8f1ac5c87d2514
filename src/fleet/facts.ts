import {
  type OptionFact as CatalogFact,
  type OptionNamespace,
  optionChildren,
  optionFact,
} from "../catalog/index.ts";
import type { FactSets } from "../inputs/fact-sets.ts";
import { appliedBy } from "../inputs/nixos/apply.ts";
import type { OptionFact, OptionFacts } from "../modules/facts.ts";

/** The catalogue as the module system asks it, for each kind of configuration. */
export function catalogFacts(): FactSets {
  return {
    nixos: factsOf("nixos"),
    homeManager: factsOf("home-manager"),
    darwin: factsOf("nix-darwin"),
  };
}

function factsOf(namespace: OptionNamespace): OptionFacts {
  const known = new Map<string, OptionFact | undefined>();
  return {
    fact(path) {
      const key = path.join("\0");
      if (known.has(key)) return known.get(key);
      const fact = convert(path, namespace);
      known.set(key, fact);
      return fact;
    },
    children: (path) => optionChildren(path, namespace).names,
  };
}

/** Texts of virtual hosts: the module of a web application adds to those of the host name it is given. */
function isShared({ pattern, type }: CatalogFact): boolean {
  return type.t === "lines" && pattern.slice(0, 3).join(".") === "services.nginx.virtualHosts";
}

function convert(path: readonly string[], namespace: OptionNamespace): OptionFact | undefined {
  const found = optionFact(path, namespace);
  if (found === undefined) return undefined;
  const apply = namespace === "nixos" ? appliedBy(found.pattern) : undefined;
  const contributed = found.contributed || isShared(found);
  const fact = { type: found.type, contributed, ...(apply === undefined ? {} : { apply }) };
  // What `apply` makes of a default is not what the catalogue has.
  if (found.default.kind !== "literal" || (found.apply !== "none" && apply === undefined))
    return fact;
  return { ...fact, default: { kind: "literal", value: found.default.value } };
}
