import { readCatalogFile } from "./catalog.ts";
import { memo } from "./memo.ts";

/** What an option that ends in the store has to do with a secret. */
export type SecretKind =
  /** Any value is the secret. */
  | "plain-string"
  /** The others carry secrets: what their value holds has to be looked at. */
  | "environment"
  | "flags"
  | "free-form"
  | "file-content"
  | "path-literal"
  | "path-or-text"
  | "command";

/** An option whose text ends in the world-readable store. */
export interface SecretOption {
  /** `<name>` for any attribute, `*` for any list element. */
  readonly option: string;
  /** What to use instead; null where the module offers no file variant. */
  readonly safe: string | null;
  /** high: clear-text credential; medium: hash or lesser credential; low: weak or rare. */
  readonly severity: "high" | "medium" | "low";
  readonly kind: SecretKind;
  readonly source: string;
  readonly sourceCommit: string | null;
  readonly verified: boolean;
}

/** An option where a path literal copies the secret into the store. */
export interface PathLiteralHazard {
  readonly option: string;
  readonly why: string;
  readonly source: string;
  readonly sourceCommit: string | null;
  readonly verified: boolean;
}

/** The shape of a secret manager's options, and where it puts what it decrypts. */
export interface SecretManager {
  readonly name: string;
  readonly declare: string;
  readonly encryptedFile: string;
  readonly runtimePath: string;
  readonly pathRule: string;
  readonly pathDefault: string;
  readonly systemSecrets?: {
    readonly declare: string;
    readonly encryptedFile: string;
    readonly runtimePath: string;
    readonly pathRule: string;
    readonly pathDefault: string;
  };
  /** Options with their default, or the rule for it in words. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly source: string;
  readonly sourceCommit: string | null;
  readonly verified: boolean;
}

interface SecretsFile {
  readonly plaintextOptions: readonly SecretOption[];
  readonly pathLiteralHazards: readonly PathLiteralHazard[];
  readonly secretManagers: readonly SecretManager[];
}

const file = memo(() => JSON.parse(readCatalogFile("secrets.json")) as SecretsFile);

/** Options that take a secret as text. */
export function secretOptions(): readonly SecretOption[] {
  return file().plaintextOptions;
}

/** Options where a path literal copies a secret into the store. */
export function pathLiteralHazards(): readonly PathLiteralHazard[] {
  return file().pathLiteralHazards;
}

/** agenix, sops-nix, secrix and their like. */
export function secretManagers(): readonly SecretManager[] {
  return file().secretManagers;
}
