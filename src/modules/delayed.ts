import { UnknownSignal } from "../evaluator/errors.ts";
import { type Code, type Env, Thunk, Unknown, type Value } from "../evaluator/value.ts";

/**
 * Makes thunks that compute something of a native object, without a closure for each: the frame of such a thunk is the
 * object. What is needed and not known makes the value unknown.
 */
export function delayedBy<T extends object>(compute: (subject: T) => Value): (subject: T) => Thunk {
  const code: Code = (env: Env) => {
    try {
      return compute(env as unknown as T);
    } catch (error) {
      if (error instanceof UnknownSignal) return new Unknown(error.reason);
      throw error;
    }
  };
  return (subject) => new Thunk(code, subject as unknown as Env);
}
