import { div, mul, normaliseInt, sub } from "../arithmetic.ts";
import type { BuiltinTable } from "../builtins/define.ts";
import { mapChoice } from "../call.ts";
import { coerceToText } from "../coerce.ts";
import { NO_CONTEXT } from "../context.ts";
import { compareValues } from "../equality.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { joinTexts, knownText, type Text, textOfPieces } from "../text.ts";
import { concatLists, update } from "../update.ts";
import { Builtin, Choice, force, type Lazy, Unknown, type Value } from "../value.ts";
import { collectFrom } from "./collector.ts";
import { branch, later } from "./later.ts";
import { isMember, Membership } from "./membership.ts";
import { builtin, functionArgs, functionOf, functorOf, IDENTITY, isFunction } from "./native.ts";

/** `lib.trivial`: small functions, operators by name, warnings, functions that say what they take. */

/** `builtins.warn` of a message and the value behind it. */
export function warn(ev: Evaluator, message: Lazy, value: Lazy): Value {
  return ev.call2(builtin(ev, "warn"), message, value);
}

function warning(message: Lazy): Value {
  return new Builtin("lib.warn", 2, warn, [message]);
}

/** `throw message`. */
export function throwMessage(ev: Evaluator, message: Lazy): never {
  throw new EvalError("throw", messageText(ev, message));
}

/** A message as far as it is known. */
export function messageText(ev: Evaluator, message: Lazy): string {
  const text = coerceToText(ev, message, "interpolation");
  const known = knownText(text);
  if (known !== undefined) return known;
  return (text as { pieces: readonly (string | Unknown)[] }).pieces
    .map((piece) => (typeof piece === "string" ? piece : "…"))
    .join("");
}

/** `if condition then identity else failure`; evaluation only goes on where the condition is as wanted. */
function unless(ev: Evaluator, fails: boolean, condition: Lazy, message: Lazy): Value {
  const forced = force(condition);
  if (forced instanceof Unknown || forced instanceof Choice) return IDENTITY;
  if (ev.bool(forced) !== fails) return IDENTITY;
  return throwMessage(ev, message);
}

function checkListOfEnum(ev: Evaluator, message: Lazy, valid: Lazy, given: Lazy): Value {
  const known = Membership.of(ev, valid);
  const unexpected = collectFrom(ev, given, (item, into) => {
    const found = isMember(known, item);
    if (found === false) into.push(item);
  });
  const list = Array.isArray(unexpected) ? unexpected : [];
  if (list.length === 0) return IDENTITY;
  const shown = (items: readonly Lazy[]): Text =>
    joinTexts(
      ", ",
      items.map((item) => coerceToText(ev, item, "toString")),
    );
  const text = `${messageText(ev, message)}: ${messageText(ev, shown(list))} unexpected; valid ones: ${messageText(ev, shown(ev.list(valid)))}`;
  throw new EvalError("throw", text);
}

/** Digits of a number that is not negative, the highest first. */
function baseDigits(ev: Evaluator, base: Lazy, value: Lazy): (number | bigint)[] {
  const check = (x: Lazy, name: string): bigint => {
    const forced = ev.known(x);
    if (typeof forced === "number" || typeof forced === "bigint") return BigInt(forced);
    throw new EvalError("assertion", `assertion '(isInt ${name})' failed`);
  };
  const b = check(base, "base");
  let rest = check(value, "i");
  if (b < 2n) throw new EvalError("assertion", "assertion '(base >= 2)' failed");
  if (rest < 0n) throw new EvalError("assertion", "assertion '(i >= 0)' failed");
  const digits = [normaliseInt(rest % b)];
  for (rest /= b; rest > 0n; rest /= b) digits.unshift(normaliseInt(rest % b));
  return digits;
}

const HEX = /^(?:0x)?([0-7]?[0-9A-Fa-f]{1,15})$/;

function fromHexString(ev: Evaluator, value: Lazy): Value {
  const text = ev.text(value);
  const digits = HEX.exec(text)?.[1];
  if (digits !== undefined) return normaliseInt(BigInt(`0x${digits}`));
  const toml = `v=0x${text.toLowerCase().replace(/^0x/, "")}`;
  const read = (): Value => ev.attrs(ev.call(builtin(ev, "fromTOML"), toml)).get("v") as Value;
  const message = `fromHexString: ${JSON.stringify(text)} is not a valid input and will be rejected in 26.05`;
  return warn(ev, message, later(read));
}

function bool(ev: Evaluator, value: Lazy): boolean {
  return ev.bool(value);
}

/** `x < y` of any two values that can be compared. */
function less(x: Lazy, y: Lazy): boolean {
  return compareValues(x, y) < 0;
}

function splitByAndCompare(ev: Evaluator, p: Lazy, yes: Lazy, no: Lazy, a: Lazy, b: Lazy): Value {
  const pred = force(p);
  const first = bool(ev, ev.call(pred, a));
  const second = bool(ev, ev.call(pred, b));
  if (first) return second ? ev.call2(force(yes), a, b) : -1;
  return second ? 1 : ev.call2(force(no), a, b);
}

function mapNullable(ev: Evaluator, f: Lazy, value: Lazy): Value {
  const forced = force(value);
  if (forced === null) return null;
  if (forced instanceof Unknown) {
    return new Choice([null, ev.delayCall(f, forced)], forced.reason);
  }
  if (forced instanceof Choice) return mapChoice(forced, (one) => mapNullable(ev, f, one));
  return ev.call(force(f), forced);
}

/** `lib.showWarnings`. */
export function showWarnings(ev: Evaluator, warnings: Lazy, result: Lazy): Value {
  let value = result;
  for (const message of [...ev.list(warnings)].reverse()) {
    const inner = value;
    value = later(() => warn(ev, message, inner));
  }
  return force(value);
}

export const trivialTable: BuiltinTable = {
  id: [1, (_, x: Lazy) => force(x)],
  const: [2, (_, x: Lazy) => force(x)],
  pipe: [
    2,
    (ev, value: Lazy, functions: Lazy) => {
      let result = value;
      for (const f of ev.list(functions)) result = ev.call(force(f), result);
      return force(result);
    },
  ],
  concat: [2, (_, x: Lazy, y: Lazy) => concatLists(force(x), force(y), null)],
  or: [2, (ev, x: Lazy, y: Lazy) => bool(ev, x) || bool(ev, y)],
  and: [2, (ev, x: Lazy, y: Lazy) => bool(ev, x) && bool(ev, y)],
  xor: [2, (ev, x: Lazy, y: Lazy) => bool(ev, x) !== bool(ev, y)],
  bitNot: [1, (_, x: Lazy) => sub(-1, force(x))],
  boolToString: [1, (ev, x: Lazy) => branch(ev, x, "true", "false")],
  boolToYesNo: [1, (ev, x: Lazy) => branch(ev, x, "yes", "no")],
  mergeAttrs: [2, (_, x: Lazy, y: Lazy) => update(force(x), force(y), null)],
  flip: [3, (ev, f: Lazy, a: Lazy, b: Lazy) => ev.call2(force(f), b, a)],
  defaultTo: [
    2,
    (ev, fallback: Lazy, value: Lazy) => {
      const known = ev.known(value);
      return known === null ? force(fallback) : known;
    },
  ],
  mapNullable: [2, mapNullable],
  min: [2, (_, x: Lazy, y: Lazy) => force(less(x, y) ? x : y)],
  max: [2, (_, x: Lazy, y: Lazy) => force(less(y, x) ? x : y)],
  mod: [
    2,
    (_, base: Lazy, int: Lazy) => {
      const a = force(base);
      const b = force(int);
      return sub(a, mul(b, div(a, b)));
    },
  ],
  compare: [2, (_, a: Lazy, b: Lazy) => (less(a, b) ? -1 : less(b, a) ? 1 : 0)],
  splitByAndCompare: [5, splitByAndCompare],
  importJSON: [
    1,
    (ev, path: Lazy) => ev.call(builtin(ev, "fromJSON"), ev.call(builtin(ev, "readFile"), path)),
  ],
  importTOML: [
    1,
    (ev, path: Lazy) => ev.call(builtin(ev, "fromTOML"), ev.call(builtin(ev, "readFile"), path)),
  ],
  warn: [2, warn],
  warnIf: [
    2,
    (ev, cond: Lazy, message: Lazy) => {
      const held = force(cond);
      // A warning changes no value.
      if (held instanceof Unknown || held instanceof Choice) return IDENTITY;
      return ev.bool(held) ? warning(message) : IDENTITY;
    },
  ],
  warnIfNot: [
    2,
    (ev, cond: Lazy, message: Lazy) => {
      const held = force(cond);
      if (held instanceof Unknown || held instanceof Choice) return IDENTITY;
      return ev.bool(held) ? IDENTITY : warning(message);
    },
  ],
  throwIfNot: [2, (ev, cond: Lazy, message: Lazy) => unless(ev, false, cond, message)],
  throwIf: [2, (ev, cond: Lazy, message: Lazy) => unless(ev, true, cond, message)],
  checkListOfEnum: [3, checkListOfEnum],
  info: [
    2,
    (ev, message: Lazy, value: Lazy) =>
      ev.call2(
        builtin(ev, "trace"),
        later(() => `INFO: ${messageText(ev, message)}`),
        value,
      ),
  ],
  showWarnings: [2, showWarnings],
  setFunctionArgs: [2, (_, f: Lazy, args: Lazy) => functorOf(f, args)],
  functionArgs: [1, functionArgs],
  isFunction: [1, isFunction],
  mirrorFunctionArgs: [
    1,
    (ev, f: Lazy) => {
      const args = later(() => functionArgs(ev, f));
      return functionOf("lib.mirrorFunctionArgs", (_, g) => functorOf(g, args));
    },
  ],
  toFunction: [
    1,
    (ev, value: Lazy) => {
      if (isFunction(ev, value)) return force(value);
      return functionOf("lib.toFunction", () => force(value));
    },
  ],
  fromHexString: [1, fromHexString],
  toHexString: [
    1,
    (ev, value: Lazy) =>
      baseDigits(ev, 16, value)
        .map((digit) => digit.toString(16).toUpperCase())
        .join(""),
  ],
  toBaseDigits: [2, baseDigits],
};

/** What a library says of the nixpkgs it belongs to; null where that is not known. */
export interface Release {
  /** "24.11" */
  readonly release: string | null;
  /** "pre-git", ".20241201.abcdef0" */
  readonly versionSuffix: string | null;
  /** "Vicuna" */
  readonly codeName: string | null;
  /** The commit, as `revisionWithDefault` gives it. */
  readonly revision: string | null;
}

export const UNKNOWN_RELEASE: Release = {
  release: null,
  versionSuffix: null,
  codeName: null,
  revision: null,
};

/** The last release that is known to have been branched off. */
const LAST_RELEASE = "26.05";

/**
 * The oldest release that was still supported when a release came out: the one before it. What it is on a branch that
 * is still being developed changes.
 */
function oldestSupported(release: string | null): number | undefined {
  const [year, month] = (release ?? "").split(".").map(Number);
  if (release === null || release > LAST_RELEASE || year === undefined) return undefined;
  return month === 5 ? (year - 1) * 100 + 11 : year * 100 + 5;
}

const CODE_NAMES: Readonly<Record<string, string>> = {
  "21.05": "Okapi",
  "21.11": "Porcupine",
  "22.05": "Quokka",
  "22.11": "Raccoon",
  "23.05": "Stoat",
  "23.11": "Tapir",
  "24.05": "Uakari",
  "24.11": "Vicuna",
  "25.05": "Warbler",
  "25.11": "Xantusia",
  "26.05": "Yarara",
  "26.11": "Zokor",
};

/** The values of `lib.trivial` that depend on the nixpkgs and on the evaluator. */
export function trivialValues(ev: Evaluator, of: Release, unknown: (name: string) => Unknown) {
  const { release, versionSuffix, codeName, revision } = of;
  const suffix = versionSuffix ?? unknown("versionSuffix");
  const version = textOfPieces([release ?? unknown("release"), suffix], NO_CONTEXT);
  const oldest = oldestSupported(release) ?? unknown("oldestSupportedRelease");
  const isAtLeast = functionOf("lib.oldestSupportedReleaseIsAtLeast", (_, wanted) =>
    typeof oldest === "number" ? compareValues(oldest, wanted) >= 0 : oldest,
  );
  const warned = "lib.nixpkgsVersion is a deprecated alias of lib.version.";
  return new Map<string, Lazy>([
    ["release", release ?? unknown("release")],
    ["versionSuffix", suffix],
    ["codeName", codeName ?? CODE_NAMES[release ?? ""] ?? unknown("codeName")],
    ["version", version],
    ["nixpkgsVersion", later(() => warn(ev, warned, version))],
    ["oldestSupportedRelease", oldest],
    ["oldestSupportedReleaseIsAtLeast", isAtLeast],
    ["isInOldestRelease", isAtLeast],
    [
      "revisionWithDefault",
      functionOf("lib.revisionWithDefault", () => revision ?? unknown("revision")),
    ],
    ["inNixShell", false],
    ["inPureEvalMode", later(() => !ev.builtins.map.has("currentSystem"))],
  ]);
}
