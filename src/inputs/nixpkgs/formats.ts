import { builtinsOf } from "../../evaluator/builtins/define.ts";
import { coerceToText } from "../../evaluator/coerce.ts";
import type { Evaluator } from "../../evaluator/evaluator.ts";
import { Reason } from "../../evaluator/reason.ts";
import { Attrs, Builtin, force, type Lazy, lazy, type Value } from "../../evaluator/value.ts";
import { symbolicDerivation } from "./package.ts";

/** The function of `lib.generators` whose text stands for what a format writes; null where only the value is kept. */
const GENERATORS: Readonly<Record<string, string | null>> = {
  json: "toJSON",
  yaml: "toYAML",
  yaml_1_1: "toYAML",
  yaml_1_2: "toYAML",
  toml: null,
  ini: "toINI",
  iniWithGlobalSection: "toINIWithGlobalSection",
  keyValue: "toKeyValue",
  gitIni: "toGitINI",
  libconfig: null,
  hocon: null,
  elixirConf: null,
  javaProperties: null,
  pythonVars: null,
  php: null,
  lua: "toLua",
  nixConf: null,
  xml: null,
  plist: "toPlist",
  hcl1: null,
  systemd: null,
  cdn: null,
};

/** `pkgs.formats`: each format has a `type` for settings and `generate name value`, whose text is kept. */
export function formatsOf(ev: Evaluator, lib: Lazy): Attrs {
  const reason = new Reason("model", "this format of pkgs.formats is not modelled");
  const map = new Map<string, Lazy>();
  for (const [name, generator] of Object.entries(GENERATORS)) {
    map.set(
      name,
      new Builtin(`formats.${name}`, 1, (_ev, options: Lazy) =>
        format(ev, lib, name, generator, options),
      ),
    );
  }
  return new Attrs(map, null, { reason });
}

function format(
  ev: Evaluator,
  lib: Lazy,
  name: string,
  generator: string | null,
  options: Lazy,
): Value {
  const type = lazy(() => {
    const types = ev.attrs(ev.attrs(lib).get("types") as Lazy);
    return force(types.get("anything") as Lazy);
  });
  const table = builtinsOf(
    {
      generate: [
        2,
        (_ev, fileName: Lazy, value: Lazy) => {
          const text = lazy(() => {
            if (generator === null) return force(value);
            const generators = ev.attrs(ev.attrs(lib).get("generators") as Lazy);
            const fn = force(generators.get(generator) as Lazy);
            return ev.call2(fn, options, value);
          });
          return symbolicDerivation({
            name: coerceToText(ev, fileName, "interpolation"),
            attributes: new Map<string, Lazy>([["value", value]]),
            reason: new Reason("model", `what 'formats.${name}' builds is not evaluated`),
            info: {
              attrPath: null,
              text,
              args: Attrs.of({ name: fileName, value }),
              builder: `formats.${name}`,
            },
          });
        },
      ],
    },
    `formats.${name}.`,
  );
  table.set("type", type);
  return new Attrs(table, null, { reason: new Reason("model", `formats.${name} in part only`) });
}
