import { readablePath } from "../builtins/arguments.ts";
import type { BuiltinTable } from "../builtins/define.ts";
import { readText } from "../builtins/read.ts";
import { normalisePath } from "../coerce.ts";
import type { Evaluator } from "../evaluator.ts";
import type { Lazy } from "../value.ts";
import { hasType } from "./filesystem.ts";
import { thrown } from "./surroundings.ts";

/** `lib.sources`: the commit that a `.git` names. */
export const gitTable: BuiltinTable = {
  pathIsGitRepo: [1, (ev, path: Lazy) => "commit" in headOf(ev, path)],
  commitIdFromGitRepo: [
    1,
    (ev, path: Lazy) => {
      const head = headOf(ev, path);
      if ("commit" in head) return head.commit;
      throw thrown(head.error);
    },
  ],
};

type Head = { readonly commit: string } | { readonly error: string };

function headOf(ev: Evaluator, path: Lazy): Head {
  return resolve(ev, "HEAD", readablePath(ev, path));
}

function isFile(ev: Evaluator, path: string): boolean {
  return hasType(ev, path, "regular");
}

/** The text of a file without its last newline. */
function lineOf(ev: Evaluator, path: string): string {
  return readText(ev, path).replace(/\n$/, "");
}

/** What a name in the git folder stands for; a file instead of the folder says where that is. */
function resolve(ev: Evaluator, name: string, folder: string): Head {
  if (isFile(ev, folder)) return resolveElsewhere(ev, name, folder);
  const file = `${folder}/${name}`;
  if (isFile(ev, file)) {
    const content = lineOf(ev, file);
    const target = /^ref: (.*)$/s.exec(content)?.[1];
    return target === undefined ? { commit: content } : resolve(ev, target, folder);
  }
  const packed = `${folder}/packed-refs`;
  if (!isFile(ev, packed)) return { error: `Not a .git directory: ${folder}` };
  for (const line of readText(ev, packed).split("\n")) {
    const [hash, ref] = line.split(" ");
    if (ref === name && /^[a-z0-9]+$/.test(hash as string)) return { commit: hash as string };
  }
  return { error: `Could not find ${name} in ${packed}` };
}

/** Worktrees and submodules have their git folder in that of the main checkout. */
function resolveElsewhere(ev: Evaluator, name: string, file: string): Head {
  const target = /^gitdir: (.*)$/s.exec(lineOf(ev, file))?.[1];
  if (target === undefined) return { error: `File contains no gitdir reference: ${file}` };
  const from = (base: string, path: string): string =>
    normalisePath(path.startsWith("/") ? path : `${base}/${path}`);
  const gitDir = from(file.slice(0, file.lastIndexOf("/")), target);
  const common = `${gitDir}/commondir`;
  const commonDir = isFile(ev, common) ? from(gitDir, lineOf(ev, common)) : gitDir;
  const own = `${gitDir}/${name}`;
  const ref = own.startsWith(`${commonDir}/`) ? own.slice(commonDir.length + 1) : own;
  return resolve(ev, ref, commonDir);
}
