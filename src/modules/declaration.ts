import type { Span } from "../core/span.ts";
import { positionAttrs } from "../evaluator/builtins/position.ts";
import { typeName } from "../evaluator/describe.ts";
import { escapeIdentifier } from "../evaluator/lib/identifier.ts";
import { later } from "../evaluator/lib/later.ts";
import { Attrs, force, type Lazy, type List, Unknown } from "../evaluator/value.ts";
import type { Origin } from "./definition.ts";
import { located } from "./module.ts";
import { tagOf } from "./property.ts";
import { showFiles, showOption } from "./show.ts";
import { type ModuleSystem, thrown } from "./system.ts";
import { typeOf } from "./types/foreign-type.ts";
import type { OptionType } from "./types/option-type.ts";

/** What one module declares at a path: an option, or a set of options. */
export interface Decl {
  readonly origin: Origin;
  readonly options: Lazy;
  /** Where the name of the option is written. */
  readonly span: Span | null;
  /** Whether the module may be there or not. */
  readonly possible: boolean;
}

const OPTION_NAMES = ["default", "example", "description", "apply"] as const;

/** Whether the declaration is of an option; throws for other tagged sets in its place. */
export function declaresOption(path: readonly string[], decl: Decl): boolean {
  const options = force(decl.options);
  if (!(options instanceof Attrs) || !options.map.has("_type")) return options instanceof Unknown;
  const tag = tagOf(options);
  if (tag === "option") return true;
  throw thrown(wrongTag(path, tag, decl.origin.file));
}

function wrongTag(path: readonly string[], tag: string, file: string): string {
  const shown = showOption(path);
  const message = `In module ${file}: expected an option declaration at option path \`${shown}\` but got an attribute set with type ${tag}`;
  if (tag !== "option-type") return message;
  const name = escapeIdentifier(path[path.length - 1] ?? "");
  const comment = path.length > 1 ? `\n    # ${shown}` : "";
  return `${message}\n\nWhen declaring an option, you must wrap the type in a \`mkOption\` call. It should look somewhat like:
    ${comment}
    ${name} = lib.mkOption {
      description = ...;
      type = <the type you wrote for ${name}>;
      ...
    };
`;
}

/** One declaration of an option from all, as `mergeOptionDecls` and `fixupOptionType` make it. */
export function mergeDecls(
  sys: ModuleSystem,
  path: readonly string[],
  decls: readonly Decl[],
): Attrs {
  return fixupType(sys, mergeOptionDecls(sys, path, decls));
}

/** `mergeOptionDecls`. */
export function mergeOptionDecls(
  sys: ModuleSystem,
  path: readonly string[],
  decls: readonly Decl[],
): Attrs {
  let map = new Map<string, Lazy>();
  const files: string[] = [];
  const positions: List = [];
  let options: Lazy = [];
  for (const decl of decls) {
    const own = sys.ev.attrs(decl.options);
    requireMergeable(map, own, path, decl, files);
    const merged = mergedType(sys, map.get("type"), own.map.get("type"), path, decl, files);
    options = withSubmodules(sys, decl, own, options);
    map = new Map([...own.map, ...map]);
    files.push(decl.origin.file);
    positions.push(positionOf(decl));
    if (merged !== undefined) map.set("type", merged);
  }
  map.set("loc", [...path]);
  map.set("declarations", files);
  map.set("declarationPositions", positions);
  map.set("options", options);
  return new Attrs(map);
}

function positionOf(decl: Decl): Lazy {
  return later(() => {
    const known = decl.span === null ? null : positionAttrs(decl.span);
    return known ?? Attrs.of({ file: decl.origin.file, line: null, column: null });
  });
}

function requireMergeable(
  map: ReadonlyMap<string, Lazy>,
  own: Attrs,
  path: readonly string[],
  decl: Decl,
  files: readonly string[],
): void {
  if (map.size === 0) return;
  if (OPTION_NAMES.some((name) => map.has(name) && own.map.has(name))) {
    throw thrown(alreadyDeclared(path, decl, files));
  }
}

function alreadyDeclared(path: readonly string[], decl: Decl, files: readonly string[]): string {
  return `The option \`${showOption(path)}' in \`${decl.origin.file}' is already declared in ${showFiles(files)}.`;
}

/** The type of the declarations so far and of one more; undefined unless both have one. */
function mergedType(
  sys: ModuleSystem,
  before: Lazy | undefined,
  own: Lazy | undefined,
  path: readonly string[],
  decl: Decl,
  files: readonly string[],
): Lazy | undefined {
  if (before === undefined || own === undefined) return undefined;
  const merged = typeOf(sys, before).typeMerge(typeOf(sys, own).functor());
  if (merged !== null) return merged;
  throw thrown(alreadyDeclared(path, decl, files));
}

/** The modules of the submodules that are declared, each with the file of its declaration. */
function withSubmodules(sys: ModuleSystem, decl: Decl, own: Attrs, before: Lazy): Lazy {
  const type = own.map.get("type");
  if (type === undefined) return before;
  return later(() => {
    const modules = typeOf(sys, type).subModules();
    if (modules === null) return force(before);
    const { file } = decl.origin;
    const here = sys.ev.list(modules).map((module) => located(file, module));
    return [...here, ...sys.ev.list(before)];
  });
}

/** `fixupOptionType`: gives an option without a type one, and submodules their modules with places. */
export function fixupType(sys: ModuleSystem, option: Attrs): Attrs {
  const own = option.map.get("type");
  const map = new Map(option.map);
  if (own === undefined) {
    map.set("type", sys.types.get("unspecified") as Lazy);
    return new Attrs(map);
  }
  const options = option.map.get("options") as Lazy;
  map.set(
    "type",
    later(() => {
      const type = typeOf(sys, own);
      return type.subModules() === null ? force(own) : type.substSubModules(options);
    }),
  );
  map.set(
    "options",
    later(() => (typeOf(sys, own).subModules() === null ? force(options) : [])),
  );
  return new Attrs(map);
}

/** The type that a declaration has. */
export function typeOfOption(sys: ModuleSystem, option: Attrs): OptionType {
  return typeOf(sys, option.map.get("type") as Lazy);
}

/** What to say of a set of options that has no set. */
export function notASet(path: readonly string[], options: Lazy): string {
  return `An option declaration for \`${path.join(".")}' has type\n\`${typeName(force(options)) ?? "unknown"}' rather than an attribute set.\nDid you mean to define this outside of \`options'?\n`;
}
