import { call } from "../call.ts";
import { ContextUnion } from "../context.ts";
import { MAX_DEPTH } from "../deep.ts";
import { describe } from "../describe.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { storePathOf } from "../source-path.ts";
import { contextOfText, piecesOf, type Text, textOfPieces } from "../text.ts";
import {
  Attrs,
  Choice,
  ContextString,
  force,
  type Lazy,
  NixFloat,
  NixPath,
  OpenList,
  PartialText,
  Unknown,
  type Value,
} from "../value.ts";
import { formatJsonFloat } from "./float.ts";

/**
 * The JSON text of a value, its context that of all strings in it. Paths are copied to the store; sets with
 * `__toString` or `outPath` become that. What is not known is a hole. Throws a `type` error for functions.
 */
export function printJson(ev: Evaluator, value: Lazy): Text {
  const printer = new JsonPrinter(ev);
  printer.print(value, true);
  return printer.result();
}

class JsonPrinter {
  readonly #ev: Evaluator;
  readonly #pieces: (string | Unknown)[] = [];
  #text = "";
  readonly #context = new ContextUnion();
  #depth = 0;

  constructor(ev: Evaluator) {
    this.#ev = ev;
  }

  result(): Text {
    if (this.#pieces.length === 0 && this.#context.context.size === 0) return this.#text;
    return textOfPieces([...this.#pieces, this.#text], this.#context.context);
  }

  print(lazy: Lazy, copyPaths: boolean): void {
    const value = force(lazy);
    if (++this.#depth > MAX_DEPTH) {
      throw new EvalError("stack-overflow", "stack overflow; max-call-depth exceeded");
    }
    this.#write(value, copyPaths);
    this.#depth--;
  }

  #write(value: Value, copyPaths: boolean): void {
    if (value === null) this.#text += "null";
    else if (typeof value === "string") this.#text += quote(value);
    else if (typeof value !== "object") this.#text += String(value);
    else if (value instanceof Attrs) this.#attrs(value, copyPaths);
    else if (Array.isArray(value)) this.#list(value, copyPaths);
    else this.#other(value, copyPaths);
  }

  #other(value: Value, copyPaths: boolean): void {
    if (value instanceof ContextString || value instanceof PartialText) this.#string(value);
    else if (value instanceof NixFloat) this.#text += formatJsonFloat(value.value);
    else if (value instanceof NixPath) {
      this.#string(copyPaths ? storePathOf(this.#ev, value.path, null) : value.path);
    } else if (value instanceof OpenList) {
      this.#text += "[";
      this.#elements(value.items, copyPaths);
      this.#hole(new Unknown(value.reason));
      this.#text += "]";
    } else if (value instanceof Unknown) this.#hole(value);
    else if (value instanceof Choice) this.#hole(new Unknown(value.reason));
    else throw new EvalError("type", `cannot convert ${describe(value)} to JSON`);
  }

  #hole(hole: Unknown): void {
    this.#pieces.push(this.#text, hole);
    this.#text = "";
  }

  #string(text: Text): void {
    this.#context.add(contextOfText(text));
    this.#text += '"';
    for (const piece of piecesOf(text)) {
      if (typeof piece === "string") this.#text += quote(piece).slice(1, -1);
      else this.#hole(piece);
    }
    this.#text += '"';
  }

  #list(items: readonly Lazy[], copyPaths: boolean): void {
    this.#text += "[";
    this.#elements(items, copyPaths);
    this.#text += "]";
  }

  #elements(items: readonly Lazy[], copyPaths: boolean): void {
    items.forEach((item, i) => {
      if (i > 0) this.#text += ",";
      this.print(item, copyPaths);
    });
  }

  #attrs(attrs: Attrs, copyPaths: boolean): void {
    const toString = attrs.map.get("__toString");
    if (toString !== undefined) {
      this.#stringLike(call(this.#ev, force(toString), attrs, null), copyPaths);
      return;
    }
    const outPath = attrs.get("outPath");
    if (outPath !== undefined) {
      this.print(outPath, copyPaths);
      return;
    }
    if (attrs.rest !== null) {
      // Names of the rest may stand anywhere between those that are known.
      this.#hole(new Unknown(attrs.rest.reason));
      return;
    }
    this.#text += "{";
    attrs.names().forEach((name, i) => {
      this.#text += `${i > 0 ? "," : ""}${quote(name)}:`;
      this.print(attrs.map.get(name) as Lazy, copyPaths);
    });
    this.#text += "}";
  }

  /** What `__toString` gave: a string, or what leads to one. Its paths are not copied. */
  #stringLike(value: Value, copyPaths: boolean): void {
    if (value instanceof Attrs && (value.map.has("__toString") || value.map.has("outPath"))) {
      const next = value.map.get("__toString");
      const inner =
        next !== undefined
          ? call(this.#ev, force(next), value, null)
          : force(value.map.get("outPath") as Lazy);
      this.#stringLike(inner, copyPaths);
      return;
    }
    const accepted =
      typeof value === "string" ||
      value instanceof ContextString ||
      value instanceof PartialText ||
      value instanceof NixPath ||
      value instanceof Unknown ||
      value instanceof Choice;
    if (!accepted) {
      throw new EvalError(
        "type",
        `\`__toString\` should return a string, but got ${describe(value)}`,
      );
    }
    this.print(value, false);
  }
}

/** A JSON string. Bytes that are not UTF-8 are an error, as in Nix. */
function quote(text: string): string {
  if (/[\udc80-\udcff]/u.test(text)) {
    throw new EvalError("other", "[json.exception.type_error.316] invalid UTF-8 byte");
  }
  return JSON.stringify(text);
}
