import { readCatalogFile } from "./catalog.ts";
import { memo } from "./memo.ts";

/** The shape of a token that a service gives out. */
export interface CredentialFormat {
  /** `GitHub personal access token`. */
  readonly name: string;
  readonly prefix: string;
  /** Inside of `[]` of a regular expression. */
  readonly alphabet: string;
  /** Least and most characters after the prefix. */
  readonly length: readonly [number, number];
  readonly source: string;
}

const file = memo(
  () =>
    (
      JSON.parse(readCatalogFile("credential-formats.json")) as {
        readonly formats: readonly CredentialFormat[];
      }
    ).formats,
);

/** Known shapes of tokens. */
export function credentialFormats(): readonly CredentialFormat[] {
  return file();
}
