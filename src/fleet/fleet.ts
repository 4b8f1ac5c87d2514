import type { SourceFile } from "../core/source-file.ts";
import type { Span } from "../core/span.ts";
import type { EvalError } from "../evaluator/errors.ts";
import type { Evaluator } from "../evaluator/evaluator.ts";
import type { Flake } from "../inputs/flake.ts";
import type { ModuleEvaluation } from "../modules/evaluate.ts";
import type { ParsedFile } from "../parser/ast.ts";
import type { Graph } from "./graph.ts";

/** What kind of configuration a host is. */
export type HostKind = "nixos" | "darwin" | "home";

/** One host of the fleet. */
export interface Host {
  readonly name: string;
  readonly kind: HostKind;
  /** The set it was found in: `nixosConfigurations`, `dormantConfigurations`, `colmena`. */
  readonly set: string;
  /** Where its attribute is defined; null where no file defines it by name. */
  readonly span: Span | null;
  /** Null when the host cannot be evaluated: then `error` or `unknown` says why. */
  readonly evaluation: ModuleEvaluation | null;
  readonly error: EvalError | null;
  /** Why nothing is known of the host, if so. */
  readonly unknown: string | null;
  /** Name of the host of which this is a variant (an image of it, a VM test); null for hosts of their own. */
  readonly variantOf: string | null;
}

/** One Nix file of the repository. */
export interface NixFile {
  /** Relative to the root, forward slashes. */
  readonly path: string;
  readonly source: SourceFile;
  readonly parsed: ParsedFile;
}

/** A problem with the repository that is no finding of a rule: what could not be read or evaluated. */
export interface FleetNote {
  readonly kind: "input" | "host" | "file" | "configuration" | "budget";
  readonly message: string;
  readonly at: Span | null;
}

/** Everything that rules look at. */
export interface Fleet {
  /** Absolute path of the root. */
  readonly root: string;
  readonly evaluator: Evaluator;
  /** Sorted by name; variants included. */
  readonly hosts: readonly Host[];
  /** Every Nix file below the root that is not ignored, sorted by path. */
  readonly files: readonly NixFile[];
  /** Paths of all files below the root that are not ignored, Nix or not, relative to it, sorted. */
  readonly repositoryFiles: readonly string[];
  /** Flakes of the repository, that of the root first. */
  readonly flakes: readonly Flake[];
  readonly graph: Graph;
  readonly notes: readonly FleetNote[];
  /**
   * The literals and data entries that an address of a host comes from: each was changed in an evaluation of its own,
   * and the address changed with it. Costly; for findings only.
   */
  originOf(host: Host, option: readonly string[], address: string): readonly Span[];
}
