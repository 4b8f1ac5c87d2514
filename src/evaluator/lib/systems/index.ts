import { type BuiltinTable, builtinsOf } from "../../builtins/define.ts";
import { equal } from "../../equality.ts";
import type { Evaluator } from "../../evaluator.ts";
import { Attrs, Choice, force, type Lazy, Unknown } from "../../value.ts";
import { later, select } from "../later.ts";
import { functionOf } from "../native.ts";
import { architectures } from "./architectures.ts";
import { doubles } from "./doubles.ts";
import { elaborate, FUNCTION_NAMES } from "./elaborate.ts";
import { examples } from "./examples.ts";
import { inspect } from "./inspect.ts";
import { parse } from "./parse.ts";
import { platforms } from "./platforms.ts";

/** Systems for which nixpkgs' flake has packages. */
const FLAKE_EXPOSED = [
  "x86_64-linux",
  "aarch64-linux",
  "x86_64-darwin",
  "armv6l-linux",
  "armv7l-linux",
  "i686-linux",
  "aarch64-darwin",
  "powerpc64le-linux",
  "riscv64-linux",
  "x86_64-freebsd",
];

/** The same up to the release 24.05. */
const FLAKE_EXPOSED_2405 = [
  "x86_64-linux",
  "aarch64-linux",
  "x86_64-darwin",
  "armv6l-linux",
  "armv7l-linux",
  "i686-linux",
  "mipsel-linux",
  "aarch64-darwin",
  "armv5tel-linux",
  "powerpc64le-linux",
  "riscv64-linux",
];

/** The first release whose systems have just the attributes that are modelled here. */
const MODELLED = "26.11";

const table: BuiltinTable = {
  equals: [
    2,
    (ev, a: Lazy, b: Lazy) =>
      equal(select(ev, a, "_withoutFunctions"), select(ev, b, "_withoutFunctions")),
  ],
  systemToAttrs: [
    1,
    (_, value: Lazy) => {
      const system = force(value);
      if (system instanceof Attrs || system instanceof Unknown || system instanceof Choice) {
        return system;
      }
      return Attrs.of({ system });
    },
  ],
};

/** Members of `lib.systems`, in a release of nixpkgs. */
export function systemsLib(ev: Evaluator, release: string | null): Map<string, Lazy> {
  const map = builtinsOf(table, "lib.systems.");
  const complete = release !== null && release >= MODELLED;
  map.set(
    "elaborate",
    functionOf("lib.systems.elaborate", (_, system) => elaborate(ev, system, complete)),
  );
  const old = release !== null && release <= "24.05";
  map.set("flakeExposed", [...(old ? FLAKE_EXPOSED_2405 : FLAKE_EXPOSED)]);
  map.set("functionNames", [...FUNCTION_NAMES]);
  map.set("architectures", later(architectures));
  map.set(
    "doubles",
    later(() => doubles(ev)),
  );
  map.set("examples", later(examples));
  map.set("inspect", later(inspect));
  map.set("parse", later(parse));
  map.set("platforms", later(platforms));
  return map;
}
