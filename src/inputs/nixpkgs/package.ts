import { contextOf } from "../../evaluator/context.ts";
import type { Evaluator } from "../../evaluator/evaluator.ts";
import { Reason } from "../../evaluator/reason.ts";
import { concatTexts, type Text, textOfPieces } from "../../evaluator/text.ts";
import { Attrs, Builtin, type Lazy, lazy, Unknown } from "../../evaluator/value.ts";

/** What nixlint knows of a derivation that it never builds. */
export interface PackageInfo {
  /** `python3Packages.requests`: the path below `pkgs`; null for what a builder of the user's makes. */
  readonly attrPath: string | null;
  /** What `pkgs.writeText` and the like put into the file. */
  readonly text: Lazy | null;
  /** The arguments of the builder that made it, where they are known. */
  readonly args: Attrs | null;
  /** The name of the function that made it: `writeText`, `mkDerivation`; null for packages of nixpkgs. */
  readonly builder: string | null;
}

const infos = new WeakMap<Attrs, PackageInfo>();
let counter = 0;

/** What is known of a derivation; undefined for other sets and for derivations by `builtins.derivation`. */
export function packageInfo(derivation: object): PackageInfo | undefined {
  return infos.get(derivation as Attrs);
}

/** Sets below `pkgs` that hold packages, told by their names. */
const SCOPE_NAME =
  /(?:[pP]ackages(?:For|_[\w]+)?|Plugins|[eE]xtensions|Scope|ModulesPackages|packagesFor|Versions|Kernels|Drivers)$|^(?:kdePackages|gnome|xorg|libsForQt5|qt5|qt6|plasma5Packages|pkgs\w+|haskell|ocaml-ng|nodePackages_latest|vscode-extensions|darwin|lib\w*Scope|mate|pantheon|cinnamon|deepin|lxqt|lxde|enlightenment|gnomeExtensions|vimPlugins|emacsPackages|rPackages|texlive|steamPackages|nerd-fonts|hunspellDicts|aspellDicts|perl\w*Packages|php\w*Extensions|winePackages|wineWowPackages|wine64Packages|cudaPackages\w*|rocmPackages\w*|linuxKernel|zfs_\w*|beam|bundlerApp|dockerTools|nix-gaming|xfce|unixtools|dwarf-fortress-packages|tree-sitter-grammars|kodiPackages|gimpPlugins|obs-studio-plugins|mopidyPlugins|fishPlugins|tmuxPlugins|zshPlugins|yaziPlugins|hyprlandPlugins|grafanaPlugins|terraform-providers|home-assistant-custom-components|home-assistant-custom-lovelace-modules|jetbrains|androidenv|python\d*Packages)$/;

/** Names that outputs of packages have. */
const OUTPUT = /^(?:bin|debug|dev|devdoc|doc|info|lib|man|static|terminfo)$/;

/**
 * A package of nixpkgs by its path. Its name and version are not known; its path in
 * `pkgs` is, and rules go by that.
 */
export function nixpkgsPackage(ev: Evaluator, path: readonly string[]): Attrs {
  const attrPath = path.join(".");
  const last = path[path.length - 1] as string;
  const reason = new Reason("model", `'pkgs.${attrPath}' is known by name only`);
  const below = (name: string): Lazy => lazy(() => nixpkgsPackage(ev, [...path, name]));
  if (SCOPE_NAME.test(last) && !last.includes("-with-")) {
    const lookup = (name: string) => (name.startsWith("__") ? undefined : below(name));
    return new Attrs(new Map(), null, { reason, lookup });
  }
  const name = textOfPieces([new Unknown(reason)], new Map());
  return symbolicDerivation({
    name,
    attributes: new Map<string, Lazy>([["meta", new Attrs(new Map(), null, { reason })]]),
    reason,
    info: { attrPath, text: null, args: null, builder: null },
    // Of a package's own attributes only its outputs and the sets of further packages are told by their names.
    lookup: (name) => (OUTPUT.test(name) || SCOPE_NAME.test(name) ? below(name) : undefined),
  });
}

interface DerivationParts {
  readonly name: Text;
  /** Attributes besides those that every derivation has. */
  readonly attributes: ReadonlyMap<string, Lazy>;
  readonly reason: Reason;
  readonly info: PackageInfo;
  readonly lookup?: (name: string) => Lazy | undefined;
  readonly system?: Lazy;
}

/** A derivation whose store path is not known: `/nix/store/?-name`, with a context that leads back to it. */
export function symbolicDerivation(parts: DerivationParts): Attrs {
  const { reason, info } = parts;
  const map = new Map<string, Lazy>();
  const key = info.attrPath ?? `derivation ${++counter}`;
  const derivation: Attrs = new Attrs(map, null, {
    reason,
    lookup: (name) => parts.lookup?.(name),
  });
  const context = contextOf({ kind: "symbolic", key, derivation });
  const hash = new Unknown(new Reason(reason.kind, reason.text, reason.at, derivation));
  const path = (output: string): Lazy =>
    lazy(() =>
      concatTexts([
        textOfPieces(["/nix/store/", hash, "-"], context),
        parts.name,
        output === "out" ? "" : `-${output}`,
      ]),
    );
  map.set("type", "derivation");
  map.set("name", parts.name);
  map.set("outPath", path("out"));
  map.set(
    "drvPath",
    lazy(() =>
      concatTexts([textOfPieces(["/nix/store/", hash, "-"], context), parts.name, ".drv"]),
    ),
  );
  map.set("outputName", "out");
  map.set("out", derivation);
  if (parts.system !== undefined) map.set("system", parts.system);
  for (const [name, value] of parts.attributes) map.set(name, value);
  const changed = () => derivation;
  for (const name of ["override", "overrideAttrs", "overrideDerivation"]) {
    if (!map.has(name)) map.set(name, new Builtin(name, 1, changed));
  }
  infos.set(derivation, info);
  return derivation;
}
