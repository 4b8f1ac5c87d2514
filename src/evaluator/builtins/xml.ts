/*
 * The builtin toXML.
 */
import { ContextUnion } from "../context.ts";
import { isDerivation } from "../equality.ts";
import type { Evaluator } from "../evaluator.ts";
import { formatFloatShort } from "../float.ts";
import { piecesOf, type Text, textOfPieces } from "../text.ts";
import {
  Attrs,
  Choice,
  ContextString,
  compareText,
  force,
  Lambda,
  type Lazy,
  NixFloat,
  NixPath,
  OpenList,
  PartialText,
  Unknown,
  type Value,
} from "../value.ts";
import type { BuiltinTable } from "./define.ts";

export const xmlBuiltins: BuiltinTable = { toXML: [1, toXml] };

/** The value as XML; everything in it is forced, what is not known is a hole. */
function toXml(_: Evaluator, value: Lazy): Value {
  const writer = new XmlWriter();
  writer.write(value, 1);
  return writer.result();
}

class XmlWriter {
  readonly #pieces: (string | Unknown)[] = [];
  #text = "<?xml version='1.0' encoding='utf-8'?>\n<expr>\n";
  readonly #context = new ContextUnion();
  readonly #derivations = new Set<string>();

  result(): Text {
    return textOfPieces([...this.#pieces, `${this.#text}</expr>\n`], this.#context.context);
  }

  write(lazy: Lazy, depth: number): void {
    const value = force(lazy);
    if (value === null) this.#empty(depth, "null");
    else if (typeof value === "boolean") this.#scalar(depth, "bool", String(value));
    else if (typeof value === "number" || typeof value === "bigint") {
      this.#scalar(depth, "int", String(value));
    } else if (value instanceof NixFloat) {
      this.#scalar(depth, "float", formatFloatShort(value.value));
    } else if (typeof value === "string") this.#scalar(depth, "string", value);
    else if (value instanceof ContextString || value instanceof PartialText) {
      this.#context.add(value.context);
      this.#scalar(depth, "string", value);
    } else if (value instanceof NixPath) this.#scalar(depth, "path", value.path);
    else this.#compound(value, depth);
  }

  #compound(value: Value, depth: number): void {
    if (value instanceof Attrs) this.#set(value, depth);
    else if (Array.isArray(value) || value instanceof OpenList) {
      this.#line(depth, "<list>");
      const items = Array.isArray(value) ? value : value.items;
      for (const item of items) this.write(item, depth + 1);
      if (value instanceof OpenList) this.#hole(new Unknown(value.reason));
      this.#line(depth, "</list>");
    } else if (value instanceof Lambda) this.#lambda(value, depth);
    else if (value instanceof Unknown) this.#hole(value);
    else if (value instanceof Choice) this.#hole(new Unknown(value.reason));
    else this.#empty(depth, "unevaluated");
  }

  #set(attrs: Attrs, depth: number): void {
    if (!isDerivation(attrs)) {
      this.#line(depth, "<attrs>");
      this.#attributes(attrs, depth + 1);
      this.#line(depth, "</attrs>");
      return;
    }
    const drvPath = stringOf(attrs.map.get("drvPath"));
    const outPath = stringOf(attrs.map.get("outPath"));
    this.#text += `${"  ".repeat(depth)}<derivation`;
    if (drvPath !== undefined) this.#attribute("drvPath", drvPath);
    if (outPath !== undefined) this.#attribute("outPath", outPath);
    this.#text += ">\n";
    const key = drvPath === undefined ? "" : piecesOf(drvPath).join("");
    if (key !== "" && !this.#derivations.has(key)) {
      this.#derivations.add(key);
      this.#attributes(attrs, depth + 1);
    } else this.#empty(depth + 1, "repeated");
    this.#line(depth, "</derivation>");
  }

  #attributes(attrs: Attrs, depth: number): void {
    for (const name of attrs.names()) {
      this.#text += `${"  ".repeat(depth)}<attr`;
      this.#attribute("name", name);
      this.#text += ">\n";
      this.write(attrs.map.get(name) as Lazy, depth + 1);
      this.#line(depth, "</attr>");
    }
    if (attrs.rest !== null) this.#hole(new Unknown(attrs.rest.reason));
  }

  #lambda(lambda: Lambda, depth: number): void {
    const { formals, ellipsis, param } = lambda.info;
    this.#line(depth, "<function>");
    if (formals === null) this.#named(depth + 1, "varpat", param ?? "");
    else {
      this.#text += `${"  ".repeat(depth + 1)}<attrspat`;
      if (ellipsis) this.#attribute("ellipsis", "1");
      if (param !== null) this.#attribute("name", param);
      this.#text += ">\n";
      const names = formals.map((formal) => formal.name).sort(compareText);
      for (const name of names) this.#named(depth + 2, "attr", name);
      this.#line(depth + 1, "</attrspat>");
    }
    this.#line(depth, "</function>");
  }

  #scalar(depth: number, element: string, value: Text): void {
    this.#text += `${"  ".repeat(depth)}<${element}`;
    this.#attribute("value", value);
    this.#text += " />\n";
  }

  #named(depth: number, element: string, name: string): void {
    this.#text += `${"  ".repeat(depth)}<${element}`;
    this.#attribute("name", name);
    this.#text += " />\n";
  }

  #empty(depth: number, element: string): void {
    this.#line(depth, `<${element} />`);
  }

  #line(depth: number, line: string): void {
    this.#text += `${"  ".repeat(depth)}${line}\n`;
  }

  #attribute(name: string, value: Text): void {
    this.#text += ` ${name}="`;
    for (const piece of piecesOf(value)) {
      if (typeof piece === "string") this.#text += piece.replace(/["<>&\n]/g, escapeXml);
      else this.#hole(piece);
    }
    this.#text += '"';
  }

  #hole(hole: Unknown): void {
    this.#pieces.push(this.#text, hole);
    this.#text = "";
  }
}

function stringOf(value: Lazy | undefined): Text | undefined {
  if (value === undefined) return undefined;
  const forced = force(value);
  return typeof forced === "string" ||
    forced instanceof ContextString ||
    forced instanceof PartialText
    ? forced
    : undefined;
}

function escapeXml(character: string): string {
  switch (character) {
    case '"':
      return "&quot;";
    case "<":
      return "&lt;";
    case ">":
      return "&gt;";
    case "&":
      return "&amp;";
    default:
      return "&#xA;";
  }
}
