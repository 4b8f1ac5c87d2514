import { isWildcard, joinOptionPath, splitOptionPath } from "../src/catalog/index.ts";

/** `catalog-contributed.json`: what is known besides what was read from modules. */
export interface KnownContributions {
  readonly always: readonly string[];
  /** Also by services whose modules were not read. */
  readonly withService: readonly string[];
  readonly applied: Readonly<Record<string, "sorted" | "names" | "unknown">>;
  readonly modern: readonly {
    readonly gates: readonly string[];
    readonly targets: readonly string[];
  }[];
  /** Options whose contributions are stronger than plain definitions. */
  readonly forced: readonly string[];
  readonly harmless: { readonly enable: readonly string[] };
  readonly notContributed: readonly string[];
  readonly unitPrefixes: readonly string[];
}

/** What a look-up of declared options must answer while contributions are worked out. */
export interface Declared {
  /** The declared pattern at or above a path. */
  readonly find: (path: readonly string[]) => readonly string[] | undefined;
  /** Whether an option is false, null or empty unless it is set. */
  readonly offByDefault: (path: readonly string[]) => boolean;
}

/** Modules that only count when a configuration imports them itself. */
const NOT_IN_LIST =
  /^(?:profiles|installer|testing)\/|^virtualisation\/(?:.*-image|.*-config|qemu-vm|docker-image|grow-partition|ec2-.*|nixos-containers-.*|lxc-container)\.nix$|-image\.nix$/;

/** The contributions of NixOS' modules: by option, the options of which one must be set. */
export class Contributions {
  /** Empty where a definition is always made. */
  readonly gates = new Map<string, readonly string[]>();
  /** Names that NixOS uses itself, by the path they stand below. */
  readonly names = new Map<string, Set<string>>();
  readonly applied = new Set<string>();
  private readonly found = new Map<string, Set<string> | "always">();
  private readonly declared: Declared;
  private readonly rename: (path: string) => string | null;

  constructor(declared: Declared, rename: (path: string) => string | null) {
    this.declared = declared;
    this.rename = rename;
  }

  /** Takes the lines of `catalog-definitions.ts`. */
  read(tsv: string): void {
    for (const line of tsv.trim().split("\n")) {
      const [kind, path = "", gates = "", file = ""] = line.split("\t");
      if (NOT_IN_LIST.test(file)) continue;
      const renamed = this.rename(path);
      if (renamed === null) continue;
      if (kind === "apply") this.applied.add(renamed);
      if (kind === "inner") this.addInner(splitOptionPath(renamed), gates.split(" "));
      if (kind === "set") this.add(splitOptionPath(renamed), gates.split(" "));
    }
  }

  private add(path: readonly string[], gates: readonly string[]): void {
    const pattern = this.declared.find(path);
    if (pattern === undefined) return;
    for (const [index, segment] of pattern.entries()) {
      const name = path[index];
      if (!isWildcard(segment) || name === undefined || isWildcard(name)) continue;
      const above = joinOptionPath(pattern.slice(0, index));
      const names = this.names.get(above) ?? new Set();
      this.names.set(above, names.add(name));
    }
    if (!pattern.some(isWildcard)) this.note(pattern, gates);
  }

  /** What a submodule defines for itself: below any name. */
  private addInner(path: readonly string[], gates: readonly string[]): void {
    const pattern = this.declared.find(path);
    if (pattern?.some(isWildcard)) this.note(pattern, gates);
  }

  private note(pattern: readonly string[], gates: readonly string[]): void {
    const option = joinOptionPath(pattern);
    const known = this.found.get(option);
    const open = gates.flatMap((gate) => this.gate(gate));
    if (known === "always" || open.includes("always")) this.found.set(option, "always");
    else if (open.length > 0) this.found.set(option, new Set([...(known ?? []), ...open]));
  }

  /** Nothing where the gate's option is gone; `always` where the gate does not keep it closed. */
  private gate(gate: string): readonly string[] {
    if (gate === "always") return ["always"];
    const renamed = this.rename(gate);
    if (renamed === null) return [];
    const path = splitOptionPath(renamed);
    const pattern = this.declared.find(path);
    if (pattern === undefined || pattern.length !== path.length) return [];
    return this.declared.offByDefault(path) ? [renamed] : ["always"];
  }

  /** Adds what is known otherwise, and settles what each option's contributions hang on. */
  settle(known: KnownContributions): void {
    for (const { gates, targets } of known.modern) {
      for (const target of targets) {
        const found = this.found.get(target);
        if (found !== "always") this.found.set(target, new Set([...(found ?? []), ...gates]));
      }
    }
    for (const option of known.withService) {
      const found = this.found.get(option);
      if (found !== "always") this.found.set(option, new Set([...(found ?? []), "services.*"]));
    }
    for (const option of known.always) this.found.set(option, "always");
    for (const option of known.notContributed) this.found.delete(option);
    for (const [option, gates] of this.found) {
      if (gates === "always") {
        this.gates.set(option, []);
        continue;
      }
      const own = option.split(".").slice(0, 2).join(".");
      const inner = option.includes("<") || option.includes("*");
      const others = !inner && [...gates].some((gate) => !`${gate}.`.startsWith(`${own}.`));
      const unread = option.startsWith("services.") ? "services.*" : "*";
      this.gates.set(option, [...new Set([...[...gates].sort(), ...(others ? [unread] : [])])]);
    }
  }
}
