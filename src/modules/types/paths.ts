import { dirname } from "node:path/posix";
import { coerceToText, normalisePath } from "../../evaluator/coerce.ts";
import { isDerivation } from "../../evaluator/equality.ts";
import { UnknownSignal } from "../../evaluator/errors.ts";
import { type Evaluator, holeReason } from "../../evaluator/evaluator.ts";
import { contextOfText, knownText, piecesOf, type Text } from "../../evaluator/text.ts";
import {
  Attrs,
  Choice,
  force,
  type Lazy,
  NixPath,
  type PartialText,
  Unknown,
  type Value,
} from "../../evaluator/value.ts";
import type { Def } from "../definition.ts";
import type { Loc } from "../loc.ts";
import { type ModuleSystem, thrown } from "../system.ts";
import { mergeEqual, mergeOne, plainly, plainlyLater } from "./merge-functions.ts";
import { firstDef, functorOf, NativeType } from "./native-type.ts";
import type { Merged } from "./option-type.ts";
import { isString, ScalarType } from "./scalars.ts";

/** What `types.pathWith` takes; null where it does not matter. */
export interface PathRules {
  readonly inStore: boolean | null;
  readonly absolute: boolean | null;
}

/** `types.path` and its like. */
export class PathType extends NativeType {
  readonly rules: PathRules;

  constructor(sys: ModuleSystem, rules: PathRules) {
    super(sys, "path");
    if (rules.inStore === true && rules.absolute === false) {
      throw thrown("In pathWith, inStore means the path must be absolute");
    }
    this.rules = rules;
  }

  description(): string {
    const { inStore, absolute } = this.rules;
    const before = absolute === null ? "" : absolute ? "absolute " : "relative ";
    const after = inStore === null ? "" : inStore ? " in the Nix store" : " not in the Nix store";
    return `${before}path${after}`;
  }

  accepts(value: Lazy): boolean {
    const { ev } = this.sys;
    const { inStore, absolute } = this.rules;
    const known = ev.known(value);
    const fits = inStore === false ? isString(ev, known) : isStringLike(ev, known);
    if (!fits) return false;
    if (absolute !== null && absolute !== isAbsolute(ev, known)) return false;
    return inStore === null || inStore === isInStore(ev, known);
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    if (defs.length === 1) return plainly(firstDef(defs).value);
    return plainlyLater(() => mergeEqual(this.sys, loc, defs));
  }

  override functor(): Attrs {
    const { sys } = this;
    const make = sys.fn("pathWith", 1, (_, payload: Lazy) => pathWith(sys, payload));
    const payload = Attrs.of({ inStore: this.rules.inStore, absolute: this.rules.absolute });
    return functorOf(sys, "path", make, payload, (a, b) => (sys.contains([a], b) ? a : null));
  }
}

/** `types.pathWith { inStore, absolute }`. */
export function pathWith(sys: ModuleSystem, given: Lazy): Value {
  const attrs = sys.ev.attrs(given);
  const rule = (name: string): boolean | null => {
    const value = attrs.get(name);
    const known = value === undefined ? null : sys.ev.known(value);
    return known === null ? null : sys.ev.bool(known);
  };
  return new PathType(sys, { inStore: rule("inStore"), absolute: rule("absolute") }).attrs;
}

/** `lib.isStringLike`: strings, paths, and sets that stand for one. */
export function isStringLike(ev: Evaluator, value: Value): boolean {
  if (value instanceof NixPath) return true;
  if (value instanceof Attrs) {
    if (value.map.has("outPath") || value.map.has("__toString")) return true;
    if (value.rest !== null) throw new UnknownSignal(value.rest.reason);
    return false;
  }
  return isString(ev, value);
}

/** The known start of a text; signals where a hole comes too early to tell. */
function startOf(text: Text): { start: string; whole: boolean } {
  const known = knownText(text);
  if (known !== undefined) return { start: known, whole: true };
  const [first] = piecesOf(text);
  return { start: typeof first === "string" ? first : "", whole: false };
}

function isAbsolute(ev: Evaluator, value: Value): boolean {
  const text = coerceToText(ev, value, "toString");
  const { start, whole } = startOf(text);
  if (start === "" && !whole) throw new UnknownSignal(holeReason(text as PartialText));
  return start.startsWith("/");
}

const STORE = "/nix/store/";

function isInStore(ev: Evaluator, value: Value): boolean {
  const text = coerceToText(ev, value, "toString");
  const { start, whole } = startOf(text);
  const store = storeFolder(ev);
  if (!whole) {
    // A hole right after the store's folder is the hash of a store path.
    if (start === store) return true;
    if (!start.startsWith(store) && !store.startsWith(start)) return false;
    if (storePathName(start, store)) return true;
    throw new UnknownSignal(holeReason(text as PartialText));
  }
  const path = normalisePath(start);
  return storePathName(path, store) || /^\/[0-9a-z]{52}(?:\/|$)/.test(path);
}

function storeFolder(ev: Evaluator): string {
  const folder = ev.builtins.get("storeDir");
  return folder === undefined ? STORE : `${ev.text(folder)}/`;
}

function storePathName(path: string, store: string): boolean {
  return path.startsWith(store) && /^.{32}-./.test(path.slice(store.length).split("/")[0] ?? "");
}

/** `lib.isStorePath`: a path right below the store's folder, or what stands for one. */
function isStorePath(ev: Evaluator, value: Value): boolean {
  if (!isStringLike(ev, value)) return false;
  const text = coerceToText(ev, value, "toString");
  const { start, whole } = startOf(text);
  const store = storeFolder(ev);
  if (!whole) {
    const end = piecesOf(text).slice(1);
    if (start === store)
      return end.every((piece) => typeof piece !== "string" || !piece.includes("/"));
    throw new UnknownSignal(holeReason(text as PartialText));
  }
  return (
    start.startsWith("/") && (`${dirname(start)}/` === store || /^\/[0-9a-z]{52}$/.test(start))
  );
}

/** `types.package`: a derivation, or a path in the store. */
export function packageType(sys: ModuleSystem): ScalarType {
  return new ScalarType(sys, {
    name: "package",
    description: "package",
    accepts: (ev, value) => {
      const known = ev.known(value);
      return (known instanceof Attrs && isDerivation(known)) || isStorePath(ev, known);
    },
    combine: (system, loc, defs) => {
      const value = mergeOne(system, loc, defs);
      if (value instanceof Unknown || value instanceof Choice) return value;
      if (value instanceof NixPath || (isText(value) && contextOfText(value as Text).size === 0)) {
        return system.ev.call(system.libFunction("toDerivation"), value);
      }
      return value;
    },
  });
}

function isText(value: Value): boolean {
  return (
    typeof value === "string" || (typeof value === "object" && value !== null && "context" in value)
  );
}

/** `types.shellPackage`: a derivation that says where its shell is. */
export function shellPackage(sys: ModuleSystem, packages: ScalarType): NativeType {
  return new ShellType(sys, packages);
}

class ShellType extends NativeType {
  readonly #package: ScalarType;

  constructor(sys: ModuleSystem, packages: ScalarType) {
    super(sys, "package");
    this.#package = packages;
  }

  description(): string {
    return "package";
  }

  accepts(value: Lazy): boolean {
    const known = this.sys.ev.known(value);
    if (!(known instanceof Attrs) || !isDerivation(known)) return false;
    const shell = known.get("shellPath");
    return shell !== undefined && !(force(shell) instanceof Unknown && !known.map.has("shellPath"));
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    return this.#package.merge(loc, defs);
  }
}
