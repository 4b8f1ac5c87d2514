import type { DeclaredInput } from "./flake-inputs.ts";

/** Where an input comes from, by the names that `flake.lock` uses: `type`, `owner`, `repo`, `ref`, `url` … */
export type InputSource = ReadonlyMap<string, string>;

const FORGES = new Set(["github", "gitlab", "sourcehut"]);
const REVISION = /^[0-9a-f]{40}$/;

/** The source that a declaration asks for; null where it has none, or one that is not understood. */
export function declaredSource({ url, parts }: DeclaredInput): InputSource | null {
  if (parts.has("type")) {
    const source = new Map<string, string>();
    for (const [name, { text }] of parts) if (name !== "flake") source.set(name, text);
    return source;
  }
  return url === null || [...parts.keys()].some((name) => name !== "url")
    ? null
    : sourceOfUrl(url.text);
}

/** The source that the lock says it was asked for; null where it is not understood. */
export function lockedSource(original: unknown): InputSource | null {
  if (typeof original !== "object" || original === null) return null;
  const source = new Map<string, string>();
  for (const [name, value] of Object.entries(original)) {
    if (typeof value === "string") source.set(name, value);
  }
  return source;
}

/** A flake reference as Nix takes it apart (`flake.cc`, `parseFlakeRef`); null for what is not understood. */
function sourceOfUrl(text: string): InputSource | null {
  const [beforeFragment = ""] = text.split("#", 1);
  const mark = beforeFragment.indexOf("?");
  const base = mark < 0 ? beforeFragment : beforeFragment.slice(0, mark);
  const query = new Map<string, string>();
  for (const part of mark < 0 ? [] : beforeFragment.slice(mark + 1).split("&")) {
    const [name = "", value = ""] = part.split("=");
    query.set(name, decoded(value));
  }
  const scheme = /^([a-z][a-z0-9+.-]*):(.*)$/i.exec(base);
  if (scheme === null) return base.startsWith("/") || base.startsWith(".") ? null : indirect(base);
  const [, kind = "", rest = ""] = scheme;
  if (FORGES.has(kind)) return forge(kind, rest, query);
  if (kind === "flake") return indirect(rest);
  if (kind === "git" || kind.startsWith("git+")) {
    const url = `${kind.replace(/^git\+/, "")}:${rest}`;
    return withQuery(
      new Map([
        ["type", "git"],
        ["url", url],
      ]),
      query,
      ["ref", "rev", "dir"],
    );
  }
  if (kind === "http" || kind === "https" || kind.startsWith("tarball+")) {
    return new Map([
      ["type", "tarball"],
      ["url", `${kind.replace(/^tarball\+/, "")}:${rest}`],
    ]);
  }
  return null;
}

function indirect(text: string): InputSource | null {
  const [id = "", ref, more] = text.split("/");
  if (more !== undefined || !/^[a-zA-Z][a-zA-Z0-9_-]*$/.test(id)) return null;
  const source = new Map([
    ["type", "indirect"],
    ["id", id],
  ]);
  return ref === undefined ? source : source.set(REVISION.test(ref) ? "rev" : "ref", ref);
}

function forge(kind: string, rest: string, query: ReadonlyMap<string, string>): InputSource | null {
  const [owner, repo, ...branch] = rest.split("/");
  if (!owner || !repo) return null;
  const source = new Map([
    ["type", kind],
    ["owner", decoded(owner)],
    ["repo", decoded(repo)],
  ]);
  const ref = branch.join("/");
  if (ref !== "") source.set(REVISION.test(ref) ? "rev" : "ref", decoded(ref));
  return withQuery(source, query, ["ref", "rev", "dir", "host"]);
}

function withQuery(
  source: Map<string, string>,
  query: ReadonlyMap<string, string>,
  names: readonly string[],
): InputSource {
  for (const name of names) {
    const value = query.get(name);
    if (value !== undefined) source.set(name, value);
  }
  return source;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What tells a source from another one: other parts (`narHash`, `submodules`) do not say where it comes from. */
const PARTS = ["type", "id", "owner", "repo", "host", "url", "path", "ref", "rev", "dir"];

/** The first part in which two sources differ; undefined where they are the same. */
export function sourceDifference(a: InputSource, b: InputSource): string | undefined {
  const told = (source: InputSource, part: string) => {
    const text = decoded(source.get(part) ?? "");
    return part === "owner" || part === "repo" ? text.toLowerCase() : text.replace(/\/+$/, "");
  };
  return PARTS.find((part) => told(a, part) !== told(b, part));
}

/** A source as a user would write it: `github:NixOS/nixpkgs/nixos-25.11`. */
export function shownSource(source: InputSource): string {
  const get = (part: string) => source.get(part);
  const branch = get("ref") ?? get("rev");
  const end = branch === undefined ? "" : `/${branch}`;
  if (get("id") !== undefined) return `${get("id")}${end}`;
  if (get("owner") !== undefined) return `${get("type")}:${get("owner")}/${get("repo")}${end}`;
  const url = withoutPassword(get("url") ?? get("path") ?? get("type") ?? "");
  const prefix = get("type") === "git" ? "git+" : "";
  return `${prefix}${url}${branch === undefined ? "" : `?ref=${branch}`}`;
}

/** A URL may hold a token. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/@\s]*@/, "//");
}
