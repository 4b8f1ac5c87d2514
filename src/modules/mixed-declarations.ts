import { later } from "../evaluator/lib/later.ts";
import { Attrs, force, type Lazy } from "../evaluator/value.ts";
import { type Decl, declaresOption, OPTION_NAMES } from "./declaration.ts";
import type { Loc } from "./loc.ts";
import { showOption } from "./show.ts";
import type { ModuleSystem } from "./system.ts";
import { typeOf } from "./types/foreign-type.ts";

/** Declarations of one path that are not all of the same kind. */

/** Of a module that may not be there, declarations that others make too are left out. */
export function withoutPossibleDoubles(loc: Loc, decls: readonly Decl[]): readonly Decl[] {
  if (decls.length === 1 || !decls.some((decl) => decl.possible)) return decls;
  let seen = decls.some((decl) => !decl.possible && declaresOption(loc, decl));
  return decls.filter((decl) => {
    if (!decl.possible || !declaresOption(loc, decl)) return true;
    const first = !seen;
    seen = true;
    return first;
  });
}

/** Whether a declaration may stand beside one of NixOS: it says nothing but a type that has modules. */
export function addsToSubmodule(sys: ModuleSystem, decl: Decl): boolean {
  const options = force(decl.options);
  if (!(options instanceof Attrs)) return false;
  if (OPTION_NAMES.some((name) => options.map.has(name))) return false;
  const type = options.map.get("type");
  return type !== undefined && typeOf(sys, type).subModulesOrNull() !== null;
}

/** Whether a declared option is a submodule, which may have further options from elsewhere. */
export function isSubmoduleOption(sys: ModuleSystem, decl: Decl): boolean {
  const type = (force(decl.options) as Attrs).map?.get("type");
  if (type === undefined) return false;
  return typeOf(sys, type).name === "submodule";
}

/** A set of options inside of a submodule option, as an option of a submodule that has them. */
export function optionOfTree(sys: ModuleSystem, decl: Decl): Decl {
  const modules = [Attrs.of({ options: decl.options })];
  const submoduleWith = sys.types.get("submoduleWith") as Lazy;
  const given = Attrs.of({ modules, shorthandOnlyDefinesConfig: null });
  const type = later(() => sys.ev.call(force(submoduleWith), given));
  return decl.with(Attrs.of({ _type: "option", type }));
}

/** What to say of an option that others declare options below. */
export function collision(
  sys: ModuleSystem,
  path: readonly string[],
  options: readonly Decl[],
  decls: readonly Decl[],
): string {
  const first = options[0] as Decl;
  const type = (force(first.options) as Attrs).map.get("type");
  const description = type === undefined ? "<no description>" : typeOf(sys, type).description();
  const lines = decls
    .filter((decl) => !options.includes(decl))
    .flatMap((decl) =>
      sys.ev
        .attrs(decl.options)
        .names()
        .map(
          (name) =>
            ` - option(s) with prefix \`${showOption([...path, name])}' in module \`${decl.origin.file}'`,
        ),
    );
  return `The option \`${showOption(path)}' in module \`${first.origin.file}' would be a parent of the following options, but its type \`${description}' does not support nested options.\n${lines.sort().join("\n")}`;
}
