import type { PathExpr, SearchPathExpr, StringExpr } from "../parser/ast.ts";
import { append } from "./bytes.ts";
import { callAll } from "./call.ts";
import { coerceToText, normalisePath } from "./coerce.ts";
import { compile, spanOf, type Unit, watched } from "./compile.ts";
import { EvalError } from "./errors.ts";
import { holeReason } from "./evaluator.ts";
import { Reason } from "./reason.ts";
import type { Scope } from "./scope.ts";
import { concatTexts, contextOfText, knownText, type Text } from "./text.ts";
import { type Code, force, NixPath, type PartialText, Unknown } from "./value.ts";

export function compileString(unit: Unit, expr: StringExpr, scope: Scope | null): Code {
  const { ev } = unit;
  const parts = expr.parts;
  if (parts.length === 0) return () => "";
  const [only] = parts;
  if (parts.length === 1 && typeof only === "string") return watched(unit, expr, only);
  const codes = parts.map((part) =>
    typeof part === "string" ? part : { code: compile(unit, part, scope), at: spanOf(unit, part) },
  );
  return (env) => {
    let plain = "";
    for (let i = 0; i < codes.length; i++) {
      const part = codes[i] as (typeof codes)[number];
      if (typeof part === "string") {
        plain = append(plain, part);
        continue;
      }
      const value = part.code(env);
      if (typeof value === "string") {
        plain = append(plain, value);
        continue;
      }
      // The first text with a context or a hole: from here on pieces are collected.
      const texts: Text[] = [plain, coerceToText(ev, value, "interpolation", part.at)];
      for (let j = i + 1; j < codes.length; j++) {
        const rest = codes[j] as (typeof codes)[number];
        texts.push(
          typeof rest === "string"
            ? rest
            : coerceToText(ev, rest.code(env), "interpolation", rest.at),
        );
      }
      return concatTexts(texts);
    }
    return plain;
  };
}

export function compilePath(unit: Unit, expr: PathExpr, scope: Scope | null): Code {
  const { ev } = unit;
  const [first, ...others] = expr.parts;
  const text = typeof first === "string" ? first : "";
  const rest = typeof first === "string" ? others : expr.parts;
  const at = spanOf(unit, expr);
  const { home } = ev.options;
  if (text.startsWith("~/") && home === undefined) {
    const unknown = new Unknown(
      new Reason("impure", "the home folder of whoever evaluates is not known", at),
    );
    return () => unknown;
  }
  const relative = text.startsWith("~/") ? `${home}/${text.slice(2)}` : `${unit.folder}/${text}`;
  const start = text.startsWith("/") ? text : relative;
  if (rest.length === 0) {
    const path = new NixPath(normalisePath(start));
    return () => path;
  }
  const codes = rest.map((part) =>
    typeof part === "string" ? part : { code: compile(unit, part, scope), at: spanOf(unit, part) },
  );
  return (env) => {
    const texts: Text[] = [start];
    for (const part of codes) {
      if (typeof part === "string") texts.push(part);
      else texts.push(coerceToText(ev, part.code(env), "add", part.at));
    }
    const whole = concatTexts(texts);
    const known = knownText(whole);
    if (known === undefined) return new Unknown(holeReason(whole as PartialText));
    if (contextOfText(whole).size > 0) {
      throw new EvalError(
        "other",
        "a string that refers to a store path cannot be appended to a path",
        at,
      );
    }
    return new NixPath(normalisePath(known));
  };
}

/** `<name>` is `__findFile __nixPath "name"`, and a scope may bind both. */
export function compileSearchPath(unit: Unit, expr: SearchPathExpr, scope: Scope | null): Code {
  const { ev } = unit;
  const at = spanOf(unit, expr);
  const bound = (name: string) => {
    const found = scope?.find(name);
    return (found !== undefined && "slot" in found) || unit.scoped.has(name);
  };
  if (bound("__findFile") || bound("__nixPath")) {
    const node = { start: expr.start, end: expr.end };
    const find = compile(unit, { kind: "variable", name: "__findFile", ...node }, scope);
    const path = compile(unit, { kind: "variable", name: "__nixPath", ...node }, scope);
    return (env) => callAll(ev, find(env), [path(env), expr.name], at);
  }
  return () => {
    const value = ev.options.searchPath?.(expr.name);
    if (value !== undefined) return force(value);
    return new Unknown(
      new Reason("input", `'<${expr.name}>' depends on the machine that evaluates`, at),
    );
  };
}
