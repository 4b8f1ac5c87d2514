/** Puts `prefix` before a path that is relative to the root; absolute paths stay as they are. */
export function withPrefix(prefix: string, file: string): string {
  const trimmed = prefix.replace(/\/+$/, "");
  return trimmed === "" || file.startsWith("/") ? file : `${trimmed}/${file}`;
}
