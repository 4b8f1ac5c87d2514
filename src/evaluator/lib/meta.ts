import type { BuiltinTable } from "../builtins/define.ts";
import { attempt } from "../builtins/partly.ts";
import { coerceToText } from "../coerce.ts";
import { NO_CONTEXT } from "../context.ts";
import { typeName } from "../describe.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { concatTexts, contextOfText, knownText, type Text, textOfPieces } from "../text.ts";
import { update } from "../update.ts";
import {
  Attrs,
  Choice,
  ContextString,
  force,
  type Lazy,
  PartialText,
  Unknown,
  type Value,
} from "../value.ts";
import { matchAttrs } from "./attr-merge.ts";
import { isDerivationValue, mapValues } from "./attrsets.ts";
import { factOf, hasAttr, later, select } from "./later.ts";
import { licensesBySpdxId } from "./licenses.ts";
import { functionOf } from "./native.ts";
import { getOutput } from "./outputs.ts";
import { callBuiltin } from "./surroundings.ts";
import { messageText, warn } from "./trivial.ts";

/** `lib.meta`: what packages say about themselves. */

function addMetaAttrs(ev: Evaluator, added: Lazy, drv: Lazy): Value {
  const withMeta = (old: Lazy): Lazy =>
    later(() => update(force(metaOf(ev, old)), force(added), null));
  const value = ev.known(drv);
  const overrideAttrs = value instanceof Attrs ? value.map.get("overrideAttrs") : undefined;
  if (overrideAttrs !== undefined) {
    const change = functionOf("overrideAttrs", (_, old) => Attrs.of({ meta: withMeta(old) }));
    return ev.call(force(overrideAttrs), change);
  }
  return update(value, Attrs.of({ meta: withMeta(value) }), null);
}

/** `drv.meta or { }`. */
function metaOf(ev: Evaluator, drv: Lazy): Lazy {
  return factOf(ev.attrs(drv), "meta") ?? new Attrs(new Map());
}

function setPriority(ev: Evaluator, priority: Lazy, drv: Lazy): Value {
  return addMetaAttrs(ev, Attrs.of({ priority }), drv);
}

/** Changes the derivations of a set. */
function mapDerivations(ev: Evaluator, set: Lazy, f: (drv: Lazy) => Value): Value {
  return mapValues(ev.attrs(set), (_, value) =>
    later(() => (isDerivationValue(ev, value) ? f(value) : force(value))),
  );
}

function updateName(ev: Evaluator, updater: Lazy, drv: Lazy): Value {
  const name = ev.delayCall(
    updater,
    later(() => select(ev, drv, "name")),
  );
  return update(force(drv), Attrs.of({ name }), null);
}

function appendToName(ev: Evaluator, suffix: Lazy, drv: Lazy): Value {
  const append = functionOf("appendToName", (_, name) => {
    const parsed = callBuiltin(ev, "parseDrvName", name);
    const part = (key: string) => coerceToText(ev, select(ev, parsed, key), "interpolation");
    const middle = coerceToText(ev, suffix, "interpolation");
    return concatTexts([part("name"), "-", middle, "-", part("version")]);
  });
  return updateName(ev, append, drv);
}

/** Whether a platform is one that an element of `meta.platforms` means: a double, or a pattern of its parts. */
export function platformMatch(ev: Evaluator, platform: Lazy, element: Lazy): boolean {
  const wanted = ev.known(element);
  if (typeof wanted === "string" || wanted instanceof ContextString) {
    const value = force(platform);
    if (!hasAttr(value, "system")) return false;
    return ev.text(select(ev, value, "system")) === ev.text(wanted);
  }
  const pattern = hasAttr(wanted, "parsed") ? wanted : Attrs.of({ parsed: wanted });
  return matchAttrs(ev, pattern, platform);
}

function availableOn(ev: Evaluator, platform: Lazy, pkg: Lazy): boolean {
  const listed = (name: string): readonly Lazy[] | null => {
    const meta = force(pkg);
    if (!hasAttr(meta, "meta")) return null;
    const attrs = select(ev, meta, "meta");
    return hasAttr(attrs, name) ? ev.list(select(ev, attrs, name)) : null;
  };
  const matches = (one: Lazy) => platformMatch(ev, platform, one);
  const good = listed("platforms");
  if (good !== null && !good.some(matches)) return false;
  const bad = listed("badPlatforms");
  return bad === null || !bad.some(matches);
}

function licenseFromSpdxId(ev: Evaluator, id: Lazy): Attrs | undefined {
  const wanted = ev.text(id).toLowerCase();
  for (const [spdxId, license] of licensesBySpdxId()) {
    if (spdxId.toLowerCase() === wanted) return license;
  }
  return undefined;
}

/** The text of a package's output; where only the output is not known, it is still a path in the store. */
function outputText(ev: Evaluator, pkg: Value, output: string): Text {
  const found = attempt(() => getOutput(ev, output, pkg));
  if (!(found instanceof Unknown)) return coerceToText(ev, found, "interpolation");
  const whole = attempt(() => coerceToText(ev, pkg, "interpolation"));
  const context = whole instanceof Unknown ? NO_CONTEXT : contextOfText(whole);
  return textOfPieces(pkg instanceof Attrs ? ["/nix/store/", found] : [found], context);
}

function getExeNamed(ev: Evaluator, pkg: Lazy, name: Lazy): Value {
  const value = force(pkg);
  const unknown = value instanceof Unknown || value instanceof Choice;
  const derivation = unknown || attempt(() => isDerivationValue(ev, value));
  if (derivation === false) {
    const type = typeName(value) ?? "set";
    throw new EvalError(
      "throw",
      `lib.meta.getExe': The first argument is of type ${type}, but it should be a derivation instead.`,
    );
  }
  const program = programText(ev, force(name));
  const folder = unknown
    ? textOfPieces([new Unknown(value.reason)], NO_CONTEXT)
    : outputText(ev, value, "bin");
  return concatTexts([folder, "/bin/", program]);
}

function programText(ev: Evaluator, name: Value): Text {
  if (name instanceof Unknown) return textOfPieces([name], NO_CONTEXT);
  if (name instanceof Choice) return textOfPieces([new Unknown(name.reason)], NO_CONTEXT);
  if (typeof name !== "string" && !(name instanceof ContextString || name instanceof PartialText)) {
    const type = typeName(name) ?? "set";
    throw new EvalError(
      "throw",
      `lib.meta.getExe': The second argument is of type ${type}, but it should be a string instead.`,
    );
  }
  if (knownText(name)?.includes("/")) {
    throw new EvalError(
      "throw",
      `lib.meta.getExe': The second argument "${messageText(ev, name)}" is a nested path with a "/" character, but it should just be the name of the executable instead.`,
    );
  }
  return name;
}

/** `meta.mainProgram`, else the package's name, which is deprecated. */
function mainProgram(ev: Evaluator, pkg: Lazy): Value {
  const value = ev.known(pkg);
  const meta = factOf(value, "meta");
  const attrs = meta === undefined ? undefined : force(meta);
  if (attrs instanceof Unknown || attrs instanceof Choice) return new Unknown(attrs.reason);
  const program = attrs === undefined ? undefined : factOf(attrs, "mainProgram");
  if (program !== undefined) return force(program);
  const shown = ["name", "pname"].map((name) => factOf(ev.attrs(value), name)).find(Boolean) ?? "";
  const message = `getExe: Package ${messageText(ev, shown)} does not have the meta.mainProgram attribute. We'll assume that the main program has the same name for now, but this behavior is deprecated. Set \`meta.mainProgram\` in its definition, or use getExe' to name the program.`;
  const pname = factOf(ev.attrs(value), "pname");
  const name = later(() =>
    pname === undefined
      ? select(ev, callBuiltin(ev, "parseDrvName", select(ev, value, "name")), "name")
      : force(pname),
  );
  return warn(ev, message, name);
}

export const metaTable: BuiltinTable = {
  addMetaAttrs: [2, addMetaAttrs],
  dontDistribute: [1, (ev, drv: Lazy) => addMetaAttrs(ev, Attrs.of({ hydraPlatforms: [] }), drv)],
  setName: [2, (_, name: Lazy, drv: Lazy) => update(force(drv), Attrs.of({ name }), null)],
  updateName: [2, updateName],
  appendToName: [2, appendToName],
  mapDerivationAttrset: [
    2,
    (ev, f: Lazy, set: Lazy) => mapDerivations(ev, set, (drv) => ev.call(force(f), drv)),
  ],
  setPrio: [2, setPriority],
  lowPrio: [1, (ev, drv: Lazy) => setPriority(ev, 10, drv)],
  hiPrio: [1, (ev, drv: Lazy) => setPriority(ev, -10, drv)],
  lowPrioSet: [1, (ev, set: Lazy) => mapDerivations(ev, set, (drv) => setPriority(ev, 10, drv))],
  hiPrioSet: [1, (ev, set: Lazy) => mapDerivations(ev, set, (drv) => setPriority(ev, -10, drv))],
  platformMatch: [2, platformMatch],
  availableOn: [2, availableOn],
  getLicenseFromSpdxId: [
    1,
    (ev, id: Lazy) => {
      const license = licenseFromSpdxId(ev, id);
      if (license !== undefined) return license;
      const message = `getLicenseFromSpdxId: No license with the given SPDX ID found: ${ev.text(id)}`;
      return warn(ev, message, Attrs.of({ shortName: id, spdxId: id }));
    },
  ],
  getLicenseFromSpdxIdOr: [
    2,
    (ev, id: Lazy, fallback: Lazy) => licenseFromSpdxId(ev, id) ?? force(fallback),
  ],
  getExe: [
    1,
    (ev, pkg: Lazy) =>
      getExeNamed(
        ev,
        pkg,
        later(() => mainProgram(ev, pkg)),
      ),
  ],
  "getExe'": [2, getExeNamed],
  cpeFullVersionWithVendor: [
    2,
    (_, vendor: Lazy, version: Lazy) => Attrs.of({ vendor, version, update: "*" }),
  ],
};

export const metaValues: ReadonlyMap<string, Lazy> = new Map<string, Lazy>([
  ["defaultPriority", 5],
  ["licensesSpdx", later(() => new Attrs(licensesBySpdxId()))],
]);
