import { coerceToText } from "../../evaluator/coerce.ts";
import { isDerivation } from "../../evaluator/equality.ts";
import { mapValues } from "../../evaluator/lib/attrsets.ts";
import { escapeIdentifier } from "../../evaluator/lib/identifier.ts";
import { later } from "../../evaluator/lib/later.ts";
import { IDENTITY } from "../../evaluator/lib/native.ts";
import { concatTexts } from "../../evaluator/text.ts";
import { update } from "../../evaluator/update.ts";
import {
  Attrs,
  type Builtin,
  Choice,
  force,
  type Lazy,
  type List,
  PartialText,
  Unknown,
  type Value,
} from "../../evaluator/value.ts";
import { defsOfList } from "../definition.ts";
import { UNKNOWN_FILE } from "../module.ts";
import { orElse } from "../or-else.ts";
import { tagOf } from "../property.ts";
import { showDefs, showFiles, showOption } from "../show.ts";
import { type ModuleSystem, thrown } from "../system.ts";
import { mergeDefault, mergeEqual, requireUnique } from "../types/merge-functions.ts";
import { locOfList } from "../types/native-type.ts";
import { isString } from "../types/scalars.ts";
import { getByPath, pathOf } from "./attr-path.ts";
import { docFunctions } from "./option-docs.ts";

/** What `mkOption` takes; all may be left out. */
const OPTION_FORMALS: Readonly<Record<string, boolean>> = {
  default: true,
  defaultText: true,
  example: true,
  description: true,
  relatedPackages: true,
  type: true,
  apply: true,
  internal: true,
  visible: true,
  readOnly: true,
};

/** `lib.options`. */
export function optionFunctions(sys: ModuleSystem): Map<string, Lazy> {
  const table = new Map<string, Lazy>();
  const one = (name: string, code: (argument: Lazy) => Value) =>
    table.set(
      name,
      sys.fn(name, 1, (_, argument: Lazy) => code(argument)),
    );
  table.set("unknownModule", UNKNOWN_FILE);
  one("isOption", (value) => tagOf(sys.ev.known(value)) === "option");
  table.set("mkOption", mkOption(sys));
  one("mkEnableOption", (name) => {
    const description = later(() =>
      concatTexts(["Whether to enable ", coerceToText(sys.ev, name, "interpolation"), "."]),
    );
    const map = new Map<string, Lazy>();
    map.set("_type", "option");
    map.set("default", false);
    map.set("example", true);
    map.set("description", description);
    map.set("type", sys.types.get("bool") as Lazy);
    return new Attrs(map);
  });
  for (const name of ["mkPackageOption", "mkPackageOptionMD"]) {
    table.set(
      name,
      sys.fn(name, 3, (_, pkgs: Lazy, label: Lazy, given: Lazy) =>
        packageOption(sys, pkgs, label, given),
      ),
    );
  }
  one("mkSinkUndeclaredOptions", (attrs) => sink(sys, attrs));
  one("literalExpression", (text) => literal(sys, "literalExpression", text));
  one("literalExample", (text) => literal(sys, "literalExpression", text));
  one("literalMD", (text) => literal(sys, "literalMD", text));
  one("literalDocBook", (text) => literal(sys, "literalMD", text));
  table.set("mdDoc", IDENTITY);
  table.set(
    "literalCode",
    sys.fn("literalCode", 2, (ev, language: Lazy, text: Lazy) =>
      literal(sys, "literalMD", `\`\`\`${ev.text(language)}\n${ev.text(text)}\n\`\`\`\n`),
    ),
  );
  addShowing(sys, table);
  addMerging(sys, table);
  for (const [name, value] of docFunctions(sys)) table.set(name, value);
  return table;
}

/** The function `mkOption`; also for those that build on it. */
export function mkOption(sys: ModuleSystem): Builtin {
  return sys.patternFn("mkOption", OPTION_FORMALS, (_, attrs) => {
    const map = new Map(attrs.map);
    map.set("_type", "option");
    return new Attrs(map, attrs.positions, attrs.rest);
  });
}

function literal(sys: ModuleSystem, tag: string, text: Lazy): Value {
  const value = force(text);
  // A text that is known in part is a string too; what is not known at all may be one.
  const undecided =
    value instanceof PartialText || value instanceof Unknown || value instanceof Choice;
  if (!undecided && !isString(sys.ev, text)) throw thrown(`${tag} expects a string.`);
  return Attrs.of({ _type: tag, text });
}

function addShowing(sys: ModuleSystem, table: Map<string, Lazy>): void {
  const { ev } = sys;
  table.set(
    "showOption",
    sys.fn("showOption", 1, (_, path: Lazy) => showOption(pathOf(ev, path))),
  );
  table.set(
    "showFiles",
    sys.fn("showFiles", 1, (_, files: Lazy) => showFiles(pathOf(ev, files))),
  );
  table.set(
    "showDefs",
    sys.fn("showDefs", 1, (_, defs: Lazy) => showDefs(ev, defsOfList(ev, defs))),
  );
  table.set(
    "showOptionWithDefLocs",
    sys.fn("showOptionWithDefLocs", 1, (_, option: Lazy) => {
      const path = getByPath(option, ["loc"]) ?? [];
      const files = getByPath(option, ["files"]) ?? [];
      const lines = pathOf(ev, files).map((file) => `  - ${file}`);
      return `${showOption(pathOf(ev, path))}, with values defined in:\n${lines.join("\n")}\n`;
    }),
  );
}

function addMerging(sys: ModuleSystem, table: Map<string, Lazy>): void {
  const { ev } = sys;
  const two = (name: string, merge: typeof mergeEqual) =>
    table.set(
      name,
      sys.fn(name, 2, (_, loc: Lazy, defs: Lazy) =>
        merge(sys, locOfList(sys, loc), defsOfList(ev, defs)),
      ),
    );
  two("mergeDefaultOption", mergeDefault);
  two("mergeEqualOption", mergeEqual);
  two("mergeOneOption", (_, loc, defs) => force(requireUnique(sys, loc, defs, "").value));
  table.set(
    "mergeUniqueOption",
    sys.fn("mergeUniqueOption", 3, (_, given: Lazy, loc: Lazy, defs: Lazy) => {
      const attrs = ev.attrs(given);
      const merge = attrs.get("merge");
      const list = ev.list(defs);
      if (list.length === 1 && merge !== undefined) return ev.call2(force(merge), loc, defs);
      const message = list.length === 1 ? "" : ev.text(attrs.get("message") ?? "");
      return force(requireUnique(sys, locOfList(sys, loc), defsOfList(ev, list), message).value);
    }),
  );
  for (const [name, attribute] of [
    ["getValues", "value"],
    ["getFiles", "file"],
  ] as const) {
    table.set(
      name,
      sys.fn(name, 1, (_, defs: Lazy) =>
        ev.list(defs).map((def) =>
          later(() => {
            const value = ev.attrs(def).get(attribute);
            if (value === undefined) throw sys.missing(attribute);
            return force(value);
          }),
        ),
      ),
    );
  }
  table.set(
    "scrubOptionValue",
    sys.fn("scrubOptionValue", 1, (_, value: Lazy) => scrub(sys, value)),
  );
}

/** A value with the derivations in it reduced to their names. */
function scrub(sys: ModuleSystem, lazy: Lazy): Value {
  const value = sys.ev.known(lazy);
  if (Array.isArray(value)) return value.map((item) => later(() => scrub(sys, item)));
  if (!(value instanceof Attrs)) return value;
  if (isDerivation(value)) {
    const name = value.get("name") as Lazy;
    return Attrs.of({ type: "derivation", drvPath: name, outPath: name, name });
  }
  const map = new Map(value.map);
  map.delete("_args");
  return mapValues(new Attrs(map), (_, inner) => later(() => scrub(sys, inner)));
}

function sink(sys: ModuleSystem, attrs: Lazy): Value {
  const type = later(() =>
    sys.ev.call(
      force(sys.types.get("mkOptionType") as Lazy),
      Attrs.of({
        name: "sink",
        check: sys.fn("check", 1, () => true),
        merge: sys.fn("merge", 2, () => false),
      }),
    ),
  );
  const apply = sys.fn("apply", 1, () => {
    throw thrown("Option value is not readable because the option is not declared.");
  });
  const own = Attrs.of({
    internal: true,
    visible: false,
    default: false,
    description: "Sink for option definitions.",
    type,
    apply,
  });
  return sys.ev.call(mkOption(sys), update(own, force(attrs), null));
}

const PACKAGE_FORMALS = ["nullable", "default", "example", "extraDescription", "pkgsText"];

/** `mkPackageOption pkgs name { … }`. */
function packageOption(sys: ModuleSystem, pkgs: Lazy, label: Lazy, given: Lazy): Value {
  const { ev } = sys;
  const formals = Object.fromEntries(PACKAGE_FORMALS.map((name) => [name, true]));
  const build = sys.patternFn("mkPackageOption", formals, (_, args) => {
    const nullable = args.get("nullable");
    const isNullable = nullable !== undefined && ev.bool(nullable);
    const fallback = ev.known(orElse(args.get("default"), label));
    const example = ev.known(args.get("example") ?? null);
    const extra = orElse(args.get("extraDescription"), "");
    const pkgsText = ev.text(orElse(args.get("pkgsText"), "pkgs"));
    const packageType = sys.types.get("package") as Lazy;
    const map = new Map<string, Lazy>([["_type", "option"]]);
    if (fallback !== null) {
      const path = pathOf(ev, toList(fallback));
      const shown = path.map(escapeIdentifier).join(".");
      map.set("default", defaultPackage(pkgs, path, shown, pkgsText));
      map.set("defaultText", literal(sys, "literalExpression", `${pkgsText}.${shown}`));
    } else if (isNullable) map.set("default", null);
    map.set(
      "description",
      later(() => packageDescription(sys, label, extra)),
    );
    const nullOr = sys.types.get("nullOr") as Lazy;
    map.set("type", isNullable ? later(() => ev.call(force(nullOr), packageType)) : packageType);
    if (example !== null) map.set("example", packageExample(sys, example, pkgsText));
    return new Attrs(map);
  });
  return ev.call(build, given);
}

function toList(value: Value): List {
  return Array.isArray(value) ? value : [value];
}

function defaultPackage(pkgs: Lazy, path: string[], shown: string, pkgsText: string): Lazy {
  return later(() => {
    const found = getByPath(pkgs, path);
    if (found === undefined) throw thrown(`${shown} cannot be found in ${pkgsText}`);
    return found;
  });
}

function packageDescription(sys: ModuleSystem, label: Lazy, extra: Lazy): Value {
  const { ev } = sys;
  const known = ev.known(label);
  const name = Array.isArray(known) ? (known[known.length - 1] ?? "") : known;
  const more = ev.text(extra);
  return `The ${ev.text(name)} package to use.${more === "" ? "" : " "}${more}`;
}

function packageExample(sys: ModuleSystem, example: Value, pkgsText: string): Lazy {
  const { ev } = sys;
  const text = Array.isArray(example)
    ? `${pkgsText}.${pathOf(ev, example).map(escapeIdentifier).join(".")}`
    : example;
  return literal(sys, "literalExpression", text);
}
