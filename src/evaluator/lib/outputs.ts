import type { BuiltinTable } from "../builtins/define.ts";
import { coerceToText } from "../coerce.ts";
import { contextOf } from "../context.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { holeReason } from "../evaluator.ts";
import { knownText, makeText } from "../text.ts";
import { Attrs, force, type Lazy, type PartialText, Unknown, type Value } from "../value.ts";
import { attrOr, later } from "./later.ts";

/** `lib.attrsets`: outputs of packages. */

/** `lib.getOutput`: the output of a package by name, else `out`, else the package itself. */
export function getOutput(ev: Evaluator, output: string, pkg: Lazy): Value {
  const value = ev.known(pkg);
  if (!(value instanceof Attrs)) return value;
  const specified = value.map.get("outputSpecified");
  if (specified !== undefined && ev.bool(specified)) return value;
  for (const name of [output, "out"]) {
    const found = attrOr(value, name);
    if (found !== undefined) return force(found);
  }
  return value;
}

function getFirstOutput(ev: Evaluator, candidates: Lazy, pkg: Lazy): Value {
  const value = ev.known(pkg);
  const specified = value instanceof Attrs ? value.map.get("outputSpecified") : undefined;
  if (specified !== undefined && ev.bool(specified)) return value;
  for (const candidate of ev.list(candidates)) {
    const name = ev.text(candidate);
    const found = attrOr(ev.attrs(value), name);
    if (found !== undefined) return force(found);
  }
  return value;
}

function toDerivation(ev: Evaluator, path: Lazy): Value {
  const text = coerceToText(ev, path, "interpolation");
  const known = knownText(text);
  if (known === undefined) return new Unknown(holeReason(text as PartialText));
  if (!known.startsWith("/nix/store/")) {
    throw new EvalError("other", `path '${known}' is not in the Nix store`);
  }
  const root = known.split("/").slice(0, 4).join("/");
  const outPath = makeText(known, contextOf({ kind: "path", path: root }));
  const base = known.slice(known.lastIndexOf("/") + 1);
  const map = new Map<string, Lazy>([
    ["type", "derivation"],
    ["name", base.slice(33)],
    ["outPath", outPath],
    ["outputs", ["out"]],
    ["outputName", "out"],
  ]);
  const derivation = new Attrs(map);
  map.set("out", derivation);
  return derivation;
}

const STATIC = ["static", "lib", "out"];
const INCLUDE = ["include", "dev", "out"];

export const outputsTable: BuiltinTable = {
  getOutput: [2, (ev, output: Lazy, pkg: Lazy) => getOutput(ev, ev.text(output), pkg)],
  getFirstOutput: [2, getFirstOutput],
  getBin: [1, (ev, pkg: Lazy) => getOutput(ev, "bin", pkg)],
  getLib: [1, (ev, pkg: Lazy) => getOutput(ev, "lib", pkg)],
  getDev: [1, (ev, pkg: Lazy) => getOutput(ev, "dev", pkg)],
  getMan: [1, (ev, pkg: Lazy) => getOutput(ev, "man", pkg)],
  getStatic: [1, (ev, pkg: Lazy) => getFirstOutput(ev, STATIC, pkg)],
  getInclude: [1, (ev, pkg: Lazy) => getFirstOutput(ev, INCLUDE, pkg)],
  chooseDevOutputs: [
    1,
    (ev, pkgs: Lazy) => ev.list(pkgs).map((pkg) => later(() => getOutput(ev, "dev", pkg))),
  ],
  toDerivation: [1, toDerivation],
};
