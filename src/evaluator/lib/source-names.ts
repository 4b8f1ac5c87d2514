import type { BuiltinTable } from "../builtins/define.ts";
import type { Evaluator } from "../evaluator.ts";
import { Builtin, force, type Lazy, type Value } from "../value.ts";
import { interpolated, stringified, whole } from "./partial-text.ts";
import { callBuiltin, thrown } from "./surroundings.ts";

/** `lib.sources`: names of fetched sources, made of a URL and a revision. */
export const sourceNames: BuiltinTable = {
  urlToName: [1, (ev, url: Lazy) => urlToName(textOf(ev, url))],
  shortRev: [1, (ev, rev: Lazy) => shortRev(ev, textOf(ev, rev))],
  revOrTag: [
    2,
    (ev, rev: Lazy, tag: Lazy) => {
      const chosen = ev.known(tag);
      if (chosen !== null) return chosen;
      return ev.known(rev) ?? "HEAD";
    },
  ],
  repoRevToName: [1, repoRevToName],
};

function textOf(ev: Evaluator, value: Lazy): string {
  return whole(stringified(ev, ev.known(value)));
}

/** The last part, as `baseNameOf` has it. */
function baseName(text: string): string {
  const path = text.length > 1 && text.endsWith("/") ? text.slice(0, -1) : text;
  return path.slice(path.lastIndexOf("/") + 1);
}

const EXTENSION = /^(.*)\.(git|tar|zip|gz|tgz|bz|tbz|bz2|tbz2|lzma|txz|xz|zstd)$/s;

/** The last part of a URL without the endings of archives. */
function urlToName(url: string): string {
  const last = url.slice(url.lastIndexOf(":") + 1);
  let name = baseName(last.endsWith("/") ? last.slice(0, -1) : last);
  for (;;) {
    const shorter = EXTENSION.exec(name)?.[1];
    if (shorter === undefined) return name;
    name = shorter;
  }
}

/** A hash gets shortened, a version loses what stands before it. */
function shortRev(ev: Evaluator, rev: string): Value {
  const base = baseName(rev);
  if (/^[a-f0-9]+$/.test(base)) return base.slice(0, 7);
  const version = callBuiltin(ev, "match", "([A-Za-z]+[-_. ]?)*(v)?([0-9.]+.*)", base);
  return Array.isArray(version) ? force(version[version.length - 1] as Lazy) : base;
}

/** How sources are named: always `source`, after their repository and revision, or with a suffix too. */
function repoRevToName(ev: Evaluator, kind: Lazy): Value {
  const wanted = ev.known(kind);
  const full = (repo: Lazy, rev: Lazy, suffix: Lazy): Value => {
    const parts = [urlToName(textOf(ev, repo))];
    if (ev.known(rev) !== null) parts.push(textOf(ev, shortRev(ev, textOf(ev, rev))));
    if (ev.known(suffix) !== null) parts.push(whole(interpolated(ev, suffix)));
    return [...parts, "source"].join("-");
  };
  const naming = (code: typeof full): Value =>
    new Builtin("lib.sources.repoRevToName", 3, (_: Evaluator, a: Lazy, b: Lazy, c: Lazy) =>
      code(a, b, c),
    );
  if (wanted === "source") return naming(() => "source");
  if (wanted === "versioned") return naming((repo, rev) => full(repo, rev, null));
  if (wanted === "full") return naming(full);
  throw thrown("repoRevToName: invalid kind");
}
