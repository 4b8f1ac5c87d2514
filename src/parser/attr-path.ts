/** The name of one attribute, or null for one that is computed. */
export type PathPart = string | null;

/** How a computed name is shown. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is Nix.
const computed = "${…}";

const plainName = /^[a-zA-Z_][a-zA-Z0-9_'-]*$/;
const keywords: ReadonlySet<string> = new Set([
  "if",
  "then",
  "else",
  "assert",
  "with",
  "let",
  "in",
  "rec",
  "inherit",
]);

/** Whether a name is a keyword, which an attribute path has to quote. */
export function isKeywordName(name: string): boolean {
  return keywords.has(name);
}

/** Whether a name can stand in an attribute path without quotes. */
export function isPlainName(name: string): boolean {
  return plainName.test(name) && !keywords.has(name);
}

/** `a."b c".d`, as one writes it; computed names are `${…}`. */
export function attrPathText(path: readonly PathPart[]): string {
  return path
    .map((name) => {
      if (name === null) return computed;
      return isPlainName(name) ? name : JSON.stringify(name);
    })
    .join(".");
}
