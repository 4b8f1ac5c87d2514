import type { Span } from "../core/span.ts";
import type { Reason } from "./reason.ts";

/** The kinds of evaluation errors; `tryEval` catches `throw` and `assertion` only. */
export type EvalErrorKind =
  | "throw"
  | "assertion"
  | "abort"
  | "type"
  | "missing-attribute"
  | "undefined-variable"
  | "missing-argument"
  | "unexpected-argument"
  | "missing-path"
  | "infinite-recursion"
  | "stack-overflow"
  | "arithmetic"
  | "syntax"
  | "other";

/** One step of an error's trace, innermost first. */
export interface Frame {
  readonly what: string;
  readonly span: Span | null;
}

const MAX_FRAMES = 40;

/** What nix would say is wrong with the user's program. A failure of nixlint itself is never one. */
export class EvalError extends Error {
  readonly kind: EvalErrorKind;
  /** The innermost place, if known. */
  at: Span | null;
  readonly frames: Frame[] = [];
  /** Extra facts for rules and messages: a path that is missing, an attribute and its near misses. */
  readonly subject: string | null;

  constructor(
    kind: EvalErrorKind,
    message: string,
    at: Span | null = null,
    subject: string | null = null,
  ) {
    super(message);
    this.kind = kind;
    this.at = at;
    this.subject = subject;
  }

  addFrame(frame: Frame): void {
    if (this.frames.length < MAX_FRAMES) this.frames.push(frame);
  }

  /** Gives the error a place if it has none yet. */
  locate(span: Span): this {
    this.at ??= span;
    return this;
  }

  get catchable(): boolean {
    return this.kind === "throw" || this.kind === "assertion";
  }
}

/**
 * Thrown by native code that needs a value which is not known, and caught where the builtin was called: the call's
 * value is then unknown for this reason. Never reaches a user.
 */
export class UnknownSignal {
  readonly reason: Reason;
  constructor(reason: Reason) {
    this.reason = reason;
  }
}

/** The budget of a host ran out; what asked for the value makes it unknown. */
export class BudgetExceeded {
  readonly reason: Reason;
  constructor(reason: Reason) {
    this.reason = reason;
  }
}
