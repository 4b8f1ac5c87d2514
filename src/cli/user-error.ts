/** A mistake in how nixlint was called or configured: shown as it is, without a trace, and the exit code is 2. */
export class UserError extends Error {
  /** Lines below the message that help. */
  readonly hints: readonly string[];

  constructor(message: string, hints: readonly string[] = []) {
    super(message);
    this.hints = hints;
  }
}
