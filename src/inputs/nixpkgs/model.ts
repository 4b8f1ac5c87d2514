import type { Evaluator } from "../../evaluator/evaluator.ts";
import { createLib } from "../../evaluator/lib/index.ts";
import { Reason } from "../../evaluator/reason.ts";
import type { Text } from "../../evaluator/text.ts";
import {
  Attrs,
  Builtin,
  force,
  type Lazy,
  lazy,
  Unknown,
  type Value,
} from "../../evaluator/value.ts";
import { moduleLib } from "../../modules/lib.ts";
import type { FactSets } from "../fact-sets.ts";
import { nixosSystem } from "../nixos/system.ts";
import { type PackageSetArguments, packageSet } from "./packages.ts";

const models = new WeakMap<Attrs, NixpkgsModel>();

/** The nixpkgs that a package set is from; undefined for other values. */
export function modelOfPackages(pkgs: Value): NixpkgsModel | undefined {
  return pkgs instanceof Attrs ? models.get(pkgs) : undefined;
}

/** One nixpkgs: its `lib`, its package sets, and NixOS. */
export class NixpkgsModel {
  readonly ev: Evaluator;
  readonly outPath: Text;
  /** "25.11", or null where the reference does not tell. */
  readonly release: string | null;
  readonly facts: FactSets;
  readonly lib: Lazy;
  readonly nixosSystem: Builtin;
  readonly #sets = new Map<string, Attrs>();
  readonly #texts = new Map<string, Lazy>();

  constructor(ev: Evaluator, outPath: Text, release: string | null, facts: FactSets) {
    this.ev = ev;
    this.outPath = outPath;
    this.release = release;
    this.facts = facts;
    this.nixosSystem = new Builtin("lib.nixosSystem", 1, (_ev, args: Lazy) =>
      nixosSystem(this, args),
    );
    this.lib = lazy(() => this.makeLib());
  }

  /** `lib` as nixpkgs' flake has it: with `nixosSystem`. */
  private makeLib(): Attrs {
    const extra = (lib: Lazy) => {
      const members = new Map(moduleLib(this.ev, lib));
      // What a library was extended with, the modules of its `nixosSystem` have too.
      const system = new Builtin("lib.nixosSystem", 1, (_ev, args: Lazy) =>
        nixosSystem(this, args, lib),
      );
      return members.set("nixosSystem", system);
    };
    return createLib(this.ev, extra, { release: this.release });
  }

  /** `lib` as the file `lib/default.nix` has it. */
  private plainLib(): Attrs {
    return createLib(this.ev, (lib) => moduleLib(this.ev, lib), { release: this.release });
  }

  /** A package set; those without configuration and overlays are shared. */
  packages(args: PackageSetArguments): Attrs {
    const nixos = new Builtin("pkgs.nixos", 1, (_ev, configuration: Lazy) =>
      nixosSystem(this, Attrs.of({ modules: [configuration] })),
    );
    const source = { lib: this.lib, path: this.outPath, nixos };
    const pkgs = packageSet(this.ev, source, args);
    models.set(pkgs, this);
    return pkgs;
  }

  /** The value of a Nix text of ours, evaluated once. */
  nix(name: string, text: string): Lazy {
    let value = this.#texts.get(name);
    if (value === undefined) {
      value = lazy(() => this.ev.evalText(text, "/", name));
      this.#texts.set(name, value);
    }
    return value;
  }

  /** The plain package set of a system, as `legacyPackages` has it. */
  packagesFor(system: string): Attrs {
    let set = this.#sets.get(system);
    if (set === undefined) {
      set = this.packages({
        hostPlatform: system,
        config: new Attrs(new Map()),
        overlays: [],
      });
      this.#sets.set(system, set);
    }
    return set;
  }

  /** `import nixpkgs`: takes `system`, `localSystem`, `crossSystem`, `config`, `overlays`. */
  importer(): Builtin {
    return new Builtin("nixpkgs", 1, (ev, args: Lazy): Value => {
      const given = ev.attrs(args);
      const local =
        given.map.get("localSystem") ??
        given.map.get("system") ??
        lazy(() => {
          const { currentSystem } = ev.options;
          if (currentSystem !== undefined) return currentSystem;
          return new Unknown(new Reason("impure", "the system of whoever evaluates is not known"));
        });
      const cross = given.map.get("crossSystem");
      const host = lazy(() => {
        const target = cross === undefined ? null : force(cross);
        return target === null ? force(local) : target;
      });
      return this.packages({
        hostPlatform: host,
        ...(cross === undefined ? {} : { buildPlatform: local }),
        config: given.map.get("config") ?? new Attrs(new Map()),
        overlays: given.map.get("overlays") ?? [],
      });
    });
  }

  /** The outputs of nixpkgs' flake. */
  outputs(): Attrs {
    const reason = new Reason("model", "this output of nixpkgs is not modelled");
    const legacyPackages = new Attrs(
      new Map(
        SYSTEMS.map((system): [string, Lazy] => [system, lazy(() => this.packagesFor(system))]),
      ),
      null,
      null,
    );
    const modules = new Attrs(
      new Map<string, Lazy>([
        ["notDetected", upstreamModule("nixos/modules/installer/scan/not-detected.nix")],
        ["readOnlyPkgs", upstreamModule("nixos/modules/misc/nixpkgs/read-only.nix")],
      ]),
      null,
      { reason },
    );
    return new Attrs(
      new Map<string, Lazy>([
        ["lib", this.lib],
        ["legacyPackages", legacyPackages],
        ["nixosModules", modules],
      ]),
      null,
      { reason },
    );
  }

  /** `import` of a path in the source of nixpkgs. */
  importSubpath(subpath: string): Lazy | undefined {
    const path = subpath.replace(/\/default\.nix$/, "");
    if (path === "" || path === "default.nix") return this.importer();
    if (path === "lib") return lazy(() => this.plainLib());
    if (path === "nixos/lib/eval-config.nix") return this.nixosSystem;
    if (path === "nixos") {
      return new Builtin("nixos", 1, (ev, args: Lazy) => {
        const given = ev.attrs(args);
        const configuration = given.map.get("configuration");
        const map = new Map<string, Lazy>();
        if (configuration !== undefined) map.set("modules", [configuration]);
        const system = given.map.get("system");
        if (system !== undefined) map.set("system", system);
        return nixosSystem(this, new Attrs(map));
      });
    }
    if (path.startsWith("nixos/modules/")) return upstreamModule(subpath);
    return undefined;
  }
}

const SYSTEMS = [
  "x86_64-linux",
  "aarch64-linux",
  "armv6l-linux",
  "armv7l-linux",
  "i686-linux",
  "powerpc64le-linux",
  "riscv64-linux",
  "x86_64-darwin",
  "aarch64-darwin",
  "x86_64-freebsd",
];

/** A module of NixOS itself: what it defines is not the user's, and not known here. */
function upstreamModule(path: string): Attrs {
  return Attrs.of({ _file: `«nixpkgs»/${path}`, key: `«nixpkgs»/${path}` });
}
