import type { BuiltinTable } from "../builtins/define.ts";
import type { Evaluator } from "../evaluator.ts";
import {
  Attrs,
  ContextString,
  type Lazy,
  type List,
  NixFloat,
  NixPath,
  PartialText,
  type Value,
} from "../value.ts";
import { hasAttr } from "./later.ts";
import { stringified, withHashesFilled } from "./partial-text.ts";
import { warn } from "./surroundings.ts";

/** `lib.strings`: which values stand for strings, and for store paths. */
export const stringKinds: BuiltinTable = {
  isStringLike: [1, (ev, value: Lazy) => isStringLike(ev.known(value))],
  isConvertibleWithToString: [1, (ev, value: Lazy) => isConvertible(ev, value)],
  isCoercibleToString: [
    1,
    (ev, value: Lazy) => {
      warn(
        ev,
        "lib.strings.isCoercibleToString is deprecated: isStringLike and isConvertibleWithToString are more precise",
      );
      return isConvertible(ev, value);
    },
  ],
  isStorePath: [1, isStorePath],
};

/** Whether interpolation takes the value. */
export function isStringLike(value: Value): boolean {
  if (typeof value === "string") return true;
  if (value instanceof ContextString || value instanceof PartialText) return true;
  if (value instanceof NixPath) return true;
  return value instanceof Attrs && (hasAttr(value, "outPath") || hasAttr(value, "__toString"));
}

/** Whether `toString` takes the value. */
function isConvertible(ev: Evaluator, value: Lazy): boolean {
  const forced = ev.known(value);
  if (forced === null || forced instanceof NixFloat) return true;
  if (typeof forced !== "object") return true;
  if (Array.isArray(forced)) return (forced as List).every((item) => isConvertible(ev, item));
  return isStringLike(forced);
}

/** Whether the text is the path of an object in the store: not a file inside one. */
function isStorePath(ev: Evaluator, value: Lazy): Value {
  const forced = ev.known(value);
  if (!isStringLike(forced)) return false;
  const text = stringified(ev, forced);
  const known = withHashesFilled(text);
  if (known === undefined) return ev.text(text) !== "";
  if (/^\/[0-9a-z]{52}$/.test(known)) return true;
  if (!known.startsWith("/")) return false;
  const slash = known.lastIndexOf("/");
  return (slash === 0 ? "/" : known.slice(0, slash)) === "/nix/store";
}
