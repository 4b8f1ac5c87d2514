import type { Span } from "../../core/span.ts";
import type { Expr } from "../../parser/ast.ts";
import { childrenOf } from "../../parser/walk.ts";
import type { Fleet, NixFile } from "../fleet.ts";

/** Where a text is written as the whole of a string, in any Nix file of the fleet. */
export function literalsOf(fleet: Fleet, text: string): Span[] {
  const spans: Span[] = [];
  for (const file of fleet.files) {
    if (!file.source.text.includes(text)) continue;
    visit(file.parsed.root, (expr) => {
      if (expr.kind !== "string") return;
      if (expr.parts.length === 1 && expr.parts[0] === text)
        spans.push({ file: file.source, start: expr.start, end: expr.end });
    });
  }
  return spans;
}

/** Where a text is written as a part of a string, in any Nix file of the fleet; comments do not count. */
export function occurrencesOf(fleet: Fleet, text: string): Span[] {
  const spans: Span[] = [];
  for (const file of fleet.files) {
    const source = file.source.text;
    if (!source.includes(text)) continue;
    visit(file.parsed.root, (expr) => {
      if (expr.kind !== "string") return;
      for (const part of expr.parts) {
        if (typeof part !== "string" || !part.includes(text)) continue;
        const start = source.indexOf(text, expr.start);
        if (start < 0 || start >= expr.end) continue;
        spans.push({ file: file.source, start, end: start + text.length });
        break;
      }
    });
  }
  return spans;
}

/** The value that is bound where a name is written: the place of `x` in `x = …;` gives that of the whole binding. */
export function bindingOf(fleet: Fleet, name: Span): Span {
  const file = fleet.files.find((one) => one.source === name.file);
  if (file === undefined) return name;
  return innermostBinding(file, name.start) ?? name;
}

function innermostBinding(file: NixFile, offset: number): Span | null {
  let best: Span | null = null;
  visit(file.parsed.root, (expr) => {
    if (expr.kind !== "attrset" && expr.kind !== "let" && expr.kind !== "legacy-let") return;
    for (const binding of expr.bindings) {
      if (binding.kind !== "attr") continue;
      const named = binding.path.some((name) => name.start <= offset && offset < name.end);
      if (named) best = { file: file.source, start: binding.start, end: binding.end };
    }
  });
  return best;
}

/** Every expression, outermost first. */
export function visit(root: Expr, see: (expr: Expr) => void): void {
  const stack: Expr[] = [root];
  while (stack.length > 0) {
    const expr = stack.pop() as Expr;
    see(expr);
    for (const child of childrenOf(expr)) stack.push(child);
  }
}
