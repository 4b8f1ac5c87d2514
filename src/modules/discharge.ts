import { MAX_ALTERNATIVES } from "../evaluator/call.ts";
import { EvalError } from "../evaluator/errors.ts";
import type { Evaluator } from "../evaluator/evaluator.ts";
import type { Reason } from "../evaluator/reason.ts";
import {
  Attrs,
  Choice,
  force,
  type Lazy,
  NixFloat,
  Unknown,
  type Value,
} from "../evaluator/value.ts";
import { type Case, type Def, FileOrigin, NO_WRAPS } from "./definition.ts";
import { isProperty, rememberedSpan, tagOf } from "./property.ts";
import { eachContent } from "./push-down.ts";

/**
 * The definitions that hold: conditions are looked at here, `mkMerge` becomes several definitions, and each gets its
 * priority. Definitions whose condition is not known keep it in `cases`. `dropped` receives those that do not hold.
 */
export function discharge(ev: Evaluator, defs: readonly Def[], dropped?: Def[]): Def[] {
  const out: Def[] = [];
  for (const def of defs) {
    try {
      new Discharging(ev, out, dropped).wraps(def);
    } catch (error) {
      throw located(error, def);
    }
  }
  return out;
}

function located(error: unknown, def: Def): unknown {
  if (error instanceof EvalError) {
    error.addFrame({
      what: `while evaluating definitions from \`${def.origin.file}':`,
      span: def.span,
    });
  }
  return error;
}

class Discharging {
  readonly #ev: Evaluator;
  readonly #out: Def[];
  readonly #dropped: Def[] | undefined;

  constructor(ev: Evaluator, out: Def[], dropped: Def[] | undefined) {
    this.#ev = ev;
    this.#out = out;
    this.#dropped = dropped;
  }

  /** From the outside in, as the properties would stand around the value. */
  wraps(def: Def): void {
    let cases = def.cases;
    for (let i = 0; i < def.wraps.length; i++) {
      const wrap = def.wraps[i];
      if (wrap === undefined) break;
      if (wrap.kind === "case") {
        cases = [...cases, wrap.case];
      } else if (wrap.kind === "override") {
        // What is inside of an override is the value itself: no further condition is looked at.
        const inner = def.with({ wraps: def.wraps.slice(i + 1) });
        this.#final(def.with({ wraps: NO_WRAPS, cases, value: inner.wrapped }), wrap.priority);
        return;
      } else {
        const holds = conditionOf(this.#ev, wrap.condition);
        if (holds === false) {
          this.#dropped?.push(def.with({ wraps: NO_WRAPS }));
          return;
        }
        if (holds !== true) cases = [...cases, caseOf(wrap.condition, wrap, holds)];
      }
    }
    this.#value(
      def.wraps.length === 0 && cases === def.cases ? def : def.with({ wraps: NO_WRAPS, cases }),
    );
  }

  /** The properties of the value itself. */
  #value(def: Def): void {
    const value = force(def.value);
    if (value instanceof Attrs) {
      switch (tagOf(value)) {
        case "merge":
          eachContent(this.#ev, value.get("contents") as Lazy, def, (one) => this.#value(one));
          return;
        case "if":
          this.#conditional(def, value);
          return;
        case "override":
          this.#final(
            def.with({
              value: value.get("content") as Lazy,
              span: rememberedSpan(value) ?? def.span,
            }),
            value.get("priority") as Lazy,
          );
          return;
        case "definition":
          this.#definition(def, value);
          return;
        default:
          this.#out.push(def);
          return;
      }
    }
    if (value instanceof Choice && value.alternatives.length <= MAX_ALTERNATIVES) {
      value.alternatives.forEach((alternative, index) => {
        const one = { key: value, index, of: value.alternatives.length, reason: value.reason };
        this.#value(def.with({ value: alternative, cases: [...def.cases, one] }));
      });
      return;
    }
    this.#out.push(def);
  }

  #conditional(def: Def, property: Attrs): void {
    const condition = property.get("condition") as Lazy;
    const content = def.with({ value: property.get("content") as Lazy });
    const holds = conditionOf(this.#ev, condition);
    if (holds === true) this.#value(content);
    else if (holds === false) this.#dropped?.push(content);
    else this.#value(content.with({ cases: [...def.cases, caseOf(condition, property, holds)] }));
  }

  /** `mkDefinition`: the value says which file it is from. */
  #definition(def: Def, property: Attrs): void {
    const file = property.get("file") as Lazy;
    const origin = new FileOrigin(this.#ev, file, def.origin.chain);
    const inner = def.with({ origin, value: property.get("value") as Lazy });
    const value = force(inner.value);
    if (value instanceof Attrs && tagOf(value) === "override") {
      this.#final(
        inner.with({ value: value.get("content") as Lazy }),
        value.get("priority") as Lazy,
      );
    } else this.#out.push(inner);
  }

  #final(def: Def, priority: Lazy): void {
    const value = force(priority);
    if (value instanceof Unknown || value instanceof Choice) {
      // It cannot be told whether the definition wins.
      this.#out.push(def.with({ value: new Unknown(value.reason) }));
      return;
    }
    this.#out.push(def.with({ priority: numberOf(this.#ev, value) }));
  }
}

function numberOf(ev: Evaluator, value: Value): number {
  return value instanceof NixFloat ? value.value : Number(ev.int(value));
}

/** Whether a condition holds, or why that is not known. */
function conditionOf(ev: Evaluator, condition: Lazy): boolean | Reason {
  const value = force(condition);
  if (typeof value === "boolean") return value;
  if (value instanceof Unknown) return value.reason;
  if (value instanceof Choice) return agreed(ev, value);
  throw new EvalError("throw", "‘mkIf’ called with a non-Boolean condition");
}

/** What all alternatives say alike. */
function agreed(ev: Evaluator, choice: Choice): boolean | Reason {
  let all: boolean | null = null;
  for (const alternative of choice.alternatives) {
    const one = conditionOf(ev, alternative);
    if (typeof one !== "boolean" || (all !== null && one !== all)) return choice.reason;
    all = one;
  }
  return all ?? choice.reason;
}

/** Conditions are the same when they are the same thunk; a value alone does not tell. */
function caseOf(condition: Lazy, property: object, reason: Reason): Case {
  const shared = typeof condition === "object" && condition !== null && "force" in condition;
  return { key: shared ? condition : property, index: 0, of: 2, reason };
}

/** The definitions with `mkOrder` taken off, sorted by it; the order of equal ones is kept. */
export function sortByOrder(ev: Evaluator, defs: readonly Def[]): readonly Def[] {
  if (!defs.some((def) => tagOf(force(def.value)) === "order")) return defs;
  const stripped = defs.map((def) => {
    const value = force(def.value);
    if (!(value instanceof Attrs) || tagOf(value) !== "order") return def;
    const order = numberOf(ev, ev.known(value.get("priority") as Lazy));
    return def.with({ value: value.get("content") as Lazy, order });
  });
  return stripped.sort((a, b) => (a.order ?? 1000) - (b.order ?? 1000));
}

/** The one definition of an option if it is plain: no conditions, no properties, known. */
export function plainSingle(defs: readonly Def[]): Def | undefined {
  const [def] = defs;
  if (defs.length !== 1 || def === undefined) return undefined;
  if (def.wraps.length > 0 || def.cases.length > 0 || def.isAmbient) return undefined;
  const value = valueOf(def);
  if (value instanceof Unknown || value instanceof Choice || isProperty(value)) return undefined;
  return def;
}

function valueOf(def: Def): Value {
  try {
    return force(def.value);
  } catch (error) {
    throw located(error, def);
  }
}
