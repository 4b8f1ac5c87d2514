import { secretOptions } from "../catalog/secrets.ts";
import { isDerivation } from "../evaluator/equality.ts";
import {
  Attrs,
  Builtin,
  Choice,
  ContextString,
  Lambda,
  type Lazy,
  NixFloat,
  NixPath,
  OpenList,
  PartialText,
  Unknown,
} from "../evaluator/value.ts";
import { splitPattern } from "../fleet/query/option-paths.ts";
import { isSecretName, kindOfSecretText } from "../fleet/query/secret-text.ts";
import { read, readValue } from "../fleet/read.ts";

export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [name: string]: Plain };

/** A value as plain data. */
export interface PlainValue {
  readonly value: Plain;
  /** How many parts of it are not known. */
  readonly unknown: number;
  /** What nix would say is wrong with a part of it; null if nothing is. */
  readonly error: string | null;
}

/** A value with more parts than this is cut: nobody reads on. */
const MOST_PARTS = 20_000;
const MAX_DEPTH = 64;

/**
 * The value at an option's path for a reader or a program: an unknown part is `{ "$unknown": why }`, a package
 * `{ "$derivation": name }`, a function `{ "$function": name }`, an error `{ "$error": message }`, a set within itself
 * `{ "$repeated": true }`. Of a secret only its length is given: `{ "$secret": 18 }`.
 */
export function plainValue(value: Lazy, path: readonly string[]): PlainValue {
  return plainWith(value, path, false);
}

/**
 * As `plainValue`, of what a module wrote: priorities and orders are left out, `mkIf` of what is false is
 * `{ "$not": … }` and of what is unknown `{ "$maybe": … }`, `mkMerge` is `{ "$merge": […] }`.
 */
export function plainDefinition(value: Lazy, path: readonly string[]): PlainValue {
  return plainWith(value, path, true);
}

function plainWith(value: Lazy, path: readonly string[], properties: boolean): PlainValue {
  const writer = new PlainWriter(properties);
  const plain = writer.write(value, path, 0);
  return { value: plain, unknown: writer.unknown, error: writer.error };
}

class PlainWriter {
  unknown = 0;
  error: string | null = null;
  #parts = 0;
  readonly #around = new Set<unknown>();
  readonly #properties: boolean;

  constructor(properties: boolean) {
    this.#properties = properties;
  }

  write(lazy: Lazy, path: readonly string[], depth: number): Plain {
    if (++this.#parts > MOST_PARTS || depth > MAX_DEPTH) return { $unknown: "too much to show" };
    const reading = read(lazy);
    if (!reading.ok) {
      this.error ??= reading.error.message;
      return { $error: reading.error.message };
    }
    const { value } = reading;
    if (value === null || typeof value === "boolean" || typeof value === "number") return value;
    if (typeof value === "bigint") return value.toString();
    if (typeof value === "string") return masked(value, path);
    if (value instanceof ContextString) return masked(value.text, path);
    if (value instanceof PartialText) return this.#partialText(value, path);
    if (value instanceof NixFloat) return value.value;
    if (value instanceof NixPath) return value.path;
    if (value instanceof Unknown || value instanceof Choice) return this.#hole(value.reason.text);
    if (value instanceof Lambda) return { $function: value.info.name ?? "" };
    if (value instanceof Builtin) return { $function: value.name };
    if (this.#around.has(value)) return { $repeated: true };
    this.#around.add(value);
    const plain =
      value instanceof Attrs ? this.#set(value, path, depth) : this.#list(value, path, depth);
    this.#around.delete(value);
    return plain;
  }

  #hole(reason: string): Plain {
    this.unknown++;
    return { $unknown: reason };
  }

  #list(list: readonly Lazy[] | OpenList, path: readonly string[], depth: number): Plain {
    const items = list instanceof OpenList ? list.items : list;
    const plain = items.map((item, i) => this.write(item, [...path, `${i}`], depth + 1));
    return list instanceof OpenList ? [...plain, this.#hole(list.reason.text)] : plain;
  }

  #set(set: Attrs, path: readonly string[], depth: number): Plain {
    if (readValue(() => isDerivation(set)) === true) {
      const name = readValue(set.get("name") ?? null);
      return { $derivation: typeof name === "string" ? name : "" };
    }
    const property = this.#properties ? this.#property(set, path, depth) : undefined;
    if (property !== undefined) return property;
    const plain: Record<string, Plain> = {};
    for (const name of set.names()) {
      plain[name] = this.write(set.map.get(name) ?? null, [...path, name], depth + 1);
    }
    if (set.rest !== null) Object.assign(plain, this.#hole(set.rest.reason.text));
    return plain;
  }

  /** What a property says; undefined for a set that is none. */
  #property(set: Attrs, path: readonly string[], depth: number): Plain | undefined {
    const part = (name: string) => this.write(set.map.get(name) ?? null, path, depth + 1);
    switch (readValue(set.map.get("_type") ?? null)) {
      case "override":
      case "order":
        return part("content");
      case "merge":
        return { $merge: part("contents") };
      case "if": {
        const condition = readValue(set.map.get("condition") ?? null);
        if (condition === true) return part("content");
        return condition === false ? { $not: part("content") } : { $maybe: part("content") };
      }
      default:
        return undefined;
    }
  }

  /** A hash of the store that is not worked out is no gap: what lies there is known. */
  #partialText({ pieces }: PartialText, path: readonly string[]): Plain {
    let holes = 0;
    const text = pieces.map((piece) => {
      if (typeof piece === "string") return piece;
      if (piece.reason.subject !== null) return "…";
      holes++;
      return `«unknown: ${piece.reason.text}»`;
    });
    this.unknown += holes;
    return masked(text.join(""), path);
  }
}

function masked(text: string, path: readonly string[]): Plain {
  const last = path.at(-1) ?? "";
  const secret =
    isSecretOption(path) || (isSecretName(last) && kindOfSecretText(text) === "secret");
  return secret && text !== "" ? { $secret: text.length } : text;
}

let patterns: readonly (readonly string[])[] | undefined;

function isSecretOption(path: readonly string[]): boolean {
  patterns ??= secretOptions()
    .filter(({ kind }) => kind === "plain-string")
    .map(({ option }) => splitPattern(option));
  return patterns.some(
    (pattern) =>
      pattern.length === path.length &&
      pattern.every((part, i) => part === "*" || part.startsWith("<") || part === path[i]),
  );
}
