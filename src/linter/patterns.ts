import picomatch from "picomatch";

/** Whether a path relative to the root matches one of the globs; a folder stands for what is in it. */
export function pathMatcher(globs: readonly string[]): (path: string) => boolean {
  const all = globs.flatMap((glob) => {
    const clean = glob.replace(/^\.\//, "").replace(/\/+$/, "");
    return [clean, `${clean}/**`];
  });
  return picomatch(all, { dot: true });
}

/** Whether a name matches one of the patterns (`display-*`). */
export function nameMatcher(patterns: readonly string[]): (name: string) => boolean {
  return picomatch([...patterns], { dot: true, bash: true });
}
