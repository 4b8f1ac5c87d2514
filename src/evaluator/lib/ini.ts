import { isDerivation } from "../equality.ts";
import type { Evaluator } from "../evaluator.ts";
import { concatTexts, type Text } from "../text.ts";
import {
  Attrs,
  Builtin,
  Choice,
  ContextString,
  force,
  Lambda,
  type Lazy,
  NixFloat,
  OpenList,
  PartialText,
  Unknown,
  type Value,
} from "../value.ts";
import { gvariantText } from "./gvariant.ts";
import { patternFunction } from "./native.ts";
import {
  concatenated,
  entriesOf,
  hole,
  interpolated,
  itemsOf,
  itemsOfSet,
  joined,
  stringified,
} from "./partial-text.ts";
import { pretty } from "./pretty.ts";
import { floatToString } from "./string-numbers.ts";
import { aborted, callBuiltin, shown } from "./surroundings.ts";

/** `lib.generators`: lines of keys and values, and sections of them. */

/** Makes the text of one setting. */
export type KeyValue = (ev: Evaluator, key: Lazy, value: Lazy) => Text;

/** What a value is in most formats: numbers, strings, booleans and null as they are; anything else aborts. */
export function valueText(ev: Evaluator, value: Lazy): Text {
  const forced = force(value);
  if (typeof forced === "string") return forced;
  if (typeof forced === "number" || typeof forced === "bigint") return String(forced);
  if (forced === null || typeof forced === "boolean") return String(forced);
  if (forced instanceof ContextString || forced instanceof PartialText) return forced;
  if (forced instanceof Unknown || forced instanceof Choice) return hole(forced.reason);
  if (forced instanceof Attrs) {
    if (isDerivation(forced)) return stringified(ev, forced);
    if (forced.rest !== null && !forced.map.has("type")) return hole(forced.rest.reason);
    throw unsupported(ev, "attrsets", forced);
  }
  if (Array.isArray(forced) || forced instanceof OpenList) throw unsupported(ev, "lists", forced);
  if (forced instanceof Lambda || forced instanceof Builtin) {
    throw unsupported(ev, "functions", forced);
  }
  if (forced instanceof NixFloat) return floatToString(ev, forced);
  throw unsupported(ev, "this value is", stringified(ev, forced));
}

function unsupported(ev: Evaluator, what: string, value: Value): Error {
  const text = shown(pretty(ev, value, { allowPrettyValues: false, multiline: true }, ""));
  return aborted(`generators.mkValueStringDefault: ${what} not supported: ${text}`);
}

/** `key`, separator, value; a separator inside the key gets a backslash. */
export function keyValueText(
  ev: Evaluator,
  separator: Lazy,
  key: Lazy,
  value: Lazy,
  text: (ev: Evaluator, value: Lazy) => Text,
): Text {
  const between = interpolated(ev, separator);
  const name = escapedKey(ev, between, key);
  const content = text(ev, value);
  if (typeof name === "string" && typeof between === "string" && typeof content === "string") {
    return name + between + content;
  }
  return concatTexts([name, between, content]);
}

function escapedKey(ev: Evaluator, separator: Text, key: Lazy): Text {
  const name = force(key);
  if (typeof separator === "string" && separator !== "" && typeof name === "string") {
    return name.includes(separator) ? name.replaceAll(separator, () => `\\${separator}`) : name;
  }
  const escaped = concatTexts(["\\", separator]);
  return interpolated(ev, callBuiltin(ev, "replaceStrings", [separator], [escaped], name));
}

const defaultKeyValue: KeyValue = (ev, key, value) => keyValueText(ev, "=", key, value, valueText);

/** How sets become lines and sections. */
export interface IniStyle {
  readonly sectionName: (ev: Evaluator, name: string) => Text;
  readonly keyValue: KeyValue;
  readonly duplicates: boolean;
  readonly indent: Text;
}

const plainSectionName = (_: Evaluator, name: string): Text => name.replace(/[[\]]/g, "\\$&");

function styleOf(ev: Evaluator, args: Attrs): IniStyle {
  const keyValue = args.get("mkKeyValue");
  const sectionName = args.get("mkSectionName");
  return {
    keyValue:
      keyValue === undefined
        ? defaultKeyValue
        : (_, key, value) => interpolated(ev, ev.call2(force(keyValue), key, value)),
    sectionName:
      sectionName === undefined
        ? plainSectionName
        : (_, name) => interpolated(ev, ev.call(force(sectionName), name)),
    duplicates: ev.bool(args.get("listsAsDuplicateKeys") ?? false),
    indent: interpolated(ev, args.get("indent") ?? ""),
  };
}

/** A line for each attribute, or for each element of one that is a list. */
function settingLines(ev: Evaluator, settings: Lazy, style: IniStyle): Text {
  const forced = force(settings);
  if (forced instanceof Unknown || forced instanceof Choice) return hole(forced.reason);
  const attrs = ev.attrs(forced);
  const lines = entriesOf(attrs).map(([name, value]) => settingLine(ev, name, value, style));
  return concatenated(lines, itemsOfSet(attrs));
}

function settingLine(ev: Evaluator, name: string, value: Lazy, style: IniStyle): Text {
  const line = (item: Lazy): Text =>
    concatTexts([style.indent, style.keyValue(ev, name, item), "\n"]);
  if (!style.duplicates) return line(value);
  const forced = force(value);
  // It may be a list, of no elements even.
  if (forced instanceof Unknown || forced instanceof Choice) return hole(forced.reason);
  if (!Array.isArray(forced) && !(forced instanceof OpenList)) return line(forced);
  const from = itemsOf(ev, forced);
  return concatenated(from.items.map(line), from);
}

export function sections(
  ev: Evaluator,
  attrs: Attrs,
  style: IniStyle,
  from = itemsOfSet(attrs),
): Text {
  const texts = entriesOf(attrs).map(([name, settings]) =>
    concatTexts(["[", style.sectionName(ev, name), "]\n", settingLines(ev, settings, style)]),
  );
  return joined("\n", texts, from);
}

const STYLE = { mkSectionName: true, mkKeyValue: true, listsAsDuplicateKeys: true } as const;

export const mkValueStringDefault = patternFunction(
  "lib.generators.mkValueStringDefault",
  {},
  () =>
    new Builtin("lib.generators.mkValueStringDefault", 1, (ev: Evaluator, value: Lazy) =>
      valueText(ev, ev.known(value)),
    ),
);

export const mkKeyValueDefault = patternFunction(
  "lib.generators.mkKeyValueDefault",
  { mkValueString: true },
  (_, args) => {
    const given = args.get("mkValueString");
    return new Builtin(
      "lib.generators.mkKeyValueDefault",
      3,
      (ev: Evaluator, separator: Lazy, key: Lazy, value: Lazy) =>
        keyValueText(ev, separator, key, value, (_, v) =>
          given === undefined ? valueText(ev, v) : interpolated(ev, ev.call(force(given), v)),
        ),
    );
  },
);

export const toKeyValue = patternFunction(
  "lib.generators.toKeyValue",
  { mkKeyValue: true, listsAsDuplicateKeys: true, indent: true },
  (_, args) =>
    new Builtin("lib.generators.toKeyValue", 1, (ev: Evaluator, settings: Lazy) =>
      settingLines(ev, ev.attrs(settings), styleOf(ev, args)),
    ),
);

export const toINI = patternFunction(
  "lib.generators.toINI",
  STYLE,
  (_, args) =>
    new Builtin("lib.generators.toINI", 1, (ev: Evaluator, settings: Lazy) =>
      sections(ev, ev.attrs(settings), styleOf(ev, args)),
    ),
);

export const toINIWithGlobalSection = patternFunction(
  "lib.generators.toINIWithGlobalSection",
  STYLE,
  (_, args) =>
    patternFunction(
      "lib.generators.toINIWithGlobalSection",
      { globalSection: false, sections: true },
      (ev, settings) => {
        const style = styleOf(ev, args);
        return concatTexts([
          globalSection(ev, settings.get("globalSection") as Lazy, style),
          sections(ev, ev.attrs(settings.get("sections") ?? new Attrs(new Map())), style),
        ]);
      },
    ),
);

/** Settings before all sections, and an empty line if there are any. */
function globalSection(ev: Evaluator, settings: Lazy, style: IniStyle): Text {
  const forced = force(settings);
  if (forced instanceof Unknown || forced instanceof Choice) return hole(forced.reason);
  const attrs = ev.attrs(forced);
  if (attrs.map.size > 0) return concatTexts([settingLines(ev, attrs, style), "\n"]);
  return attrs.rest === null ? "" : hole(attrs.rest.reason);
}

/** Values of GNOME's settings are texts of GVariant. */
const dconfKeyValue: KeyValue = (ev, key, value) => keyValueText(ev, "=", key, value, gvariantText);

export const mkDconfKeyValue = new Builtin(
  "lib.generators.mkDconfKeyValue",
  2,
  (ev: Evaluator, key: Lazy, value: Lazy) => dconfKeyValue(ev, key, value),
);

export const toDconfINI = new Builtin(
  "lib.generators.toDconfINI",
  1,
  (ev: Evaluator, settings: Lazy) =>
    sections(ev, ev.attrs(settings), {
      sectionName: plainSectionName,
      keyValue: dconfKeyValue,
      duplicates: false,
      indent: "",
    }),
);
