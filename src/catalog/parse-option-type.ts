import type { EnumValue, OptionType, SimpleType } from "./option-type.ts";

/**
 * Reads the descriptions of types that nixpkgs' option lists use (`null or (list of string)`).
 * What it does not know, whole or in part, becomes `{ t: "unknown", text }`; it never throws.
 */
export function parseOptionType(description: string): OptionType {
  const text = description.replaceAll("“", '"').replaceAll("”", '"').trim();
  const parser = new DescriptionParser(text);
  return parser.whole() ?? { t: "unknown", text: description.trim() };
}

const SIMPLE: readonly (readonly [string, OptionType])[] = (
  [
    ["16 bit unsigned integer; between 0 and 65535 (both inclusive)", { t: "port" }],
    ["unsigned integer, meaning >=0", { t: "int", min: 0 }],
    ["positive integer, meaning >0", { t: "int", min: 1 }],
    ["signed integer", { t: "int" }],
    ["nonnegative integer or floating point number, meaning >=0", { t: "number", min: 0 }],
    [
      "positive integer or floating point number, meaning >0",
      { t: "number", min: Number.MIN_VALUE },
    ],
    ["nonnegative floating point number, meaning >=0", { t: "float", min: 0 }],
    ["floating point number", { t: "float" }],
    ["integer or floating point number", { t: "number" }],
    ["integer of at least 16 bits", { t: "int" }],
    ["boolean (merged using or)", "boolByOr"],
    ["boolean", "bool"],
    ["bool", "bool"],
    ["unspecified value", "unspecified"],
    ["unspecified", "unspecified"],
    ["anything", "anything"],
    ["raw value", "raw"],
    ["absolute path not in the Nix store", { t: "path", inStore: false }],
    ["path in the Nix store", { t: "path", inStore: true }],
    ["path not in the Nix store", { t: "path", inStore: false }],
    ["absolute path", { t: "path" }],
    ["path", { t: "path" }],
    ["package", "package"],
    ["derivation", "package"],
    ["non-empty string", "nonEmptyStr"],
    ["(optionally newline-terminated) single-line string", "singleLineStr"],
    ["single-line string", "singleLineStr"],
    ["string", "str"],
    ["attribute-tagged union", "attrTag"],
    ["systemd option", "unitOption"],
    ["optionType", "optionType"],
    ["Nixpkgs package set", "pkgs"],
    ["An evaluation of Nixpkgs; the top level attribute set of packages", "pkgs"],
    ["nixpkgs config", "anything"],
    ["nixpkgs overlay", { t: "functionTo", of: { t: "functionTo", of: { t: "raw" } } }],
    ["attribute sets", "attrs"],
    ["Flat key-value file", { t: "format", format: "key-value" }],
    ["Toplevel NixOS config", "deferredModule"],
    ["module", "deferredModule"],
    ["lambda", { t: "functionTo", of: { t: "unspecified" } }],
  ] as const satisfies readonly (readonly [string, OptionType | SimpleType])[]
)
  .map(([text, type]): readonly [string, OptionType] => [
    text,
    typeof type === "string" ? { t: type } : type,
  ])
  .sort(([a], [b]) => b.length - a.length);

/** Names inside `atom (null, bool, int, float or string)` and its like. */
const ATOMS: Readonly<Record<string, OptionType>> = {
  null: { t: "enum", values: [null] },
  bool: { t: "bool" },
  boolean: { t: "bool" },
  int: { t: "int" },
  integer: { t: "int" },
  float: { t: "float" },
  string: { t: "str" },
  str: { t: "str" },
  path: { t: "path" },
  package: { t: "package" },
};

/** Nouns that are a string, a package or an integer with a check in words. */
const CHECKED: readonly (readonly [RegExp, OptionType])[] = [
  [
    /^(?:printable string without spaces, # and \/|string without (?:spaces|line breaks or quotes)|string, with spaces inside double quotes|string containing all of the characters [^)]+|string starting with \S+ or \S+|string of the form \S+|string containing either a number or a range|file mode string|tmpfiles\.d\(5\) age format|Network prefix in CIDR notation|IPv4 or IPv6 address|session name|configured template name|key ID prefixed with \w+ or \w+|Go duration(?: \(https:[^ )]*\))?|Minecraft UUID)/,
    { t: "str" },
  ],
  [
    /^(?:package with provided sessions|package that is a Home Assistant component|NetworkManager plugin package|ibus-engine)/,
    { t: "package" },
  ],
  [/^nonzero signed integer, meaning !=0/, { t: "int" }],
];

/** Recursive values of one program's own syntax, which nixpkgs describes in prose. */
const PROSE_FORMAT =
  /^`?(unbound\.conf|privoxy|libconfig|davmail|limesurvey|coolwsd\.xml|uMurmur|Kismet|freeciv-server|znc)`? (?:config|values|params)[^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)*/;

/** `Hyprland configuration value`, `Firefox preference (int, bool, …)`. */
const NAMED_FORMAT =
  /^([A-Z]\w+) (?:configuration values?|configuration|config value|binds|option value|preference \([^()]*\))/;

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
      return { t: "nullOr", of: { t: "unknown", text: this.untilClosing() } };
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
    return text !== "" && this.eat(")") ? { t: "unknown", text } : undefined;
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
    return { t: "submodule", open: true, freeform: { t: "unknown", text } };
  }

  private of(make: (of: OptionType) => OptionType): OptionType | undefined {
    const of = this.item();
    if (of !== undefined) return make(this.suffix(of));
    const text = this.untilClosing();
    return text === "" ? undefined : make({ t: "unknown", text });
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
