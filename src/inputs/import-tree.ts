import { coerceToPath } from "../evaluator/coerce.ts";
import type { Evaluator } from "../evaluator/evaluator.ts";
import { Attrs, Builtin, force, type Lazy, NixPath, type Value } from "../evaluator/value.ts";
import type { InputModel } from "./model.ts";

/** Every Nix file below a folder but those with `/_` in their path, as import-tree's documentation says. */
function filesBelow(ev: Evaluator, folder: string): NixPath[] {
  const entries = ev.io.readDir(folder);
  if (!entries.ok) return folder.endsWith(".nix") ? [new NixPath(folder)] : [];
  const found: NixPath[] = [];
  for (const [name, type] of [...entries.value].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (name.startsWith("_")) continue;
    const path = `${folder}/${name}`;
    if (type === "directory") found.push(...filesBelow(ev, path));
    else if (name.endsWith(".nix")) found.push(new NixPath(path));
  }
  return found;
}

function importTree(ev: Evaluator, argument: Lazy): Value {
  const value = force(argument);
  const roots = Array.isArray(value) ? value.map((one) => force(one)) : [value];
  const imports = roots.flatMap((root): Lazy[] => {
    const path = coerceToPath(ev, root);
    return typeof path === "string" ? filesBelow(ev, path) : [path];
  });
  return Attrs.of({ imports });
}

/** `import-tree ./modules`: a module that imports all below the folder. */
export const importTreeModel: InputModel = {
  repositories: ["vic/import-tree", "denful/import-tree"],
  names: ["import-tree"],
  outputs(context) {
    const functor = new Builtin("__functor", 2, (ev, _self: Lazy, argument: Lazy) =>
      importTree(ev, argument),
    );
    const reason = context.ev.notModelled("this function of import-tree is not modelled").reason;
    return new Attrs(new Map<string, Lazy>([["__functor", functor]]), null, { reason });
  },
};
