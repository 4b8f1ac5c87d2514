import { isDerivation } from "../equality.ts";
import type { Evaluator } from "../evaluator.ts";
import { printJson } from "../json/print.ts";
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
  NixPath,
  OpenList,
  PartialText,
  Unknown,
} from "../value.ts";
import { patternFunction } from "./native.ts";
import {
  entriesOf,
  hole,
  interpolated,
  itemsOf,
  itemsOfSet,
  joined,
  type MaybeText,
  mapPieces,
  stringified,
} from "./partial-text.ts";
import { pretty } from "./pretty.ts";
import { escapeXml } from "./string-escapes.ts";
import { aborted, shown, thrown, warn } from "./surroundings.ts";

/** `lib.generators`: property lists, Dhall, Lua. */

export const toPlist = patternFunction(
  "lib.generators.toPlist",
  { escape: true },
  (_, args) =>
    new Builtin("lib.generators.toPlist", 1, (ev: Evaluator, value: Lazy) => {
      const escape = ev.bool(args.get("escape") ?? false);
      if (!escape) {
        warn(ev, "Using `lib.generators.toPlist` without `escape = true` is deprecated");
      }
      return concatTexts([
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        '<!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n',
        '<plist version="1.0">\n',
        plist(ev, value, "", escape),
        "\n</plist>",
      ]);
    }),
);

function plist(ev: Evaluator, value: Lazy, indent: string, escape: boolean): Text {
  const forced = force(value);
  const escaped = (text: Text): Text => (escape ? mapPieces(text, escapeXml) : text);
  const element = (name: string, text: Text): Text =>
    concatTexts([indent, `<${name}>`, text, `</${name}>`]);
  if (forced === null) return "";
  if (forced instanceof Unknown || forced instanceof Choice) return hole(forced.reason);
  if (typeof forced === "boolean") return `${indent}<${forced}/>`;
  if (typeof forced === "number" || typeof forced === "bigint") {
    return element("integer", String(forced));
  }
  if (
    typeof forced === "string" ||
    forced instanceof ContextString ||
    forced instanceof PartialText
  ) {
    return element("string", escaped(forced));
  }
  if (forced instanceof NixPath) return element("string", escaped(forced.path));
  if (forced instanceof NixFloat) return element("real", stringified(ev, forced));
  const lines = (tag: string, content: Text): Text =>
    concatTexts([indent, `<${tag}>\n`, content, `\n${indent}</${tag}>`]);
  if (Array.isArray(forced) || forced instanceof OpenList) {
    const from = itemsOf(ev, forced);
    const items = from.items.map((item) => plist(ev, item, `\t${indent}`, escape));
    return lines("array", joined("\n", items, from));
  }
  if (!(forced instanceof Attrs)) throw aborted("generators.toPlist: should never happen");
  const entries: MaybeText[] = [];
  for (const [name, item] of entriesOf(forced)) {
    if (name === "_module") continue;
    const content = force(item);
    if (content === null) continue;
    if (content instanceof Unknown || content instanceof Choice) {
      // It may be null, and then its key is not there either.
      entries.push(new Unknown(content.reason));
      continue;
    }
    const key = concatTexts([`\t${indent}<key>`, escaped(name), "</key>\n"]);
    entries.push(concatTexts([key, plist(ev, content, `\t${indent}`, escape)]));
  }
  return lines("dict", joined("\n", entries, itemsOfSet(forced)));
}

export const toDhall = patternFunction(
  "lib.generators.toDhall",
  {},
  () => new Builtin("lib.generators.toDhall", 1, dhall),
);

function dhall(ev: Evaluator, value: Lazy): Text {
  const forced = force(value);
  if (forced instanceof Unknown || forced instanceof Choice) return hole(forced.reason);
  if (forced instanceof Attrs) {
    const entries = entriesOf(forced).map(([name, item]) =>
      concatTexts([name, " = ", dhall(ev, item)]),
    );
    return concatTexts(["{ ", joined(", ", entries, itemsOfSet(forced)), " }"]);
  }
  if (Array.isArray(forced) || forced instanceof OpenList) {
    const from = itemsOf(ev, forced);
    const items = from.items.map((item) => dhall(ev, item));
    return concatTexts(["[ ", joined(", ", items, from), " ]"]);
  }
  if (typeof forced === "number" || typeof forced === "bigint") {
    return `${forced < 0 ? "" : "+"}${forced}`;
  }
  if (typeof forced === "boolean") return forced ? "True" : "False";
  if (forced instanceof Lambda || forced instanceof Builtin) {
    throw aborted("generators.toDhall: cannot convert a function to Dhall");
  }
  if (forced === null) throw aborted("generators.toDhall: cannot convert a null to Dhall");
  return printJson(ev, forced);
}

interface LuaStyle {
  readonly multiline: boolean;
  readonly indent: string;
}

export const toLua = patternFunction(
  "lib.generators.toLua",
  { multiline: true, indent: true, asBindings: true },
  (_, args) =>
    new Builtin("lib.generators.toLua", 1, (ev: Evaluator, value: Lazy) => {
      const style = {
        multiline: ev.bool(args.get("multiline") ?? true),
        indent: ev.text(args.get("indent") ?? ""),
      };
      const bindings = ev.bool(args.get("asBindings") ?? false);
      return bindings ? luaBindings(ev, ev.attrs(value), style) : lua(ev, value, style);
    }),
);

/** Assignments, one a line. */
function luaBindings(ev: Evaluator, attrs: Attrs, style: LuaStyle): Text {
  const name = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;
  const bad = attrs.names().filter((key) => !name.test(key));
  if (bad.length > 0) {
    const list = pretty(ev, bad, { allowPrettyValues: false, multiline: true }, "");
    throw thrown(`Bad Lua var names: ${shown(list)}`);
  }
  const lines = entriesOf(attrs).map(([key, value]) =>
    concatTexts([`${style.indent}${key} = `, lua(ev, value, style), "\n"]),
  );
  return joined("", lines, itemsOfSet(attrs));
}

function lua(ev: Evaluator, value: Lazy, style: LuaStyle): Text {
  const forced = force(value);
  if (forced === null) return "nil";
  if (forced instanceof Unknown || forced instanceof Choice) return hole(forced.reason);
  if (forced instanceof NixPath || (forced instanceof Attrs && isDerivation(forced))) {
    return printJson(ev, interpolated(ev, forced));
  }
  const inner = { multiline: style.multiline, indent: `${style.indent}  ` };
  const start = style.multiline ? `\n${inner.indent}` : " ";
  const end = style.multiline ? `\n${style.indent}` : " ";
  if (Array.isArray(forced) || forced instanceof OpenList) {
    const from = itemsOf(ev, forced);
    if (from.items.length === 0 && from.reason === null) return "{}";
    const items = from.items.map((item) => lua(ev, item, inner));
    return concatTexts(["{", start, joined(`,${start}`, items, from), end, "}"]);
  }
  if (forced instanceof Attrs) {
    const type = forced.map.get("_type");
    if (type !== undefined && force(type) === "lua-inline") {
      return concatTexts(["(", interpolated(ev, forced.get("expr") as Lazy), ")"]);
    }
    const from = itemsOfSet(forced);
    if (forced.map.size === 0 && from.reason === null) return "{}";
    const entries = entriesOf(forced).map(([key, item]) =>
      concatTexts(["[", printJson(ev, key), "] = ", lua(ev, item, inner)]),
    );
    return concatTexts(["{", start, joined(`,${start}`, entries, from), end, "}"]);
  }
  if (forced instanceof Lambda || forced instanceof Builtin) {
    throw aborted("generators.toLua: type lambda is unsupported");
  }
  return printJson(ev, forced);
}

/** Lua code that stands as it is. */
export const mkLuaInline = new Builtin(
  "lib.generators.mkLuaInline",
  1,
  (_: Evaluator, expr: Lazy) => Attrs.of({ _type: "lua-inline", expr }),
);
