/** Splits `a."b.c".<name>` at its dots; quotes keep a segment whole. Never throws. */
export function splitOptionPath(path: string): string[] {
  if (!path.includes('"')) return path === "" ? [] : path.split(".");
  const segments: string[] = [];
  let rest = path;
  while (rest !== "") {
    const quoted = /^"((?:[^"\\]|\\.)*)"(?:\.|$)/.exec(rest);
    if (quoted !== null) {
      segments.push((quoted[1] ?? "").replaceAll(/\\(.)/g, "$1"));
      rest = rest.slice(quoted[0].length);
      continue;
    }
    const dot = rest.indexOf(".");
    segments.push(dot < 0 ? rest : rest.slice(0, dot));
    rest = dot < 0 ? "" : rest.slice(dot + 1);
  }
  return segments;
}

/** The reverse of `splitOptionPath`; quotes only what needs it, not `<name>` and `*`. */
export function joinOptionPath(segments: readonly string[]): string {
  return segments
    .map((segment) =>
      isWildcard(segment) || /^[A-Za-z_][\w'-]*$/.test(segment)
        ? segment
        : `"${segment.replaceAll(/["\\]/g, "\\$&")}"`,
    )
    .join(".");
}

/** `<name>` (any attribute) and `*` (any element of a list). */
export function isWildcard(segment: string): boolean {
  return segment === "*" || /^<[^<>]+>$/.test(segment);
}
