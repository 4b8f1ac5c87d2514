import { weightyOptions } from "../../catalog/embedded.ts";
import { type ClosureSizes, closureSizes, type SizePlatform } from "../../catalog/sizes.ts";
import type { Span } from "../../core/span.ts";
import { Attrs, ContextString, PartialText, type Value } from "../../evaluator/value.ts";
import { packageInfo } from "../../inputs/nixpkgs/package.ts";
import { definitionsOf, optionValue, placeOf } from "../definitions.ts";
import type { Host } from "../fleet.ts";
import { attribute, elements, readValue, textOf } from "../read.ts";
import { ALWAYS, DESKTOP_PACKAGES, OPTION_PACKAGES } from "./closure-options.ts";
import { definitionLeaves } from "./definition-leaves.ts";

/** Something that makes a host's closure larger, and how it gets in. */
export interface Contributor {
  /** The package as the catalogue knows it, or the option: `firefox`, `hardware.enableAllFirmware`. */
  readonly name: string;
  readonly kind: "package" | "option";
  /** MiB, with all that it needs itself; what others need as well counts once in the estimate. */
  readonly mib: number;
  /** The option that brings it in. */
  readonly option: readonly string[];
  readonly span: Span | null;
}

/** An estimate of a host's closure, from below: only what is known is in it. */
export interface ClosureEstimate {
  /** MiB of the union. */
  readonly mib: number;
  /** The heaviest first. */
  readonly contributors: readonly Contributor[];
}

interface Found {
  readonly attribute: string;
  readonly option: readonly string[];
  readonly span: Span | null;
}

const known = new WeakMap<Host, ClosureEstimate>();

/** What a host's closure takes at least, by the sizes of the packages and options that surely are in it. */
export function closureEstimate(host: Host, platform: string): ClosureEstimate {
  let estimate = known.get(host);
  if (estimate === undefined) {
    estimate = estimated(host, /^armv[67]l/.test(platform) ? "armhf" : "arm64");
    known.set(host, estimate);
  }
  return estimate;
}

function estimated(host: Host, platform: SizePlatform): ClosureEstimate {
  const sizes = closureSizes();
  const packages = new Map<string, Found>();
  for (const one of [
    ...installed(host, sizes),
    ...enabled(host, sizes),
    ...runByUnits(host, sizes),
  ]) {
    const before = packages.get(one.attribute);
    if (before === undefined || (before.span === null && one.span !== null)) {
      packages.set(one.attribute, one);
    }
  }
  const { kib, each } = sizes.estimate([...ALWAYS, ...packages.keys()], platform);
  const options = weights(host);
  const always = new Set(ALWAYS);
  const additions = [...packages.values()].filter((one) => !always.has(one.attribute));
  const contributors: Contributor[] = additions.map((one) => ({
    name: one.attribute,
    kind: "package",
    mib: (each.get(one.attribute) ?? 0) / 1024,
    option: one.option,
    span: one.span,
  }));
  contributors.push(...options);
  contributors.sort((a, b) => b.mib - a.mib || (a.name < b.name ? -1 : 1));
  const extra = options.reduce((sum, option) => sum + option.mib, 0);
  return { mib: kib / 1024 + kernelSize(host) + extra, contributors };
}

/** Lists of packages that are in the closure as they are. */
function packageLists(host: Host): string[][] {
  const lists = [
    ["environment", "systemPackages"],
    ["fonts", "packages"],
    ["fonts", "fonts"],
  ];
  const paths = new Set<string>();
  for (const { path } of definitionLeaves(host)) {
    const [first, second, name, fourth, fifth] = path;
    if (first === "users" && second === "users" && fourth === "packages") {
      paths.add(JSON.stringify(path.slice(0, 4)));
    }
    if (first === "home-manager" && second === "users" && fourth === "home" && name !== undefined) {
      if (fifth === "packages") paths.add(JSON.stringify(path.slice(0, 5)));
    }
  }
  return [...lists, ...[...paths].map((path) => JSON.parse(path) as string[])];
}

function* installed(host: Host, sizes: ClosureSizes): Iterable<Found> {
  for (const option of packageLists(host)) {
    for (const definition of definitionsOf(host, option)) {
      if (!definition.wins || definition.condition !== "true") continue;
      for (const element of elements(readValue(definition.value))) {
        for (const attribute of packagesBehind(element, sizes)) {
          yield { attribute, option, span: definition.span };
        }
      }
    }
  }
}

/** Packages of what is switched on: those that its `package` names, or that its module is known to bring. */
function* enabled(host: Host, sizes: ClosureSizes): Iterable<Found> {
  const seen = new Set<string>();
  for (const { path, value, certain } of definitionLeaves(host)) {
    if (path.at(-1) !== "enable" || value !== true || !certain) continue;
    const name = path.slice(0, -1).join(".");
    if (seen.has(name) || optionValue(host, path) !== true) continue;
    seen.add(name);
    if (/^services\.xserver\./.test(name) && !isOn(host, ["services", "xserver", "enable"])) {
      continue;
    }
    const span = placeOf(host, path);
    for (const attribute of packagesOfModule(host, path, sizes)) {
      yield { attribute, option: path, span };
    }
  }
}

function isOn(host: Host, path: readonly string[]): boolean {
  return optionValue(host, path) === true;
}

function packagesOfModule(host: Host, path: readonly string[], sizes: ClosureSizes): string[] {
  const module = path.slice(0, -1);
  const isHome = module[0] === "home-manager";
  const inner = isHome ? module.slice(3) : module;
  const known = OPTION_PACKAGES[inner.join(".")];
  if (known !== undefined) return known.filter((attribute) => sizes.has(attribute));
  const [root = ""] = inner;
  if (!/^(?:services|programs|virtualisation|hardware|networking)$/.test(root)) return [];
  const named = optionValue(host, [...module, "package"]);
  if (named === null) return [];
  if (named instanceof Attrs && packageInfo(named) !== undefined) {
    return [...packagesBehind(named, sizes)];
  }
  const [, name = ""] = inner;
  return inner.length === 2 && sizes.has(name) ? [name] : [];
}

/** Packages that the commands of units need. */
function* runByUnits(host: Host, sizes: ClosureSizes): Iterable<Found> {
  for (const { path, value, span, certain } of definitionLeaves(host)) {
    const [first, second, name] = path;
    if (first !== "systemd" || name === undefined || !certain) continue;
    if (second !== "services" && !(second === "user" && path[2] === "services")) continue;
    const option = path.at(-1) ?? "";
    const isList = path.at(-1) === "path";
    if (!isList && !/^Exec|^(?:script|pre|post)/.test(option)) continue;
    const unit = path.slice(0, second === "user" ? 4 : 3);
    if (optionValue(host, [...unit, "enable"]) === false) continue;
    for (const attribute of packagesBehind(value, sizes)) {
      yield { attribute, option: path, span };
    }
  }
}

/** Known packages that a value leads to: itself, the packages in its text, or those of a script that we can read. */
function packagesBehind(value: Value, sizes: ClosureSizes): Set<string> {
  const found = new Set<string>();
  const seen = new Set<object>();
  const pending: Value[] = [value];
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    if (one instanceof ContextString || one instanceof PartialText) {
      for (const element of one.context.values()) {
        if (element.kind === "symbolic") pending.push(element.derivation as Attrs);
      }
    }
    if (!(one instanceof Attrs) || seen.has(one)) continue;
    seen.add(one);
    const info = packageInfo(one);
    if (info === undefined) continue;
    if (info.attrPath !== null) {
      const attribute = catalogueName(info.attrPath, sizes);
      if (attribute !== null) found.add(attribute);
      continue;
    }
    if (info.text !== null) pending.push(readValue(info.text));
    if (info.args === null) continue;
    for (const name of ["paths", "runtimeInputs"]) {
      pending.push(...elements(attribute(info.args, name) ?? null));
    }
  }
  return found;
}

/** Sets below `pkgs` that only group packages: a name in them is the package of that name. */
const GROUP = /^(?:gnome|xfce|mate|cinnamon|kdePackages|libsForQt5|plasma5Packages|xorg)$/;

/** `postgresql_15` → `postgresql`, `kdePackages.okular` → `okular`; null where the catalogue has no size. */
function catalogueName(attrPath: string, sizes: ClosureSizes): string | null {
  const path = attrPath.split(".");
  if (path.length > 1 && /^(?:bin|out)$/.test(path.at(-1) ?? "")) path.pop();
  if (path.length === 2 && GROUP.test(path[0] as string)) path.shift();
  const [name = ""] = path;
  // Desktops are in the catalogue by names that are no packages.
  if (path.length !== 1 || DESKTOP_PACKAGES.has(name)) return null;
  if (sizes.has(name)) return name;
  const plain = /^(?:python3|nodejs|postgresql|jdk|gcc|clang|ghc|go|emacs|php)/.exec(name)?.[0];
  if (plain === undefined || !/^[\d_]+$/.test(name.slice(plain.length))) return null;
  return sizes.has(plain) ? plain : null;
}

/** MiB of the kernel and its modules, which every host that boots has. */
function kernelSize(host: Host): number {
  return isOn(host, ["boot", "isContainer"]) ? 0 : figure("boot.kernelPackages");
}

/** MiB that an option adds of its own; closures of whole packages are none: parts of them are counted already. */
function figure(option: string): number {
  const fact = weightyOptions().find((one) => one.option === option);
  if (fact === undefined || fact.figureKind === "closure") return 0;
  return fact.approxClosureMiB ?? 0;
}

/** Options that put something into the closure that is no package of the catalogue. */
function weights(host: Host): Contributor[] {
  const found: Contributor[] = [];
  const add = (option: string[], mib: number, name = option.join(".")) => {
    if (mib > 0) found.push({ name, kind: "option", mib, option, span: placeOf(host, option) });
  };
  const firmware = ["enableAllFirmware", "enableRedistributableFirmware"]
    .map((name) => ["hardware", name])
    .find((option) => isOn(host, option));
  if (firmware) add(firmware, figure("hardware.enableRedistributableFirmware"));
  const source = pinnedSource(host);
  if (source) add(source, figure("nixpkgs.flake.setFlakeRegistry"));
  return found;
}

/** The option by which the source of nixpkgs is in the closure, where one surely is. */
function pinnedSource(host: Host): string[] | null {
  for (const name of ["setFlakeRegistry", "setNixPath"]) {
    const option = ["nixpkgs", "flake", name];
    if (definitionsOf(host, option).length > 0 && isOn(host, option)) return option;
  }
  const registry = ["nix", "registry", "nixpkgs", "flake"];
  return definitionsOf(host, registry).some((one) => one.wins && one.condition === "true")
    ? registry
    : null;
}

/** What surely makes a closure larger without a size of its own that is known. */
export function unsizedWeights(host: Host): { documentation: boolean; allLocales: boolean } {
  const locales = optionValue(host, ["i18n", "supportedLocales"]);
  return {
    documentation: isOn(host, ["documentation", "enable"]),
    allLocales: elements(locales ?? null).some((one) => /^all$/.test(textOf(one) ?? "")),
  };
}
