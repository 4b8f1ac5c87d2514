import type { Span } from "../core/span.ts";
import type { Value } from "../evaluator/value.ts";
import type { ParsedFile } from "../parser/ast.ts";
import { definitionsOf, placeOf, winnersOf } from "./definitions.ts";
import type { Fleet, Host } from "./fleet.ts";
import { visit } from "./query/literals.ts";
import { elements, readValue } from "./read.ts";

/** The definition of a list that brings an element for which `holds` is true; else that of the option. */
export function placeOfMatch(
  host: Host,
  path: readonly string[],
  holds: (element: Value) => boolean,
): Span | null {
  for (const definition of winnersOf(host, path)) {
    if (definition.span === null) continue;
    if (elements(readValue(definition.value)).some(holds)) return definition.span;
  }
  return placeOf(host, path);
}

/** Whether what the repository itself says of an option is wholly known: no condition and no part is unknown. */
export function isSettled(host: Host, path: readonly string[]): boolean {
  return definitionsOf(host, path).every(
    (one) => one.condition !== "unknown" && (!one.wins || Array.isArray(readValue(one.value))),
  );
}

/** The only literal inside of the binding at `at` that is this number or text; `at` itself where there is none. */
export function literalAt(fleet: Fleet, at: Span, literal: number | string): Span {
  const file = fleet.files.find((one) => one.source === at.file)?.parsed;
  const found = file === undefined ? [] : literalsIn(file, at, literal);
  return found.length === 1 ? (found[0] as Span) : at;
}

function literalsIn(file: ParsedFile, at: Span, literal: number | string): Span[] {
  const spans: Span[] = [];
  let range: { start: number; end: number } | null = null;
  visit(file.root, (expr) => {
    if (expr.kind !== "attrset" && expr.kind !== "let" && expr.kind !== "legacy-let") return;
    for (const binding of expr.bindings) {
      if (binding.kind !== "attr") continue;
      if (binding.path.some((name) => name.start <= at.start && at.start < name.end)) {
        range = { start: binding.start, end: binding.end };
      }
    }
  });
  if (range === null) return [];
  const { start, end } = range as { start: number; end: number };
  visit(file.root, (expr) => {
    if (expr.start < start || expr.end > end) return;
    const text = at.file.text.slice(expr.start, expr.end);
    const same =
      (expr.kind === "int" && typeof literal === "number" && text === String(literal)) ||
      (expr.kind === "string" && expr.parts.length === 1 && expr.parts[0] === literal);
    if (same) spans.push({ file: at.file, start: expr.start, end: expr.end });
  });
  return spans;
}

/** The place of a target in the job that lists it; of the job where the target is computed; else `at`. */
export function targetAt(fleet: Fleet, at: Span, job: string, target: string): Span {
  const file = fleet.files.find((one) => one.source === at.file)?.parsed;
  if (file === undefined) return at;
  const jobs: { start: number; end: number; name: Span }[] = [];
  visit(file.root, (expr) => {
    if (expr.kind !== "attrset") return;
    for (const binding of expr.bindings) {
      if (binding.kind !== "attr" || binding.path.length !== 1) continue;
      const text = at.file.text.slice(binding.start, binding.end);
      if (!/^job_name\s*=/.test(text) || !text.includes(JSON.stringify(job))) continue;
      const name = { file: at.file, start: binding.start, end: binding.end };
      jobs.push({ start: expr.start, end: expr.end, name });
    }
  });
  const [only] = jobs;
  if (only === undefined || jobs.length > 1) return at;
  const host = target.replace(/:\d+$/, ":");
  const whole: Span[] = [];
  const begun: Span[] = [];
  visit(file.root, (expr) => {
    if (expr.kind !== "string" || expr.start < only.start || expr.end > only.end) return;
    const span = { file: at.file, start: expr.start, end: expr.end };
    if (expr.parts.length === 1 && expr.parts[0] === target) whole.push(span);
    else if (expr.parts[0] === host) begun.push(span);
  });
  const last = (spans: Span[]) => spans.sort((a, b) => a.start - b.start).at(-1);
  return last(whole) ?? last(begun) ?? only.name;
}
