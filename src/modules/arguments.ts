import type { Span } from "../core/span.ts";
import { EvalError } from "../evaluator/errors.ts";
import { Reason } from "../evaluator/reason.ts";
import {
  Attrs,
  Choice,
  force,
  Lambda,
  type Lazy,
  lazy,
  Unknown,
  type Value,
} from "../evaluator/value.ts";
import { functionFormals } from "./functions.ts";
import { inContext, type ModuleSystem } from "./system.ts";

/** What modules are called with. */
export interface ArgumentSource {
  readonly config: Lazy;
  readonly options: Lazy;
  readonly specialArgs: Lazy;
  readonly moduleClass: string | null;
  readonly prefix: readonly string[];
  /** `config._module.args`. */
  readonly moduleArgs: Lazy;
  /** Arguments for which `_module.args` has nothing: those of modules that are not in the repository. */
  readonly baseArgs: ReadonlyMap<string, Lazy> | null;
  /** Whether an argument that nobody gives is unknown instead of an error. */
  readonly open: boolean;
}

const HINT =
  "if you get an infinite recursion here, you probably reference `config` in `imports`. If you are trying to achieve a conditional import behavior dependent on `config`, consider importing unconditionally, and using `mkEnableOption` and `mkIf` to control its effect.";

/** The arguments of one evaluation. */
export class ModuleArguments {
  readonly prefix: readonly string[];
  readonly #sys: ModuleSystem;
  readonly #source: ArgumentSource;
  readonly #config: Lazy;
  readonly #given: Attrs;

  constructor(sys: ModuleSystem, source: ArgumentSource) {
    this.#sys = sys;
    this.#source = source;
    this.prefix = source.prefix;
    this.#config = lazy(() =>
      inContext(
        () => HINT,
        () => force(source.config),
      ),
    );
    this.#given = this.#base();
  }

  #base(): Attrs {
    const { options, specialArgs, moduleClass, prefix } = this.#source;
    const map = new Map<string, Lazy>([
      ["lib", this.#sys.lib],
      ["options", options],
      ["specialArgs", specialArgs],
      ["_class", moduleClass],
      ["_prefix", [...prefix]],
      ["config", this.#config],
    ]);
    const special = force(specialArgs);
    if (special instanceof Unknown || special instanceof Choice) {
      return new Attrs(map, null, { reason: special.reason });
    }
    const attrs = this.#sys.ev.attrs(special);
    for (const [name, value] of attrs.map) map.set(name, value);
    return new Attrs(map, null, attrs.rest);
  }

  /** The base folder of names in `disabledModules`. */
  get modulesPath(): () => string {
    return () => {
      const path = this.#given.map.get("modulesPath");
      if (path === undefined) return "";
      const value = force(path);
      return value !== null && typeof value === "object" && "path" in value
        ? String(value.path)
        : this.#sys.ev.text(value);
    };
  }

  /** Calls a module's function; its formals are looked up in `_module.args` when they are used. */
  apply(fn: Value, key: string): Value {
    const formals = functionFormals(this.#sys.ev, fn);
    const { map: given } = this.#given;
    if (formals === null || every(formals.keys(), (name) => given.has(name))) {
      return this.#sys.ev.call(fn, this.#given);
    }
    // A function that cannot see the whole set gets no more of it than it takes.
    const map = takesAll(fn) ? new Map(given) : new Map<string, Lazy>();
    for (const name of formals.keys()) {
      const own = given.get(name);
      map.set(name, own === undefined ? lazy(() => this.#moduleArg(name, key, fn)) : own);
    }
    return this.#sys.ev.call(fn, new Attrs(map, null, this.#given.rest));
  }

  #moduleArg(name: string, key: string, fn: Value): Value {
    return inContext(
      () => `while evaluating the module argument \`${name}' in "${key}":`,
      () => {
        const special = this.#given.rest?.lookup?.(name);
        if (special !== undefined) return force(special);
        return this.#fromModuleArgs(name, fn);
      },
    );
  }

  #fromModuleArgs(name: string, fn: Value): Value {
    const { moduleArgs, baseArgs, open } = this.#source;
    // `_module.args` is a part of `config`, so that an import which needs it gets the same advice.
    const args = inRecursion(() => force(moduleArgs));
    if (args instanceof Unknown || args instanceof Choice) return new Unknown(args.reason);
    const set = this.#sys.ev.attrs(args);
    const own = set.map.get(name);
    if (own !== undefined) return force(own);
    const base = baseArgs?.get(name);
    if (base !== undefined) return force(base);
    const { rest } = this.#given;
    if (rest !== null) return new Unknown(rest.reason);
    if (set.rest !== null) return force(set.get(name) as Lazy);
    if (open) {
      const text = `module argument '${name}' is given by nothing that is known here`;
      return new Unknown(new Reason("model", text, spanOfFormal(fn, name)));
    }
    throw this.#sys.missing(name);
  }
}

/** The advice stands only where it is the set of all options that is needed too early. */
function inRecursion(compute: () => Value): Value {
  try {
    return compute();
  } catch (error) {
    if (error instanceof EvalError && error.kind === "infinite-recursion") {
      error.addFrame({ what: HINT, span: null });
    }
    throw error;
  }
}

function every(names: Iterable<string>, test: (name: string) => boolean): boolean {
  for (const name of names) if (!test(name)) return false;
  return true;
}

/** Whether a function may look at arguments other than its formals. */
function takesAll(fn: Value): boolean {
  if (!(fn instanceof Lambda)) return true;
  return fn.info.param !== null || !fn.info.ellipsis;
}

function spanOfFormal(fn: Value, name: string): Span | null {
  if (!(fn instanceof Lambda)) return null;
  return fn.info.formals?.find((formal) => formal.name === name)?.span ?? fn.info.span;
}
