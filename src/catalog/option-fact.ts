import type { OptionType } from "./option-type.ts";

/** A JSON value, as a literal default of an option. */
export type Literal =
  | string
  | number
  | boolean
  | null
  | readonly Literal[]
  | { readonly [name: string]: Literal };

/**
 * An option's default.
 * - `literal`: the value itself.
 * - `expression`: there is one, but it depends on the configuration or on packages.
 * - `varies`: a literal that is not the same in all releases the catalogue was made from.
 * - `none`: the option has none; reading it undefined is an error.
 */
export type OptionDefault =
  | { readonly kind: "literal"; readonly value: Literal }
  | { readonly kind: "expression" }
  | { readonly kind: "varies"; readonly values: readonly Literal[] }
  | { readonly kind: "none" };

/**
 * Whose options: NixOS' own, home-manager's (below a user), nix-darwin's, or those that well-known
 * flakes add to NixOS (home-manager's NixOS module, sops-nix, agenix, disko and so on).
 */
export type OptionNamespace = "nixos" | "home-manager" | "nix-darwin" | "flake-modules";

/**
 * What an option's `apply` makes of the merged value: nothing, a list sorted with each element
 * once, the sorted names of the attributes that are true, or something that is not known here.
 */
export type OptionApply = "none" | "sorted" | "names" | "unknown";

/** What is known of one declared option. */
export interface OptionFact {
  readonly namespace: OptionNamespace;
  /** The declared path, `<name>` for any attribute and `*` for any list element. */
  readonly pattern: readonly string[];
  readonly type: OptionType;
  readonly default: OptionDefault;
  /**
   * NixOS' own modules define this very path too, so that neither what the repository defines nor
   * the default need be the value. Below `<name>` only for names that NixOS uses itself.
   */
  readonly contributed: boolean;
  /**
   * Where not empty, those definitions are only made when one of these options (paths) is set to
   * something else than its default. `*` stands for any of `unreadModules`, `services.*` for those
   * of them that are services; a `<name>` in a path is the name that this option was asked for.
   */
  readonly contributedBy: readonly string[];
  /** Those definitions are stronger than plain ones (`mkForce`, `mkOverride 99`). */
  readonly forced: boolean;
  readonly readOnly: boolean;
  readonly apply: OptionApply;
  /** File in the source repository. */
  readonly source: string;
  /** Commit or edition that was read; null where the source is general knowledge. */
  readonly sourceCommit: string | null;
  readonly verified: boolean;
}

/** A path below an option: the nearest declared option above it and the type found there. */
export interface OptionPlace {
  readonly fact: OptionFact;
  /** The segments below the declared option; empty where the path is the option itself. */
  readonly rest: readonly string[];
  /** Undefined where the option's type allows nothing there. */
  readonly type: OptionType | undefined;
}

/** Names known below a path. */
export interface OptionChildren {
  readonly names: readonly string[];
  /** Whether any attribute is allowed (`attrsOf`, `<name>`, a freeform submodule). */
  readonly open: boolean;
  /** Whether every name that may stand there is known, so that another one is a mistake. */
  readonly complete: boolean;
}
