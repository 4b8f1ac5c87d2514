import type { Formals, StaticName, SyntaxProblem } from "./ast.ts";

/** Reports arguments of one function that have the same name, the one beside `@` included. */
export function checkFormals(
  formals: Formals,
  param: StaticName | null,
  problems: SyntaxProblem[],
): void {
  const seen = new Map<string, { readonly start: number; readonly end: number }>();
  if (param) seen.set(param.name, param);
  for (const { name } of formals.list) {
    const other = seen.get(name.name);
    if (!other) {
      seen.set(name.name, name);
      continue;
    }
    // The later of the two is at fault, which is the `@` name when it follows the braces.
    const [former, later] = other.start < name.start ? [other, name] : [name, other];
    problems.push({
      rule: "duplicate-formal",
      message: `Argument '${name.name}' is declared twice.`,
      start: later.start,
      end: later.end,
      other: { start: former.start, end: former.end },
    });
  }
}
