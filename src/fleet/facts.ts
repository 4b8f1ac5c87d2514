import {
  type OptionFact as CatalogFact,
  mayBeContributed,
  type OptionNamespace,
  optionChildren,
  optionFact,
} from "../catalog/index.ts";
import type { FactSets } from "../inputs/fact-sets.ts";
import { appliedBy } from "../inputs/nixos/apply.ts";
import { isDerived } from "../inputs/nixos/derived-module.ts";
import type { OptionFact, OptionFacts } from "../modules/facts.ts";

type IsSet = (path: readonly string[]) => boolean;

/** The catalogue as the module system asks it, for each kind of configuration. */
export function catalogFacts(): FactSets {
  return {
    nixos: factsOf("nixos"),
    homeManager: factsOf("home-manager"),
    darwin: factsOf("nix-darwin"),
  };
}

function factsOf(namespace: OptionNamespace): OptionFacts {
  const found = new Map<string, CatalogFact | undefined>();
  const look = (path: readonly string[], key: string): CatalogFact | undefined => {
    if (found.has(key)) return found.get(key);
    const fact = optionFact(path, namespace);
    found.set(key, fact);
    return fact;
  };
  return new CatalogFacts(namespace, look, null);
}

/** The facts of a namespace; with `isSet`, for one evaluation. */
class CatalogFacts implements OptionFacts {
  readonly #namespace: OptionNamespace;
  readonly #look: (path: readonly string[], key: string) => CatalogFact | undefined;
  readonly #isSet: IsSet | null;
  readonly #known = new Map<string, OptionFact | undefined>();
  /** What was found out of the gates that stand for many options. */
  readonly #wide = new Map<string, boolean>();

  constructor(
    namespace: OptionNamespace,
    look: (path: readonly string[], key: string) => CatalogFact | undefined,
    isSet: IsSet | null,
  ) {
    this.#namespace = namespace;
    this.#look = look;
    this.#isSet = isSet;
  }

  forEvaluation(isSet: IsSet): OptionFacts {
    // In a submodule, the options that count are those of the evaluation around.
    return this.#isSet === null ? new CatalogFacts(this.#namespace, this.#look, isSet) : this;
  }

  fact(path: readonly string[]): OptionFact | undefined {
    const key = path.join("\0");
    if (this.#known.has(key)) return this.#known.get(key);
    const found = this.#look(path, key);
    const fact =
      found &&
      convert(found, this.#isModelled(found), () => {
        return this.#contributes(found, path);
      });
    this.#known.set(key, fact);
    return fact;
  }

  children(path: readonly string[]): readonly string[] {
    return optionChildren(path, this.#namespace).names;
  }

  /** Whether a model defines the option as NixOS does; of names that NixOS has itself it may know less. */
  #isModelled(fact: CatalogFact): boolean {
    const { namespace, pattern } = fact;
    if (namespace !== "nixos" || this.#namespace !== "nixos") return false;
    const general = this.#look(pattern, pattern.join("\0"));
    return isDerived(pattern, general?.contributedBy.length !== fact.contributedBy.length);
  }

  #contributes(fact: CatalogFact, path: readonly string[]): boolean {
    const isSet = this.#isSet;
    // Options of other namespaces are gated by options of theirs, which are elsewhere.
    if (isSet === null || fact.namespace !== this.#namespace) return true;
    const [wide, single] = partition(fact.contributedBy, (gate) => WIDE.has(gate));
    if (single.length > 0 && mayBeContributed({ ...fact, contributedBy: single }, path, isSet)) {
      return true;
    }
    if (wide.length === 0) return single.length === 0;
    return wide.some((gate) => this.#isWideSet(gate, fact, path, isSet));
  }

  #isWideSet(gate: string, fact: CatalogFact, path: readonly string[], isSet: IsSet): boolean {
    let answer = this.#wide.get(gate);
    if (answer === undefined) {
      answer = mayBeContributed({ ...fact, contributedBy: [gate] }, path, isSet);
      this.#wide.set(gate, answer);
    }
    return answer;
  }
}

/** Gates that do not name one option. */
const WIDE: ReadonlySet<string> = new Set(["*", "services.*"]);

function partition<T>(all: readonly T[], test: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(test), all.filter((one) => !test(one))];
}

/** Texts of virtual hosts: the module of a web application adds to those of the host name it is given. */
function isShared({ pattern, type }: CatalogFact): boolean {
  return type.t === "lines" && pattern.slice(0, 3).join(".") === "services.nginx.virtualHosts";
}

function convert(found: CatalogFact, modelled: boolean, contributes: () => boolean): OptionFact {
  const { type, forced } = found;
  const apply = appliedBy(found);
  const rest = {
    type,
    ...(forced ? { forced } : {}),
    ...(apply === undefined ? {} : { apply }),
    ...(found.default.kind === "literal"
      ? { default: { kind: "literal" as const, value: found.default.value } }
      : {}),
  };
  if (!found.contributed || modelled) return { ...rest, contributed: isShared(found) };
  if (found.contributedBy.length === 0 || isShared(found)) return { ...rest, contributed: true };
  return new GatedFact(rest, contributes);
}

/** A fact whose `contributed` asks what the host sets, when first needed. */
class GatedFact implements OptionFact {
  readonly type: OptionFact["type"];
  declare readonly default?: NonNullable<OptionFact["default"]>;
  declare readonly forced?: boolean;
  declare readonly apply?: NonNullable<OptionFact["apply"]>;
  readonly #contributes: () => boolean;
  #answer: boolean | null = null;

  constructor(fact: Omit<OptionFact, "contributed">, contributes: () => boolean) {
    this.type = fact.type;
    Object.assign(this, fact);
    this.#contributes = contributes;
  }

  get contributed(): boolean {
    this.#answer ??= this.#contributes();
    return this.#answer;
  }
}
