import { EvalError } from "../evaluator/errors.ts";
import type { Evaluator } from "../evaluator/evaluator.ts";
import { printJson } from "../evaluator/json/print.ts";
import { escapeIdentifier } from "../evaluator/lib/identifier.ts";
import { shown } from "../evaluator/lib/surroundings.ts";
import { piecesOf } from "../evaluator/text.ts";
import {
  type Attrs,
  type Builtin,
  Choice,
  ContextString,
  force,
  type Lambda,
  type Lazy,
  NixFloat,
  NixPath,
  OpenList,
  PartialText,
  Unknown,
} from "../evaluator/value.ts";
import type { Def } from "./definition.ts";
import { functionFormals, isFunction } from "./functions.ts";

/** An option's path as messages have it: `a."b.c".<name>`. */
export function showOption(path: readonly string[]): string {
  return path
    .map((part) => (part === "*" || /^<.*>$/s.test(part) ? part : escapeIdentifier(part)))
    .join(".");
}

export function showFiles(files: readonly string[]): string {
  return files.map((file) => `\`${file}'`).join(" and ");
}

/** Definitions as messages list them: a line for each with its file and the beginning of its value. */
export function showDefs(ev: Evaluator, defs: readonly Def[]): string {
  return defs.map((def) => `\n- In \`${def.origin.file}'${showValue(ev, def.wrapped)}`).join("");
}

/** The value after its file; nothing where evaluating it throws. */
function showValue(ev: Evaluator, value: Lazy): string {
  let text: string;
  try {
    text = pretty(ev, value, "", 0);
  } catch (error) {
    if (error instanceof EvalError && error.catchable) return "";
    throw error;
  }
  const lines = text.split("\n");
  const first = lines.slice(0, 5);
  if (lines.length > 5) first.push("...");
  return (lines.length > 1 ? ":\n    " : ": ") + first.join("\n    ");
}

const DEPTH_LIMIT = 10;

/** A value as `lib.generators.toPretty` prints it, at most ten levels deep. */
export function pretty(ev: Evaluator, lazy: Lazy, indent: string, depth: number): string {
  if (depth > DEPTH_LIMIT) return '"<unevaluated>"';
  const value = force(lazy);
  if (value === null) return "null";
  if (typeof value === "string") return prettyText(value, indent);
  if (typeof value !== "object") return String(value);
  if (value instanceof ContextString) return prettyText(value.text, indent);
  if (value instanceof PartialText) {
    return prettyText(
      piecesOf(value)
        .map((piece) => (typeof piece === "string" ? piece : "<unknown>"))
        .join(""),
      indent,
    );
  }
  if (value instanceof NixFloat) return shown(printJson(ev, value));
  if (value instanceof NixPath) return value.path;
  if (value instanceof Unknown || value instanceof Choice) return "<unknown>";
  if (Array.isArray(value) || value instanceof OpenList) {
    const items = Array.isArray(value) ? value : value.items;
    const parts = items.map((item) => pretty(ev, item, `${indent}  `, depth + 1));
    if (!Array.isArray(value)) parts.push("<unknown> …");
    return parts.length === 0 ? "[ ]" : block("[", parts, "]", indent);
  }
  if (isFunction(ev, value)) return prettyFunction(ev, value);
  return prettyAttrs(ev, value as Attrs, indent, depth);
}

function block(open: string, parts: readonly string[], close: string, indent: string): string {
  return `${open}\n${indent}  ${parts.join(`\n${indent}  `)}\n${indent}${close}`;
}

function prettyText(text: string, indent: string): string {
  const lines = text.split("\n");
  if (lines.length === 1) {
    return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("${", "\\${")}"`;
  }
  const escaped = lines.map((line) => line.replaceAll("''", "'''").replaceAll("${", "''${"));
  const last = escaped.pop() as string;
  const intro = `\n${indent}  `;
  return `''${intro}${escaped.join(intro)}${last === "" ? `\n${indent}` : intro + last}''`;
}

function prettyFunction(ev: Evaluator, value: Lambda | Builtin | Attrs): string {
  const formals = functionFormals(ev, value);
  const shown = [...(formals ?? [])].map(([name, hasDefault]) => (hasDefault ? `${name}?` : name));
  return shown.length === 0 ? "<function>" : `<function, args: {${shown.join(", ")}}>`;
}

function prettyAttrs(ev: Evaluator, attrs: Attrs, indent: string, depth: number): string {
  const names = attrs.names();
  if (names.length === 0 && attrs.rest === null) return "{ }";
  const type = attrs.map.get("type");
  if (type !== undefined && force(type) === "derivation") {
    const name = attrs.map.get("name");
    const text = name === undefined ? "???" : force(name);
    return `<derivation ${typeof text === "string" ? text : text instanceof ContextString ? text.text : "???"}>`;
  }
  const shown = names.map((name) => {
    const value = pretty(ev, attrs.map.get(name) as Lazy, `${indent}  `, depth + 1);
    return `${escapeIdentifier(name)} = ${value};`;
  });
  if (attrs.rest !== null) shown.push("…");
  return block("{", shown, "}", indent);
}
