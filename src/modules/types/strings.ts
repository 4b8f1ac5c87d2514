import { coerceToText } from "../../evaluator/coerce.ts";
import { escapeString } from "../../evaluator/lib/identifier.ts";
import { knownText, piecesOf, textOfPieces } from "../../evaluator/text.ts";
import { Attrs, force, type Lazy, PartialText, type Value } from "../../evaluator/value.ts";
import type { Def } from "../definition.ts";
import type { Loc } from "../loc.ts";
import type { ModuleSystem } from "../system.ts";
import { mergeEqual, mergeTexts, plainly, plainlyLater } from "./merge-functions.ts";
import { firstDef, functorOf, NativeType } from "./native-type.ts";
import type { Merged } from "./option-type.ts";
import { isString, ScalarType } from "./scalars.ts";

/** `types.nonEmptyStr`: more than white space. */
export function nonEmptyStr(sys: ModuleSystem): ScalarType {
  return new ScalarType(sys, {
    name: "nonEmptyStr",
    description: "non-empty string",
    accepts: (ev, value) => {
      if (!isString(ev, value)) return false;
      const forced = force(value);
      if (forced instanceof PartialText) {
        const known = forced.pieces.filter((piece) => typeof piece === "string").join("");
        if (/[^ \t\n]/.test(known)) return true;
      }
      return /[^ \t\n]/.test(ev.text(forced));
    },
  });
}

/** `types.strMatching`: the whole string matches a POSIX extended regular expression. */
export class MatchingType extends NativeType {
  readonly #pattern: Lazy;

  constructor(sys: ModuleSystem, pattern: Lazy) {
    super(sys, `strMatching ${escapeString(sys.ev.text(pattern))}`);
    this.#pattern = pattern;
  }

  description(): string {
    return `string matching the pattern ${this.sys.ev.text(this.#pattern)}`;
  }

  accepts(value: Lazy): boolean {
    const { ev } = this.sys;
    if (!isString(ev, value)) return false;
    return ev.known(ev.call2(this.sys.builtin("match"), this.#pattern, value)) !== null;
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    if (defs.length === 1) return plainly(firstDef(defs).value);
    return plainlyLater(() => mergeEqual(this.sys, loc, defs));
  }

  override functor(): Attrs {
    const { sys } = this;
    const make = sys.fn("strMatching", 1, (ev, payload: Lazy) => {
      const pattern = ev.attrs(payload).get("pattern");
      if (pattern === undefined) throw sys.missing("pattern");
      return new MatchingType(sys, pattern).attrs;
    });
    const payload = Attrs.of({ pattern: this.#pattern });
    return functorOf(sys, "strMatching", make, payload, (a, b) =>
      sys.contains([a], b) ? a : null,
    );
  }
}

/** `types.singleLineStr`: a line, with or without its end, which is taken off. */
export function singleLineStr(sys: ModuleSystem): ScalarType {
  return new ScalarType(sys, {
    name: "singleLineStr",
    description: "(optionally newline-terminated) single-line string",
    accepts: (ev, value) => {
      if (!isString(ev, value)) return false;
      const forced = force(value);
      if (forced instanceof PartialText && /[\n\r][\s\S]/.test(knownPieces(forced))) return false;
      return /^[^\n\r]*\n?$/.test(ev.text(forced)) && !/\n\n$/.test(ev.text(forced));
    },
    combine: (system, loc, defs) => withoutLineEnd(system, mergeEqual(system, loc, defs)),
  });
}

function knownPieces(text: PartialText): string {
  return text.pieces.map((piece) => (typeof piece === "string" ? piece : "x")).join("");
}

function withoutLineEnd(sys: ModuleSystem, value: Value): Value {
  const text = coerceToText(sys.ev, value, "add");
  const pieces = [...piecesOf(text)];
  const last = pieces[pieces.length - 1];
  if (typeof last !== "string" || !last.endsWith("\n")) return value;
  pieces[pieces.length - 1] = last.slice(0, -1);
  return textOfPieces(pieces, typeof text === "string" ? new Map() : text.context);
}

/** `types.separatedString`: definitions are joined. */
export class SeparatedType extends NativeType {
  readonly #separator: Lazy;

  constructor(sys: ModuleSystem, separator: Lazy) {
    super(sys, "separatedString");
    this.#separator = separator;
  }

  description(): string {
    if (this.sys.ev.text(this.#separator) === "" && this.sys.isBefore2605) {
      return "Concatenated string";
    }
    const shown = this.sys.ev.call(this.sys.builtin("toJSON"), this.#separator);
    return `strings concatenated with ${this.sys.ev.text(shown)}`;
  }

  accepts(value: Lazy): boolean {
    return isString(this.sys.ev, value);
  }

  override takesPossible(): boolean {
    return true;
  }

  merge(_loc: Loc, defs: readonly Def[]): Merged {
    if (defs.length === 1 && firstDef(defs).isSure) return plainly(firstDef(defs).value);
    return plainlyLater(() => mergeTexts(this.sys, this.sys.ev.text(this.#separator), defs));
  }

  override functor(): Attrs {
    const { sys } = this;
    const make = sys.fn("separatedString", 1, (ev, payload: Lazy) => {
      const separator = ev.attrs(payload).get("sep");
      if (separator === undefined) throw sys.missing("sep");
      return new SeparatedType(sys, separator).attrs;
    });
    const payload = Attrs.of({ sep: this.#separator });
    return functorOf(sys, "separatedString", make, payload, (a, b) =>
      knownText(coerceToText(sys.ev, a.get("sep") ?? "", "add")) ===
      knownText(coerceToText(sys.ev, b.get("sep") ?? "", "add"))
        ? a
        : null,
    );
  }
}
