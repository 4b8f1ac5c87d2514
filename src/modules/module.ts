import type { Span } from "../core/span.ts";
import { Attrs, Lambda, type Lazy, lazy, type Value } from "../evaluator/value.ts";
import { Def, fileText, NO_WRAPS, type Origin, type Wrap } from "./definition.ts";
import { orElse } from "./or-else.ts";
import { mkMerge } from "./property.ts";
import { type ModuleSystem, thrown } from "./system.ts";

export const UNKNOWN_FILE = "<unknown-file>";

/** A module brought into its one form. */
export interface ModuleParts {
  readonly file: Lazy;
  readonly key: string;
  readonly moduleClass: Lazy;
  readonly disabledModules: Lazy;
  readonly imports: Lazy;
  readonly options: Lazy;
  readonly config: Lazy;
}

/** A module of an evaluation: what it declares, defines and imports, and how it came to be there. */
export class Module implements Origin {
  readonly key: string;
  readonly parts: ModuleParts;
  /** Where it is written: the function or the first name of the set. */
  readonly span: Span | null;
  readonly importer: Module | null;
  /** For the modules that are definitions of a submodule: what they are defined in. */
  readonly outer: Origin | null;
  /** Conditions on its being there. */
  readonly wraps: readonly Wrap[];
  readonly config: Def;
  readonly #sys: ModuleSystem;
  #file: string | null = null;

  constructor(
    sys: ModuleSystem,
    parts: ModuleParts,
    importer: Module | null,
    span: Span | null,
    wraps: readonly Wrap[] = NO_WRAPS,
    outer: Origin | null = null,
  ) {
    this.key = parts.key;
    this.parts = parts;
    this.importer = importer;
    this.span = span;
    this.wraps = wraps;
    this.outer = outer;
    this.#sys = sys;
    this.config = new Def(this, parts.config, span, wraps);
  }

  /** What Nix shows as its file. */
  get file(): string {
    if (this.#file === null) this.#file = fileText(this.#sys.ev, this.parts.file);
    return this.#file;
  }

  /** The file it is in: by its name, or by where it is written. */
  get place(): string {
    const { file } = this;
    return file.startsWith("/") ? file : (this.span?.file.path ?? file);
  }

  get chain(): readonly string[] {
    const before = this.importer?.chain ?? this.outer?.chain ?? [];
    const { place } = this;
    return before[before.length - 1] === place ? before : [...before, place];
  }

  /** Whether it may be there or not. */
  get isPossible(): boolean {
    return this.wraps.length > 0;
  }
}

/** Attributes of the long form; anything else beside `config` or `options` is a mistake. */
const LONG_FORM: ReadonlySet<string> = new Set([
  "_class",
  "_file",
  "key",
  "disabledModules",
  "imports",
  "options",
  "config",
  "meta",
  "freeformType",
]);

/** Attributes of the short form that are no definitions. */
const SHORT_FORM: ReadonlySet<string> = new Set([
  "_class",
  "_file",
  "key",
  "disabledModules",
  "require",
  "imports",
  "freeformType",
]);

const EMPTY = new Attrs(new Map());

/** `unifyModuleSyntax`: a module's set in its one form, whichever it was written in. */
export function unify(sys: ModuleSystem, file: Lazy, key: string, value: Value): ModuleParts {
  if (!(value instanceof Attrs)) {
    throw thrown(`module ${fileText(sys.ev, file)} (${key}) does not look like a module.`);
  }
  const { map } = value;
  const own = {
    file: orElse(map.get("_file"), file),
    key: map.has("key") ? fileText(sys.ev, map.get("key") as Lazy) : key,
    moduleClass: map.get("_class") ?? null,
    disabledModules: orElse(map.get("disabledModules"), []),
  };
  if (map.has("config") || map.has("options")) {
    rejectOthers(value, own.key);
    const config = orElse(map.get("config"), EMPTY);
    return {
      ...own,
      imports: orElse(map.get("imports"), []),
      options: orElse(map.get("options"), EMPTY),
      config: withFreeform(value, withMeta(value, config)),
    };
  }
  return {
    ...own,
    imports: importsOfShortForm(sys, map),
    options: EMPTY,
    config: withFreeform(value, definitionsOf(value)),
  };
}

function importsOfShortForm(sys: ModuleSystem, map: ReadonlyMap<string, Lazy>): Lazy {
  const required = map.get("require");
  const imports = orElse(map.get("imports"), []);
  if (required === undefined) return imports;
  return lazy(() => [...sys.ev.list(required), ...sys.ev.list(imports)]);
}

function rejectOthers(value: Attrs, key: string): void {
  const bad = value.names().filter((name) => !LONG_FORM.has(name));
  const [first] = bad;
  if (first === undefined) return;
  throw thrown(
    `Module \`${key}' has an unsupported attribute \`${first}'. This is caused by introducing a top-level \`config' or \`options' attribute. Add configuration attributes immediately on the top level instead, or move all of them (namely: ${bad.join(" ")}) into the explicit \`config' attribute.`,
  );
}

function withMeta(value: Attrs, config: Lazy): Lazy {
  const meta = value.map.get("meta");
  if (meta === undefined) return config;
  const part = new Attrs(new Map([["meta", meta]]), value.positions);
  return mkMerge([config, part]);
}

function withFreeform(value: Attrs, config: Lazy): Lazy {
  const freeform = value.map.get("freeformType");
  if (freeform === undefined) return config;
  const internal = new Attrs(new Map([["freeformType", freeform]]), value.positions);
  return mkMerge([config, Attrs.of({ _module: internal })]);
}

function definitionsOf(value: Attrs): Attrs {
  let map = value.map;
  for (const name of SHORT_FORM) {
    if (!map.has(name)) continue;
    if (map === value.map) map = new Map(map);
    map.delete(name);
  }
  return map === value.map ? value : new Attrs(map, value.positions, value.rest);
}

/** Where a module's value is written. */
export function spanOfModule(value: Value): Span | null {
  if (value instanceof Lambda) return value.info.span;
  if (!(value instanceof Attrs) || value.positions === null) return null;
  for (const name of value.map.keys()) {
    const span = value.position(name);
    if (span !== undefined) return span;
  }
  return null;
}

/** `lib.setDefaultModuleLocation`: a module that stands in a file of that name. */
export function located(file: Lazy, module: Lazy): Attrs {
  return Attrs.of({ _file: file, imports: [module] });
}
