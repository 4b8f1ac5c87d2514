import type { EnumValue, OptionType } from "./option-type.ts";
import { ATOMS, CHECKED, NAMED_FORMAT, PROSE_FORMAT, SIMPLE } from "./type-phrases.ts";

/**
 * Reads the descriptions of types that nixpkgs' option lists use (`null or (list of string)`).
 * What it does not know, whole or in part, becomes `{ t: "unknown", text }`; it never throws.
 */
export function parseOptionType(description: string): OptionType {
  const text = description.replaceAll("“", '"').replaceAll("”", '"').trim();
  const parser = new DescriptionParser(text);
  return parser.whole() ?? unknown(description.trim());
}

class DescriptionParser {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  whole(): OptionType | undefined {
    const type = this.conjunction();
    return type !== undefined && this.at === this.text.length ? type : undefined;
  }

  /** `a or b or c`, and `final or coerced convertible to it`. */
  private conjunction(): OptionType | undefined {
    if (this.eat("null or ")) {
      const start = this.at;
      const of = this.conjunction();
      if (of !== undefined && this.closing()) return nullOr(of);
      this.at = start;
      return { t: "nullOr", of: unknown(this.untilClosing()) };
    }
    const parts: OptionType[] = [];
    do {
      const start = this.at;
      if (parts.length > 0 && this.eat("null or ")) {
        const rest = this.conjunction();
        if (rest === undefined) return undefined;
        return nullOr(either([...parts, rest]) ?? rest);
      }
      let type = this.item();
      if (type === undefined) {
        this.at = start;
        return undefined;
      }
      type = this.suffix(type);
      if (this.eat(" convertible to it")) {
        const to = parts.pop();
        if (to === undefined) return undefined;
        parts.push({ t: "coercedTo", from: type, to });
      } else {
        parts.push(type);
      }
    } while (this.eat(" or ") || this.eat(", or "));
    return either(parts);
  }

  private suffix(type: OptionType): OptionType {
    if (this.eat(", not containing newlines or colons")) {
      return { t: "checked", of: type, check: "no newlines or colons" };
    }
    const check = this.match(/^ \(with check: ([^()]*(?:\([^()]*\)[^()]*)*)\)/);
    return check === undefined ? type : { t: "checked", of: type, check: check[1] ?? "" };
  }

  private item(): OptionType | undefined {
    const one = this.composite() ?? this.noun();
    if (one !== undefined) return one;
    if (!this.eat("(")) return undefined;
    const start = this.at;
    const inner = this.conjunction();
    if (inner !== undefined && this.eat(")")) return inner;
    this.at = start;
    const text = this.untilClosing();
    return text !== "" && this.eat(")") ? unknown(text) : undefined;
  }

  private composite(): OptionType | undefined {
    if (this.eat("attribute set of ")) return this.of((of) => ({ t: "attrsOf", of }));
    if (this.eat("lazy attribute set of ")) return this.of((of) => ({ t: "lazyAttrsOf", of }));
    if (this.eat("DAG of ")) return this.of((of) => ({ t: "dagOf", of }));
    if (this.eat("list or DAG of ")) {
      return this.of((of) => ({
        t: "either",
        of: [
          { t: "dagOf", of },
          { t: "listOf", of },
        ],
      }));
    }
    if (this.eat("list of ")) return this.of((of) => ({ t: "listOf", of }));
    if (this.eat("non-empty (list of ")) {
      const list = this.of((of) => ({ t: "listOf", of, nonEmpty: true }));
      return list !== undefined && this.eat(")") ? list : undefined;
    }
    if (this.eat("function that evaluates to a(n) ")) {
      return this.of((of) => ({ t: "functionTo", of }));
    }
    if (this.match(/^section of an? \w+ file \(attrs of /)) {
      const of = this.conjunction();
      return of !== undefined && this.eat(")") ? { t: "attrsOf", of } : undefined;
    }
    if (this.match(/^systemd \w+ unit configuration/)) {
      return { t: "attrsOf", of: { t: "attrsOf", of: { t: "unitOption" } } };
    }
    if (this.eat("open submodule of ")) return this.freeform();
    if (this.eat("open submodule")) return { t: "submodule", open: true };
    if (this.eat("submodule")) return { t: "submodule" };
    return undefined;
  }

  /** An open submodule whose freeform type is not understood is still an open submodule. */
  private freeform(): OptionType {
    const start = this.at;
    const freeform = this.item();
    if (freeform !== undefined && this.closing()) {
      return { t: "submodule", open: true, freeform };
    }
    this.at = start;
    const text = this.untilClosing();
    return { t: "submodule", open: true, freeform: unknown(text) };
  }

  private of(make: (of: OptionType) => OptionType): OptionType | undefined {
    const of = this.item();
    if (of !== undefined) return make(this.suffix(of));
    const text = this.untilClosing();
    return text === "" ? undefined : make(unknown(text));
  }

  private noun(): OptionType | undefined {
    for (const [pattern, of] of CHECKED) {
      const checked = this.match(pattern);
      if (checked !== undefined) return { t: "checked", of, check: checked[0] };
    }
    const prose = this.match(PROSE_FORMAT) ?? this.match(NAMED_FORMAT);
    if (prose !== undefined) return { t: "format", format: prose[1] ?? "" };
    const values = this.enumeration();
    if (values !== undefined) return { t: "enum", values };
    const separated = this.match(
      /^(?:Fish shell code|strings) concatenated with ("(?:[^"\\]|\\.)*")/,
    );
    if (separated !== undefined) {
      const sep = String(JSON.parse(separated[1] ?? '""'));
      return sep === "\n" ? { t: "lines" } : { t: "separatedString", sep };
    }
    if (this.eat("string matching the pattern ")) {
      const pattern = this.pattern();
      return pattern === "" ? undefined : { t: "strMatching", pattern };
    }
    const range = this.range();
    if (range !== undefined) return range;
    const atom = this.atom();
    if (atom !== undefined) return atom;
    const format = this.match(
      /^(?!raw |unspecified |udev |secret )([A-Za-z][\w.-]*(?: [0-9.]+)?) value(?= |\)|$)/,
    );
    if (format !== undefined) {
      return { t: "format", format: (format[1] ?? "").replace(/^Json$/, "JSON") };
    }
    if (this.eat("(submodule)")) return { t: "submodule" };
    if (this.eat("unique (")) {
      const of = this.conjunction();
      return of !== undefined && this.eat(")") ? { t: "uniq", of } : undefined;
    }
    for (const [text, type] of SIMPLE) {
      if (this.word(text)) return type;
    }
    return this.eat("attribute set") ? { t: "attrs" } : undefined;
  }

  private enumeration(): EnumValue[] | undefined {
    const single = this.match(/^value (.+?) \(singular enum\)/);
    if (single !== undefined) {
      const value = enumValue(single[1] ?? "");
      return value === undefined ? undefined : [value];
    }
    if (!this.eat("one of ")) return undefined;
    const values: EnumValue[] = [];
    do {
      const token = this.match(/^(?:"(?:[^"\\]|\\.)*"|-?[0-9.]+|true|false|<null>|null)/);
      const value = token && enumValue(token[0]);
      if (value === undefined) return undefined;
      values.push(value);
    } while (this.eat(", "));
    return values;
  }

  private range(): OptionType | undefined {
    const match = this.match(
      /^(?:(\d+) bit (un)?signed integer;|(integer or floating point number)|(floating point number)|integer) between (-?[\d.]+) and (-?[\d.]+) \(both inclusive\)/,
    );
    if (match === undefined) return undefined;
    const [, bits, unsigned, number, float, low, high] = match;
    const bounds = { min: Number(low), max: Number(high) };
    if (bits === "16" && unsigned && bounds.min === 0 && bounds.max === 65535) return { t: "port" };
    if (bits !== undefined) {
      return { t: "int", ...bounds, bits: Number(bits), ...(unsigned ? {} : { signed: true }) };
    }
    return { t: number ? "number" : float ? "float" : "int", ...bounds };
  }

  /** `INI atom (null, bool, int, float or string) or a list of them for duplicate keys`. */
  private atom(): OptionType | undefined {
    const match =
      this.match(
        /^(?:[A-Za-z]+ (?:config )?)?atom \(((?:[a-z]+(?:, | or )?)+)\)((?: or a (?:non-empty )?list of them(?: for duplicate keys)?)?)/,
      ) ??
      this.match(
        /^((?:(?:null|bool|int|integer|float|string|str|path|package)(?:, or |, | or )){2,}(?:bool|int|integer|float|string|str|package))()(?=\)|$)/,
      );
    if (match === undefined) return undefined;
    const names = (match[1] ?? "").split(/, or |, | or /);
    const types = names.filter((name) => name !== "null").map((name) => ATOMS[name]);
    if (types.some((type) => type === undefined)) return undefined;
    const value = either(types as OptionType[]);
    if (value === undefined) return undefined;
    const scalar: OptionType = names.includes("null") ? nullOr(value) : value;
    const repeat = match[2] ?? "";
    if (repeat === "") return scalar;
    const list: OptionType = repeat.includes("non-empty")
      ? { t: "listOf", of: scalar, nonEmpty: true }
      : { t: "listOf", of: scalar };
    // Of `formats.keyValue`, in which a single value becomes a list of one.
    if (match[0].startsWith("atom (null, ")) return { t: "coercedTo", from: scalar, to: list };
    return either([scalar, list]);
  }

  /** A pattern runs to the end, to ` or `, or to a bracket that it did not open. */
  private pattern(): string {
    const start = this.at;
    let depth = 0;
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at];
      if (char === "\\") this.at++;
      else if (char === "[") this.skipClass();
      else if (char === "(") depth++;
      else if (char === ")") {
        if (depth === 0) break;
        depth--;
      } else if (depth === 0 && /^ (?:or |convertible to it)/.test(this.text.slice(this.at))) break;
    }
    this.at = Math.min(this.at, this.text.length);
    return this.text.slice(start, this.at);
  }

  private skipClass(): void {
    let end = this.at + 1;
    if (this.text[end] === "^") end++;
    if (this.text[end] === "]") end++;
    while (end < this.text.length && this.text[end] !== "]") {
      if (this.text.startsWith("[:", end)) end = this.text.indexOf(":]", end) + 1;
      end++;
    }
    if (end < this.text.length) this.at = end;
  }

  private untilClosing(): string {
    const start = this.at;
    let depth = 0;
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at];
      if (char === "(") depth++;
      else if (char === ")" && depth-- === 0) break;
    }
    return this.text.slice(start, this.at);
  }

  private closing(): boolean {
    return (
      this.at === this.text.length || /^(?:\)| or | convertible)/.test(this.text.slice(this.at))
    );
  }

  private word(text: string): boolean {
    const next = this.text[this.at + text.length];
    if (next !== undefined && /[\w-]/.test(next)) return false;
    return this.eat(text);
  }

  private eat(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private match(pattern: RegExp): RegExpMatchArray | undefined {
    const match = pattern.exec(this.text.slice(this.at));
    if (match === null) return undefined;
    this.at += match[0].length;
    return match;
  }
}

/** `null or` goes outermost, as the descriptions write it; the values allowed are the same. */
function either(parts: readonly OptionType[]): OptionType | undefined {
  const flat = parts.flatMap((part) => {
    const of = part.t === "nullOr" ? part.of : part;
    return of.t === "either" ? of.of : [of];
  });
  const [only] = flat;
  const of: OptionType | undefined = flat.length > 1 ? { t: "either", of: flat } : only;
  return of !== undefined && parts.some((part) => part.t === "nullOr") ? { t: "nullOr", of } : of;
}

function nullOr(of: OptionType | undefined): OptionType {
  if (of === undefined) return { t: "enum", values: [null] };
  return of.t === "nullOr" ? of : { t: "nullOr", of };
}

/** Prose is cut: it is there to be recognised, not to be read. */
function unknown(text: string): OptionType {
  return { t: "unknown", text: text.length > 80 ? `${text.slice(0, 79)}…` : text };
}

function enumValue(token: string): EnumValue | undefined {
  if (token === "<null>") return null;
  try {
    const value: unknown = JSON.parse(token);
    const simple = value === null || ["string", "number", "boolean"].includes(typeof value);
    return simple ? (value as EnumValue) : undefined;
  } catch {
    return undefined;
  }
}
