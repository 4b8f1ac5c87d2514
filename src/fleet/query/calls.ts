import type { ApplyExpr, AttrSetExpr, Expr, LambdaExpr } from "../../parser/ast.ts";
import { childrenOf } from "../../parser/walk.ts";

/** A call of a function that is named: `lib.mkIf c { }` is `mkIf` with two arguments. */
export interface Call {
  /** The last name of `lib.modules.mkIf`. */
  readonly name: string;
  /** The whole of what is called, without arguments. */
  readonly callee: Expr;
  readonly args: readonly Expr[];
}

/** An expression without the parentheses around it. */
export function unwrapped(expr: Expr): Expr {
  let inner = expr;
  while (inner.kind === "paren") inner = inner.inner;
  return inner;
}

/** The call that an expression is, with all its arguments; null where it is none, or what is called has no name. */
export function callOf(expr: Expr): Call | null {
  const args: Expr[] = [];
  let callee = unwrapped(expr);
  if (callee.kind === "binary" && callee.operator === "<|") return null;
  while (callee.kind === "apply") {
    args.unshift(unwrapped((callee as ApplyExpr).argument));
    callee = unwrapped((callee as ApplyExpr).function);
  }
  if (args.length === 0) return null;
  if (callee.kind === "variable") return { name: callee.name, callee, args };
  if (callee.kind !== "select") return null;
  const last = callee.path[callee.path.length - 1];
  return last?.kind === "static-name" ? { name: last.name, callee, args } : null;
}

/** A module as it is written: `{ config, ... }: { … }` or only the set. */
export interface WrittenModule {
  readonly fn: LambdaExpr | null;
  readonly body: AttrSetExpr;
}

/** The module that a file is, `let`, `with` and `assert` around its set left out; null for anything else. */
export function writtenModule(root: Expr): WrittenModule | null {
  let fn: LambdaExpr | null = null;
  let expr: Expr = unwrapped(root);
  for (;;) {
    if (expr.kind === "attrset") return { fn, body: expr };
    if (expr.kind === "lambda" && fn === null) {
      fn = expr;
      expr = unwrapped(expr.body);
    } else if (expr.kind === "let" || expr.kind === "with" || expr.kind === "assert") {
      expr = unwrapped(expr.body);
    } else return null;
  }
}

/** Whether an expression or one below it passes a test. */
export function anyBelow(root: Expr, test: (expr: Expr) => boolean): boolean {
  const pending = [root];
  for (let expr = pending.pop(); expr !== undefined; expr = pending.pop()) {
    if (test(expr)) return true;
    pending.push(...childrenOf(expr));
  }
  return false;
}
