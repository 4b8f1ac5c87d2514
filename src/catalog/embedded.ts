import { readCatalogFile } from "./catalog.ts";
import { memo } from "./memo.ts";

/** What a published figure measured; kinds must not be added up. */
export type FigureKind = "closure" | "delta" | "nar" | "disk-usage";

/** An option that makes a system larger. */
export interface WeightyOption {
  readonly option: string;
  /** Condition on its value, in words: `true`, `value != []`, `contains 'zfs'`. */
  readonly enabledWhen: string;
  readonly effect: string;
  /** MiB; null where no figure was published. */
  readonly approxClosureMiB: number | null;
  readonly figureKind: FigureKind | null;
  readonly evidence: string | null;
  readonly source: string;
  readonly sourceCommit: string | null;
  readonly verified: "full" | "partial" | "none";
}

/** A package that is heavy, and what is lighter. */
export interface WeightyPackage {
  readonly attr: string;
  readonly approxClosureMiB: number | null;
  readonly figureKind: FigureKind | null;
  readonly lighter: string | null;
  readonly evidence: string | null;
  readonly source: string;
  readonly verified: boolean;
}

/** What a profile of nixpkgs sets: values, or words where they are no literals. */
export interface ProfileFact {
  readonly name: string;
  readonly sets: Readonly<Record<string, unknown>>;
  readonly priority: string;
  readonly effect: string;
  readonly source: string;
  readonly sourceCommit: string | null;
  readonly verified: boolean;
}

/** A published size of a whole system. */
export interface BaselineFact {
  readonly what: string;
  readonly approxClosureMiB: number;
  readonly arch: string | null;
  readonly asOf: string | null;
  readonly evidence: string;
}

/** A board that nixos-hardware has a module for. */
export interface BoardFact {
  /** Name below `nixosModules`. */
  readonly module: string;
  readonly path: string;
  readonly board: string;
  readonly hostPlatform: string;
  /** False where the platform is inferred from the board. */
  readonly setsHostPlatform: boolean;
  readonly bootLoader: string;
  readonly source: string;
}

/** An image module of nixpkgs' installer. */
export interface SdImageModule {
  readonly path: string;
  readonly hostPlatform: string | null;
  readonly installer: boolean;
}

interface EmbeddedFile {
  readonly baselines: readonly BaselineFact[];
  readonly options: readonly WeightyOption[];
  readonly packages: readonly WeightyPackage[];
  readonly profiles: readonly ProfileFact[];
  readonly boards: readonly BoardFact[];
  readonly x86Modules: readonly string[];
  readonly neutralModules: readonly string[];
  readonly sdImageModules: readonly SdImageModule[];
}

const file = memo(() => JSON.parse(readCatalogFile("embedded.json")) as EmbeddedFile);

/** Published sizes of whole systems. */
export function baselines(): readonly BaselineFact[] {
  return file().baselines;
}

/** Options that make a system larger. */
export function weightyOptions(): readonly WeightyOption[] {
  return file().options;
}

/** Packages that are heavy, and what is lighter. */
export function weightyPackages(): readonly WeightyPackage[] {
  return file().packages;
}

/** Profiles of nixpkgs that make a system larger or smaller. */
export function profileFacts(): readonly ProfileFact[] {
  return file().profiles;
}

/** Boards of nixos-hardware with their platform. */
export function boardFacts(): readonly BoardFact[] {
  return file().boards;
}

/** Modules of nixos-hardware for x86_64, and those that say nothing of a platform. */
export function otherHardwareModules(): {
  readonly x86: readonly string[];
  readonly neutral: readonly string[];
} {
  return { x86: file().x86Modules, neutral: file().neutralModules };
}

/** nixpkgs' modules that make SD card images. */
export function sdImageModules(): readonly SdImageModule[] {
  return file().sdImageModules;
}
