import { coerceToText, normalisePath } from "../coerce.ts";
import { type Evaluator, holeReason } from "../evaluator.ts";
import { concatTexts, type Text } from "../text.ts";
import { type Lazy, NixPath, PartialText, Unknown, type Value } from "../value.ts";

/** `folder + "/name"`: a path below a path, a string below anything else. */
export function below(ev: Evaluator, folder: Lazy, name: Text): Value {
  const value = ev.known(folder);
  if (!(value instanceof NixPath)) {
    return concatTexts([coerceToText(ev, value, "add"), "/", name]);
  }
  if (name instanceof PartialText) return new Unknown(holeReason(name));
  const known = typeof name === "string" ? name : name.text;
  return new NixPath(normalisePath(`${value.path}/${known}`));
}
