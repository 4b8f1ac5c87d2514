import type { EvalError } from "../evaluator/errors.ts";
import { compareText, force } from "../evaluator/value.ts";
import type { OptionSet, Unmatched } from "./option-set.ts";
import { showDefs, showOption } from "./show.ts";
import { inContext, type ModuleSystem, thrown } from "./system.ts";

/** What is wrong with definitions that no option takes. */
export function unmatchedError(
  sys: ModuleSystem,
  root: OptionSet,
  unmatched: readonly Unmatched[],
): EvalError {
  const { path, def } = unmatched[0] as Unmatched;
  const prefix = root.path;
  const shown = showOption([...prefix, ...path]);
  const values = inContext(
    () =>
      `while evaluating the error message for definitions for \`${shown}', which is an option that does not exist`,
    () =>
      inContext(
        () => `while evaluating a definition from \`${def.origin.file}'`,
        () => showDefs(sys.ev, [def]),
      ),
  );
  const message = `The option \`${shown}' does not exist. Definition values:${values}${suggestion(root, path)}`;
  if (root.names().some((name) => name !== "_module")) return thrown(message);
  const where = showOption(prefix);
  if (where === "") {
    return thrown(
      `${message}\n\nIt seems as if you're trying to declare an option by placing it into \`config' rather than \`options'!\n`,
    );
  }
  return thrown(
    `${message}\n\nHowever there are no options defined in \`${where}'. Are you sure you've\ndeclared your options properly? This can happen if you e.g. declared your options in \`types.submodule'\nunder \`config' rather than \`options'.\n`,
  );
}

/** The nearest names of options that do exist. */
function suggestion(root: OptionSet, path: readonly string[]): string {
  const parents = path.slice(0, -1);
  const wrong = path[path.length - 1] as string;
  let node: ReturnType<OptionSet["child"]> = root;
  for (const name of parents) node = node?.child(name);
  const siblings = node === undefined ? [] : siblingsOf(node, parents.length === 0);
  const near =
    siblings.length < 100 ? siblings : siblings.filter((name) => distance(wrong, name) <= 2);
  const best = near
    .map((name) => ({ name, far: distance(wrong, name) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ name }) => `\`${showOption([...root.path, ...parents, name])}'`);
  const last = best.pop();
  if (last === undefined) return "";
  return `\n\nDid you mean ${best.length === 0 ? last : `${best.join(", ")} or ${last}`}?`;
}

function siblingsOf(node: NonNullable<ReturnType<OptionSet["child"]>>, top: boolean): string[] {
  const names =
    node.kind === "set"
      ? (node as OptionSet).declaredNames().keys()
      : Object.keys(force(node.value) ?? {});
  return [...names].filter((name) => !top || name !== "_module").sort(compareText);
}

/** Levenshtein's distance of two names. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(substitute, (row[j] as number) + 1, (next[j - 1] as number) + 1);
    }
    row = next;
  }
  return row[b.length] as number;
}
