import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathBelow, rootOf } from "./roots.ts";
import type { Target } from "./targets.ts";
import { UserError } from "./user-error.ts";

/** The name of a text that has none. */
const NAMELESS = "stdin.nix";

/**
 * What standard input stands for: a file of a repository (it need not be there yet), of which nothing else is
 * reported; without a name, a text for itself.
 */
export function stdinTarget(cwd: string, filename: string | null): Target {
  if (filename === null) {
    const root = realpathSync(cwd);
    return { root, paths: [NAMELESS], named: [NAMELESS], alone: true };
  }
  const path = resolve(cwd, filename);
  const folder = dirname(path);
  if (!existsSync(folder)) throw new UserError(`there is no folder '${dirname(filename)}'`);
  const real = existsSync(path) ? realpathSync(path) : join(realpathSync(folder), basename(path));
  const root = rootOf(dirname(real));
  const file = pathBelow(root, real);
  return { root, paths: [file], named: [file] };
}
