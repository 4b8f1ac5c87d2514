import { readCatalogFile } from "./catalog.ts";

/** What kind of value an option is, where a secret may be in it. */
export type SecretKind =
  /** The value itself is the secret. */
  | "plain-string"
  /** Variables by name, or lines `NAME=value`. */
  | "environment"
  /** Text in which a secret may stand. */
  | "free-form"
  | "file-content"
  /** Arguments of a program. */
  | "flags"
  | "command"
  | "path-or-text"
  /** A path literal, whose file is copied to the store. */
  | "path-literal";

/** An option that ends in the world-readable store and may hold a secret. */
export interface SecretOption {
  /** `<name>` for any attribute, `*` for any element. */
  readonly option: string;
  /** What to use instead; null where the module has nothing. */
  readonly safe: string | null;
  readonly severity: "high" | "medium" | "low";
  readonly kind: SecretKind;
  readonly source: string;
  readonly sourceCommit: string | null;
  readonly verified: boolean;
}

let known: readonly SecretOption[] | undefined;

/** Every option that the catalogue says may hold a secret in plain text. */
export function secretOptions(): readonly SecretOption[] {
  if (known === undefined) {
    const file = JSON.parse(readCatalogFile("secrets.json")) as {
      plaintextOptions: SecretOption[];
    };
    known = file.plaintextOptions;
  }
  return known;
}
