import type { Span } from "../core/span.ts";
import { positionAttrs } from "../evaluator/builtins/position.ts";
import { typeName } from "../evaluator/describe.ts";
import { escapeIdentifier } from "../evaluator/lib/identifier.ts";
import { later } from "../evaluator/lib/later.ts";
import { Attrs, force, type Lazy, type List, Unknown } from "../evaluator/value.ts";
import type { Origin } from "./definition.ts";
import type { Loc } from "./loc.ts";
import { located, UNKNOWN_FILE } from "./module.ts";
import { orElse } from "./or-else.ts";
import { tagOf } from "./property.ts";
import { showFiles, showOption } from "./show.ts";
import { type ModuleSystem, thrown } from "./system.ts";
import { typeOf } from "./types/foreign-type.ts";
import type { OptionType } from "./types/option-type.ts";

/** What one module declares at a path: an option, or a set of options. */
export class Decl {
  readonly origin: Origin;
  readonly options: Lazy;
  /** Whether the module may be there or not. */
  readonly possible: boolean;
  /** The set that has the declaration, and its name there. */
  readonly #set: Attrs | null;
  readonly #name: string;

  constructor(
    origin: Origin,
    options: Lazy,
    possible = false,
    set: Attrs | null = null,
    name = "",
  ) {
    this.origin = origin;
    this.options = options;
    this.possible = possible;
    this.#set = set;
    this.#name = name;
  }

  /** Something else declared at the same place. */
  with(options: Lazy): Decl {
    return new Decl(this.origin, options, this.possible, this.#set, this.#name);
  }

  /** Where the name of the option is written. */
  get span(): Span | null {
    return this.#set?.position(this.#name) ?? null;
  }
}

/** The declaration of an option, merged from all modules that declare it. */
export class Declaration {
  readonly sys: ModuleSystem;
  readonly #path: () => readonly string[];
  readonly #decls: readonly Decl[];
  #attrs: Attrs | null = null;
  #type: OptionType | null = null;

  constructor(sys: ModuleSystem, path: () => readonly string[], decls: readonly Decl[]) {
    this.sys = sys;
    this.#path = path;
    this.#decls = decls;
  }

  /** The declaration that a set is which is merged already. */
  static ofAttrs(sys: ModuleSystem, attrs: Attrs): Declaration {
    const declaration = new Declaration(sys, () => [], []);
    declaration.#attrs = attrs;
    return declaration;
  }

  /** The declaration as a set: what the modules said, with `declarations`, `loc` and the like. */
  get attrs(): Attrs {
    if (this.#attrs === null) this.#attrs = mergeDecls(this.sys, this.#path(), this.#decls);
    return this.#attrs;
  }

  /** What is said of the option: `default`, `apply` … */
  get(name: string): Lazy | undefined {
    const single = this.#single();
    return (single ?? this.attrs).map.get(name);
  }

  /** The set of the only declaration; null where several have to be merged. */
  #single(): Attrs | null {
    const [decl] = this.#decls;
    if (decl === undefined || this.#decls.length > 1) return null;
    const options = force(decl.options);
    return options instanceof Attrs ? options : null;
  }

  get type(): OptionType {
    if (this.#type === null) this.#type = this.#findType();
    return this.#type;
  }

  #findType(): OptionType {
    const own = this.#single()?.map.get("type");
    if (own !== undefined) {
      const type = typeOf(this.sys, own);
      if (type.subModulesOrNull() === null) return type;
    } else if (this.#single() !== null) {
      return typeOf(this.sys, this.sys.types.get("unspecified") as Lazy);
    }
    return typeOf(this.sys, this.attrs.map.get("type") as Lazy);
  }

  /** The file of the first declaration, as Nix shows it. */
  get file(): Lazy {
    const [decl] = this.#decls;
    if (decl !== undefined) return decl.origin.file;
    const files = this.attrs.map.get("declarations");
    return files === undefined ? UNKNOWN_FILE : orElse(this.sys.ev.list(files)[0], UNKNOWN_FILE);
  }
}

/** What only one declaration of an option may say. */
export const OPTION_NAMES = ["default", "example", "description", "apply"] as const;

/** Whether the declaration is of an option; throws for other tagged sets in its place. */
export function declaresOption(loc: Loc, decl: Decl): boolean {
  const options = force(decl.options);
  if (!(options instanceof Attrs) || !options.map.has("_type")) return options instanceof Unknown;
  const tag = tagOf(options);
  if (tag === "option") return true;
  throw thrown(wrongTag(loc.path, tag, decl.origin.file));
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
    const modules = typeOf(sys, type).subModulesOrNull();
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
      return type.subModulesOrNull() === null ? force(own) : type.substSubModules(options);
    }),
  );
  map.set(
    "options",
    later(() => (typeOf(sys, own).subModulesOrNull() === null ? force(options) : [])),
  );
  return new Attrs(map);
}

/** What to say of a set of options that has no set. */
export function notASet(path: readonly string[], options: Lazy): string {
  return `An option declaration for \`${path.join(".")}' has type\n\`${typeName(force(options)) ?? "unknown"}' rather than an attribute set.\nDid you mean to define this outside of \`options'?\n`;
}
