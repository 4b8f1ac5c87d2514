const KEYWORDS = new Set([
  "assert",
  "else",
  "if",
  "in",
  "inherit",
  "let",
  "or",
  "rec",
  "then",
  "with",
]);

/** A name as it stands in an attribute path of the language: as it is, or as a string literal. */
export function escapeIdentifier(name: string): string {
  if (/^[a-zA-Z_][a-zA-Z0-9_'-]*$/.test(name) && !KEYWORDS.has(name)) return name;
  return escapeString(name);
}

/** A string literal of the language. */
export function escapeString(text: string): string {
  // JSON's own escapes are also those of the language; any dollar sign is escaped too.
  return JSON.stringify(text).replaceAll("$", "\\$");
}
