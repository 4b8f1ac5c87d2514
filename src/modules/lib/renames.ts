import { EvalError, UnknownSignal } from "../../evaluator/errors.ts";
import { later } from "../../evaluator/lib/later.ts";
import { IDENTITY } from "../../evaluator/lib/native.ts";
import { update } from "../../evaluator/update.ts";
import {
  Attrs,
  type Builtin,
  force,
  type Lazy,
  type List,
  lazy,
  type Value,
} from "../../evaluator/value.ts";
import { orElse } from "../or-else.ts";
import { mkIf, mkMerge } from "../property.ts";
import { recursiveUpdate } from "../recursive-update.ts";
import { showFiles, showOption } from "../show.ts";
import { type ModuleSystem, thrown } from "../system.ts";
import { attribute, getByPath, pathOf, setByPath } from "./attr-path.ts";
import { aliasWithPriority } from "./properties.ts";

/** What `doRename` takes. */
interface Rename {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly visible: Lazy;
  readonly warn: Lazy;
  readonly use: Lazy;
  readonly withPriority: Lazy;
  readonly condition: Lazy;
}

/** `mkRenamedOptionModule`, `mkRemovedOptionModule` and their like. */
export function renameFunctions(sys: ModuleSystem): Map<string, Lazy> {
  const table = new Map<string, Lazy>();
  const two = (name: string, make: (from: string[], to: string[]) => Value) =>
    table.set(
      name,
      sys.fn(name, 2, (ev, from: Lazy, to: Lazy) => make(pathOf(ev, from), pathOf(ev, to))),
    );
  two("mkRenamedOptionModule", (from, to) =>
    rename(sys, {
      ...defaults(from, to),
      warn: true,
      use: tracing(
        sys,
        `Obsolete option \`${showOption(from)}' is used. It was renamed to \`${showOption(to)}'.`,
      ),
    }),
  );
  two("mkAliasOptionModule", (from, to) => rename(sys, { ...defaults(from, to), visible: true }));
  two("mkAliasOptionModuleMD", (from, to) => {
    sys.warn(
      "mkAliasOptionModuleMD is deprecated and will be removed in 26.05; please use mkAliasOptionModule.",
    );
    return rename(sys, { ...defaults(from, to), visible: true });
  });
  table.set("mkRenamedOptionModuleWith", renamedWith(sys));
  table.set("doRename", doRename(sys));
  table.set(
    "mkRemovedOptionModule",
    sys.fn("mkRemovedOptionModule", 2, (ev, name: Lazy, instead: Lazy) =>
      removed(sys, pathOf(ev, name), instead),
    ),
  );
  table.set(
    "mkMergedOptionModule",
    sys.fn("mkMergedOptionModule", 3, (ev, from: Lazy, to: Lazy, merge: Lazy) =>
      merged(
        sys,
        ev.list(from).map((path) => pathOf(ev, path)),
        pathOf(ev, to),
        merge,
      ),
    ),
  );
  table.set(
    "mkChangedOptionModule",
    sys.fn("mkChangedOptionModule", 3, (ev, from: Lazy, to: Lazy, change: Lazy) =>
      merged(sys, [pathOf(ev, from)], pathOf(ev, to), change),
    ),
  );
  return table;
}

function defaults(from: readonly string[], to: readonly string[]): Rename {
  return {
    from,
    to,
    visible: false,
    warn: false,
    use: IDENTITY,
    withPriority: true,
    condition: true,
  };
}

function tracing(sys: ModuleSystem, message: string): Lazy {
  return sys.fn("use", 1, (ev, value: Lazy) => ev.call2(sys.builtin("trace"), message, value));
}

function warning(sys: ModuleSystem, message: string): Lazy {
  return sys.fn("use", 1, (_, value: Lazy) => {
    sys.warn(message);
    return force(value);
  });
}

function renamedWith(sys: ModuleSystem): Builtin {
  return sys.patternFn(
    "mkRenamedOptionModuleWith",
    { from: false, to: false, sinceRelease: false },
    (ev, given) => {
      const from = pathOf(ev, given.get("from") as Lazy);
      const to = pathOf(ev, given.get("to") as Lazy);
      const old = later(() =>
        ev.call(
          sys.libFunction("oldestSupportedReleaseIsAtLeast"),
          given.get("sinceRelease") as Lazy,
        ),
      );
      const message = `Obsolete option \`${showOption(from)}' is used. It was renamed to \`${showOption(to)}'.`;
      const use = sys.fn("use", 1, (_, value: Lazy) =>
        force(old) === true ? ev.call(force(warning(sys, message)), value) : force(value),
      );
      return rename(sys, { ...defaults(from, to), warn: old, use });
    },
  );
}

function doRename(sys: ModuleSystem): Builtin {
  const formals = {
    from: false,
    to: false,
    visible: false,
    warn: false,
    use: false,
    withPriority: true,
    condition: true,
  };
  return sys.patternFn("doRename", formals, (ev, given) => {
    const get = (name: string) => given.get(name) as Lazy;
    return rename(sys, {
      from: pathOf(ev, get("from")),
      to: pathOf(ev, get("to")),
      visible: get("visible"),
      warn: get("warn"),
      use: get("use"),
      withPriority: orElse(given.get("withPriority"), true),
      condition: orElse(given.get("condition"), true),
    });
  });
}

/** A module: a function of `config` and `options`. */
function moduleFunction(sys: ModuleSystem, code: (config: Lazy, options: Lazy) => Value): Value {
  const fn = sys.fn("module", 1, (ev, args: Lazy) => {
    const given = ev.attrs(args);
    return code(given.get("config") as Lazy, given.get("options") as Lazy);
  });
  return sys.withFormals(fn, ["config", "options"]);
}

/** Whether there is an option for warnings; where the tree of options is open, NixOS has it. */
function hasWarnings(sys: ModuleSystem, options: Lazy): boolean {
  const set = sys.ev.attrs(options);
  return set.map.has("warnings") || set.rest !== null;
}

function rename(sys: ModuleSystem, spec: Rename): Value {
  const { ev } = sys;
  const { from, to } = spec;
  return moduleFunction(sys, (config, options) => {
    const fromOption = later(() => optionAt(sys, options, from));
    const toValue = later(() => {
      const value = getByPath(config, to);
      if (value !== undefined) return value;
      const message = `Renaming error: option \`${showOption(to)}' does not exist.`;
      throw new EvalError(
        "abort",
        `evaluation aborted with the following error message: '${message}'`,
      );
    });
    const option = later(() => {
      const own = Attrs.of({
        _type: "option",
        visible: spec.visible,
        description: `Alias of {option}\`${showOption(to)}\`.`,
        apply: sys.fn("apply", 1, () => ev.call(force(spec.use), toValue)),
      });
      const type = typeOfTarget(sys, options, to);
      return type === null ? own : update(own, Attrs.of({ type }), null);
    });
    const warnings = later(() => {
      if (!hasWarnings(sys, options)) return new Attrs(new Map());
      return Attrs.of({ warnings: later(() => renameWarning(sys, spec, fromOption)) });
    });
    const wrap = (content: Lazy) => setByPath(to, content);
    const aliased = later(() =>
      ev.bool(spec.withPriority)
        ? aliasWithPriority(sys, wrap, fromOption)
        : mkIf(
            attribute(ev, fromOption, "isDefined"),
            wrap(mkMerge(attribute(ev, fromOption, "definitions"))),
          ),
    );
    return Attrs.of({
      options: setByPath(from, option),
      config: mkIf(spec.condition, mkMerge([warnings, aliased])),
    });
  });
}

function renameWarning(sys: ModuleSystem, spec: Rename, fromOption: Lazy): Value {
  const { ev } = sys;
  if (!ev.bool(spec.warn) || !ev.bool(attribute(ev, fromOption, "isDefined"))) return [];
  return [
    later(
      () =>
        `The option \`${showOption(spec.from)}' defined in ${filesOf(sys, fromOption)} has been renamed to \`${showOption(spec.to)}'.`,
    ),
  ];
}

function filesOf(sys: ModuleSystem, option: Lazy): string {
  const files = sys.ev.list(attribute(sys.ev, option, "files"));
  return showFiles(files.map((file) => sys.ev.text(file)));
}

function optionAt(sys: ModuleSystem, options: Lazy, path: readonly string[]): Value {
  const option = getByPath(options, path);
  if (option === undefined) throw sys.missing(path[path.length - 1] ?? "");
  return option;
}

/** The type of the option that is meant; a submodule where there is none. */
function typeOfTarget(sys: ModuleSystem, options: Lazy, to: readonly string[]): Value {
  const option = getByPath(options, to);
  const type = option instanceof Attrs ? knownType(option) : undefined;
  if (type !== undefined) return force(type);
  if (option !== undefined && !(option instanceof Attrs)) {
    // The option is not declared here: whatever it is, its definitions go there as they are.
    return force(sys.types.get("unspecified") as Lazy);
  }
  return sys.ev.call(force(sys.types.get("submodule") as Lazy), new Attrs(new Map()));
}

function knownType(option: Attrs): Lazy | undefined {
  const type = option.map.get("type");
  if (type !== undefined || option.rest === null) return type;
  return undefined;
}

function removed(sys: ModuleSystem, path: readonly string[], instead: Lazy): Value {
  const { ev } = sys;
  const shown = showOption(path);
  return moduleFunction(sys, (_, options) => {
    const option = Attrs.of({
      _type: "option",
      visible: false,
      apply: sys.fn("apply", 1, () => {
        throw thrown(
          `The option \`${shown}' can no longer be used since it's been removed. ${ev.text(instead)}`,
        );
      }),
    });
    const own = later(() => optionAt(sys, options, path));
    const assertion = Attrs.of({
      assertion: later(() => !ev.bool(attribute(ev, own, "isDefined"))),
      message: later(
        () =>
          `The option definition \`${shown}' in ${filesOf(sys, own)} no longer has any effect; please remove it.\n${ev.text(instead)}\n`,
      ),
    });
    return Attrs.of({
      options: setByPath(path, option),
      config: Attrs.of({ assertions: [assertion] }),
    });
  });
}

const UNSET = "_mkMergedOptionModule";

function merged(
  sys: ModuleSystem,
  from: readonly (readonly string[])[],
  to: readonly string[],
  merge: Lazy,
): Value {
  const { ev } = sys;
  return moduleFunction(sys, (config, options) => {
    const isSet = (path: readonly string[]) => {
      const value = getByPath(config, path);
      if (value === undefined) throw sys.missing(path[path.length - 1] ?? "");
      return ev.known(value) !== UNSET;
    };
    const declared = from
      .map((path) =>
        force(setByPath(path, Attrs.of({ _type: "option", visible: false, default: UNSET }))),
      )
      .reduce(recursiveUpdate, new Attrs(new Map()));
    const warnings = later(
      (): List =>
        from.filter(isSet).map((path) =>
          lazy(() => {
            const files = filesOf(sys, optionAt(sys, options, path));
            return `The option \`${showOption(path)}' defined in ${files} has been changed to \`${showOption(to)}' that has a different type. Please read \`${showOption(to)}' documentation and update your configuration accordingly.`;
          }),
        ),
    );
    const contents = later((): List => (anySet(from, isSet) ? [ev.delayCall(merge, config)] : []));
    const target = force(setByPath(to, mkMerge(contents)));
    return Attrs.of({
      options: declared,
      config: update(Attrs.of({ warnings }), target, null),
    });
  });
}

function anySet(
  paths: readonly (readonly string[])[],
  isSet: (path: readonly string[]) => boolean,
): boolean {
  let unknown: UnknownSignal | null = null;
  for (const path of paths) {
    try {
      if (isSet(path)) return true;
    } catch (error) {
      if (!(error instanceof UnknownSignal)) throw error;
      unknown = error;
    }
  }
  if (unknown !== null) throw unknown;
  return false;
}
