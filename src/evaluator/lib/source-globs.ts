import { escapeRegex } from "./string-escapes.ts";

/** Tells whether a path, relative to the source, and its type fit. */
type Matcher = (path: string, type: string) => boolean;

const ANY = "**";

const matchers = new Map<string, Matcher>();

/** The matcher of a pattern: `*` is part of a name, `**` any number of names. Folders may fit in part. */
export function globMatcher(pattern: string): Matcher {
  let matcher = matchers.get(pattern);
  if (matcher === undefined) {
    matcher = compile(pattern);
    matchers.set(pattern, matcher);
  }
  return matcher;
}

function compile(pattern: string): Matcher {
  const globs = pattern.split("/").map((part) => {
    const source = part.split(/\*+/).map(escapeRegex).join("[^/]*");
    return { any: part === ANY, regex: part === ANY ? /^/ : new RegExp(`^${source}$`, "s") };
  });
  return (path, type) => {
    const names = path.split("/");
    const fits = (gi: number, pi: number): boolean => {
      const name = names[pi];
      const glob = globs[gi];
      // A folder on the way to what may fit is taken.
      if (name === undefined)
        return glob === undefined || type === "directory" || type === "symlink";
      if (glob === undefined) return false;
      if (!glob.any) return glob.regex.test(name) && fits(gi + 1, pi + 1);
      const next = globs[gi + 1];
      if (next === undefined) return true;
      return next.regex.test(name) ? fits(gi + 1, pi) : fits(gi, pi + 1);
    };
    return fits(0, 0);
  };
}
