import { later } from "../evaluator/lib/later.ts";
import { update } from "../evaluator/update.ts";
import { Attrs, force, type Lazy, type Value } from "../evaluator/value.ts";

/** `lib.recursiveUpdate`: `//` that goes on where both sides have a set. */
export function recursiveUpdate(left: Value, right: Value): Value {
  if (!(left instanceof Attrs) || !(right instanceof Attrs)) return update(left, right, null);
  const map = new Map<string, Lazy>();
  for (const [name, value] of right.map) {
    const other = left.map.get(name);
    if (other === undefined) map.set(name, value);
    else {
      map.set(
        name,
        later(() => updateInside(other, value)),
      );
    }
  }
  return update(left, new Attrs(map, right.positions, right.rest), null);
}

function updateInside(left: Lazy, right: Lazy): Value {
  const a = force(left);
  const b = force(right);
  return a instanceof Attrs && b instanceof Attrs ? recursiveUpdate(a, b) : b;
}
