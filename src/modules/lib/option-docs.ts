import { later } from "../../evaluator/lib/later.ts";
import { Attrs, force, type Lazy, type List, type Value } from "../../evaluator/value.ts";
import { UNKNOWN_FILE } from "../module.ts";
import { orElse } from "../or-else.ts";
import { tagOf } from "../property.ts";
import { showOption } from "../show.ts";
import { inContext, type ModuleSystem } from "../system.ts";
import { typeOf } from "../types/foreign-type.ts";
import { pathOf } from "./attr-path.ts";

/** `optionAttrSetToDocList` and what it is made of. */
export function docFunctions(sys: ModuleSystem): Map<string, Lazy> {
  return new Map<string, Lazy>([
    [
      "optionAttrSetToDocList",
      sys.fn("optionAttrSetToDocList", 1, (_, options: Lazy) => docList(sys, options)),
    ],
    [
      "optionAttrSetToDocList'",
      sys.fn("optionAttrSetToDocList'", 2, (_, _prefix: Lazy, options: Lazy) =>
        docList(sys, options),
      ),
    ],
    ["renderOptionValue", sys.fn("renderOptionValue", 1, (_, value: Lazy) => rendered(sys, value))],
  ]);
}

/** All options of a tree, those of submodules too, each as plain data. */
function docList(sys: ModuleSystem, options: Lazy): List {
  return collect(sys, sys.ev.attrs(options)).flatMap((option) => docOf(sys, option));
}

function collect(sys: ModuleSystem, set: Attrs): Attrs[] {
  if (tagOf(set) === "option") return [set];
  return set.names().flatMap((name) => {
    const value = force(set.map.get(name) as Lazy);
    return value instanceof Attrs ? collect(sys, value) : [];
  });
}

function docOf(sys: ModuleSystem, option: Attrs): List {
  const { ev } = sys;
  const get = (name: string, fallback: Lazy): Lazy => orElse(option.map.get(name), fallback);
  const loc = get("loc", []);
  const name = showOption(pathOf(ev, loc));
  const visible = ev.known(get("visible", true));
  const type = option.map.get("type");
  const map = new Map<string, Lazy>([
    ["loc", loc],
    ["name", name],
    ["description", get("description", null)],
    ["declarations", later(() => declarations(sys, get("declarations", [])))],
    ["internal", get("internal", false)],
    ["visible", typeof visible === "boolean" ? visible : visible === "shallow"],
    ["readOnly", get("readOnly", false)],
    ["type", type === undefined ? "unspecified" : later(() => typeOf(sys, type).description())],
  ]);
  const example = option.map.get("example");
  if (example !== undefined) {
    map.set(
      "example",
      later(() =>
        inContext(
          () => `while evaluating the example of option \`${name}\``,
          () => rendered(sys, example),
        ),
      ),
    );
  }
  const shown = shownDefault(sys, option, type);
  if (shown !== undefined) {
    const what = option.map.has("defaultText") ? "defaultText" : "default value";
    map.set(
      "default",
      later(() =>
        inContext(
          () => `while evaluating the ${what} of option \`${name}\``,
          () => rendered(sys, shown),
        ),
      ),
    );
  }
  const related = option.map.get("relatedPackages");
  if (related !== undefined && ev.known(related) !== null) map.set("relatedPackages", related);
  const below = typeof visible === "boolean" ? visible : visible === "transparent";
  return [new Attrs(map), ...(below && type !== undefined ? subOptions(sys, type, loc) : [])];
}

function declarations(sys: ModuleSystem, list: Lazy): Value {
  return sys.ev.list(list).filter((file) => sys.ev.known(file) !== UNKNOWN_FILE);
}

/** The default that documentation shows; the empty value of types that have one, submodules left out. */
function shownDefault(sys: ModuleSystem, option: Attrs, type: Lazy | undefined): Lazy | undefined {
  const own = option.map.has("defaultText")
    ? option.map.get("defaultText")
    : option.map.get("default");
  if (own !== undefined || type === undefined) return own;
  const optionType = typeOf(sys, type);
  return optionType.subModulesOrNull() === null ? optionType.emptyValue() : undefined;
}

function subOptions(sys: ModuleSystem, type: Lazy, loc: Lazy): List {
  const options = typeOf(sys, type).subOptions(loc);
  return options instanceof Attrs && options.map.size > 0 ? docList(sys, options) : [];
}

/** A value as it is shown: text that says what it is stays, other values become Nix source. */
function rendered(sys: ModuleSystem, value: Lazy): Value {
  const { ev } = sys;
  const known = ev.known(value);
  if (known instanceof Attrs && known.map.has("_type") && known.map.has("text")) return known;
  const pretty = ev.call2(
    sys.libFunction("generators", "toPretty"),
    Attrs.of({ multiline: true, allowPrettyValues: true }),
    known,
  );
  return Attrs.of({ _type: "literalExpression", text: pretty });
}
