import type { Span } from "../core/span.ts";

/** Why a value is not known. The kinds are what a user can do something about, or not. */
export type ReasonKind =
  /** A flake input that is neither on this machine nor modelled. */
  | "input"
  /** A read outside the root, or one that failed. */
  | "denied"
  /** An option that nobody in the repository declares and the catalogue has no fact about. */
  | "option"
  /** A function, package or attribute that nixlint has no model of. */
  | "model"
  /** Something only the machine or the network knows: the time, a fetch, a build. */
  | "impure"
  /** The budget of steps, depth or memory ran out. */
  | "budget"
  /** The file has a syntax problem there. */
  | "syntax"
  /** The file is encrypted. */
  | "encrypted"
  /** Follows from an evaluation error elsewhere. */
  | "error"
  /** A condition is unknown, so either branch may hold. */
  | "condition";

/** The root cause of an unknown value: shared by all values that follow from it, so that causes can be counted. */
export class Reason {
  readonly kind: ReasonKind;
  /** A phrase without full stop: "flake input 'home-manager' is not on this machine". */
  readonly text: string;
  /** Where it began, if it began in a file. */
  readonly at: Span | null;
  /** What stands behind a hole in a text: the source tree or derivation whose store path is unknown. */
  readonly subject: unknown;

  constructor(kind: ReasonKind, text: string, at: Span | null = null, subject: unknown = null) {
    this.kind = kind;
    this.text = text;
    this.at = at;
    this.subject = subject;
  }
}
