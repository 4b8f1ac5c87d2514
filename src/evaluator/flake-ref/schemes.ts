import { encodeBase16 } from "../store/encoding.ts";
import { formatHash, parseHash } from "../store/hash.ts";
import { applicationOf, FlakeRefError, parseUrl, printUrl, transportOf, type Url } from "./url.ts";

/** A flake reference as Nix stores it in `flake.lock`: `type`, and what that type has. */
export type InputAttributes = ReadonlyMap<string, string | number | boolean>;

/** One way to name a source. */
interface Scheme {
  readonly allowed: readonly string[];
  /** Undefined for URLs of other schemes. */
  fromUrl(url: Url): Map<string, string | number | boolean> | undefined;
  toUrl(attributes: InputAttributes): Url;
  check(attributes: InputAttributes): void;
}

const REV = /^[0-9a-fA-F]{40}$/;
const TRANSPORTS = new Set(["file", "http", "https"]);
const FLAKE_ID = /^[a-zA-Z][a-zA-Z0-9_-]*$/;

function fail(message: string): never {
  throw new FlakeRefError(message);
}

/** The attribute as a string; an error for other types. */
export function stringAttribute(attributes: InputAttributes, name: string): string | undefined {
  const value = attributes.get(name);
  if (value === undefined || typeof value === "string") return value;
  return fail(`input attribute '${name}' is not a string`);
}

function required(attributes: InputAttributes, name: string): string {
  return stringAttribute(attributes, name) ?? fail(`input attribute '${name}' is missing`);
}

function gitRev(attributes: InputAttributes): string | undefined {
  const rev = stringAttribute(attributes, "rev");
  return rev === undefined ? undefined : encodeBase16(parseHash(rev, "sha1").bytes);
}

function narHash(attributes: InputAttributes): string | undefined {
  const hash = stringAttribute(attributes, "narHash");
  if (hash === undefined) return undefined;
  return formatHash(parseHash(hash, hash === "" ? "sha256" : undefined), "sri");
}

/** What git takes for the name of a branch or tag (git-check-ref-format). */
function isRefName(name: string): boolean {
  if (name === "" || name === "@" || /^[/.-]|[/.]$|\.lock$/.test(name)) return false;
  if (/\.\.|\/\/|\/\.|\.lock\/|@\{/.test(name)) return false;
  return !/[\x00-\x20\x7f~^:?*[\\]/.test(name);
}

function segments(url: Url): string[] {
  return url.path.filter((segment) => segment !== "");
}

function withQuery(url: Url, parameters: Iterable<readonly [string, string | undefined]>): Url {
  const query = new Map(url.query);
  for (const [name, value] of parameters) if (value !== undefined) query.set(name, value);
  return { ...url, query };
}

function plainUrl(scheme: string, path: readonly (string | undefined)[]): Url {
  const known = path.filter((segment): segment is string => segment !== undefined);
  return { scheme, authority: undefined, path: known, query: new Map(), fragment: "" };
}

function parsed(text: string): Url {
  return parseUrl(text) ?? fail(`'${text}' is not a valid URL`);
}

/** `github:owner/repo/ref` and its kin. */
function forge(type: string): Scheme {
  return {
    allowed: ["owner", "repo", "ref", "rev", "narHash", "lastModified", "host", "treeHash"],
    fromUrl(url) {
      if (url.scheme !== type) return undefined;
      const [owner, repo, ...rest] = segments(url);
      if (owner === undefined || repo === undefined) fail(`URL '${printUrl(url)}' is invalid`);
      const attributes = new Map<string, string>([["type", type]]);
      if (rest.length > 0) {
        const version = rest.join("/");
        attributes.set(rest.length === 1 && REV.test(version) ? "rev" : "ref", version);
      }
      for (const [name, value] of url.query) {
        if (!["rev", "ref", "host", "narHash"].includes(name)) {
          fail(`URL '${printUrl(url)}' contains unknown parameter '${name}'`);
        }
        if (attributes.has(name)) fail(`URL '${printUrl(url)}' contains '${name}' twice`);
        attributes.set(name, value);
      }
      return attributes.set("owner", owner as string).set("repo", repo as string);
    },
    check(attributes) {
      required(attributes, "owner");
      required(attributes, "repo");
      const ref = stringAttribute(attributes, "ref");
      const rev = gitRev(attributes);
      if (ref !== undefined && rev !== undefined) {
        fail(`input contains both a commit hash ('${rev}') and a branch/tag name ('${ref}')`);
      }
      if (ref !== undefined && !isRefName(ref)) fail("input contains an invalid branch/tag name");
      const host = stringAttribute(attributes, "host");
      if (host !== undefined && !/^[a-zA-Z0-9.-]*$/.test(host)) {
        fail("input contains an invalid instance host");
      }
    },
    toUrl(attributes) {
      const path = [required(attributes, "owner"), required(attributes, "repo")];
      const version = stringAttribute(attributes, "ref") ?? gitRev(attributes);
      return withQuery(plainUrl(type, [...path, version]), [
        ["narHash", narHash(attributes)],
        ["host", stringAttribute(attributes, "host")],
      ]);
    },
  };
}

const GIT_FLAGS = [
  "shallow",
  "submodules",
  "lfs",
  "exportIgnore",
  "allRefs",
  "verifyCommit",
] as const;

/** A git URL without `git+`, an absolute path as `file:`, `user@host:path` as `ssh:`. */
function fixGitUrl(text: string): string {
  if (text.startsWith("/"))
    return printUrl({ ...plainUrl("file", text.split("/")), authority: "" });
  const scp = /^([^/:]+):(?!\/\/)(.+)$/s.exec(text);
  const known = /^(?:git\+)?(?:ssh|https?|file|ftps?|git)$/;
  if (scp !== null && !text.includes("://") && !known.test(scp[1] as string)) {
    const path = (scp[2] as string).split("/");
    const absolute = path[0] === "" ? path : ["", ...path];
    return printUrl({ ...plainUrl("ssh", absolute), authority: scp[1] });
  }
  const url = parseUrl(text);
  if (url === undefined) return fail(`'${text}' is not a valid URL`);
  const scheme = url.scheme.replace(/^git\+/, "");
  const local = scheme === "file" && url.authority === undefined;
  return printUrl(local ? { ...url, scheme, authority: "" } : { ...url, scheme });
}

const git: Scheme = {
  allowed: [
    ...["url", "ref", "rev", ...GIT_FLAGS, "lastModified", "revCount", "narHash", "name"],
    ...["dirtyRev", "dirtyShortRev", "keytype", "publicKey", "publicKeys"],
  ],
  fromUrl(url) {
    if (url.scheme !== "git" && applicationOf(url.scheme) !== "git") return undefined;
    const attributes = new Map<string, string | boolean>([["type", "git"]]);
    const query = new Map<string, string>();
    for (const [name, value] of url.query) {
      if (["rev", "ref", "keytype", "publicKey", "publicKeys"].includes(name)) {
        attributes.set(name, value);
      } else if (GIT_FLAGS.some((flag) => flag === name)) attributes.set(name, value === "1");
      else query.set(name, value);
    }
    return attributes.set("url", fixGitUrl(printUrl({ ...url, query })));
  },
  check(attributes) {
    required(attributes, "url");
    const ref = stringAttribute(attributes, "ref");
    if (ref !== undefined && !isRefName(ref)) fail(`invalid Git branch/tag name '${ref}'`);
    for (const flag of GIT_FLAGS) {
      const value = attributes.get(flag);
      if (value !== undefined && typeof value !== "boolean") {
        fail(`input attribute '${flag}' is not a Boolean`);
      }
    }
  },
  toUrl(attributes) {
    const url = parsed(fixGitUrl(required(attributes, "url")));
    const scheme = url.scheme === "git" ? "git" : `git+${url.scheme}`;
    const shown = GIT_FLAGS.filter((flag) => flag !== "allRefs" && attributes.get(flag) === true);
    return withQuery({ ...url, scheme }, [
      ["rev", gitRev(attributes)],
      ["ref", stringAttribute(attributes, "ref")],
      ...shown.map((flag) => [flag, "1"] as const),
      ["keytype", stringAttribute(attributes, "keytype")],
      ["publicKey", stringAttribute(attributes, "publicKey")],
    ]);
  },
};

const mercurial: Scheme = {
  allowed: ["url", "ref", "rev", "revCount", "narHash", "name"],
  fromUrl(url) {
    if (!/^hg\+(?:https?|ssh|file)$/.test(url.scheme)) return undefined;
    const query = new Map(url.query);
    const attributes = new Map<string, string>([["type", "hg"]]);
    for (const name of ["rev", "ref"]) {
      const value = query.get(name);
      if (value !== undefined) attributes.set(name, value);
      query.delete(name);
    }
    return attributes.set("url", printUrl({ ...url, scheme: url.scheme.slice(3), query }));
  },
  check(attributes) {
    parsed(required(attributes, "url"));
    const ref = stringAttribute(attributes, "ref");
    if (ref !== undefined && !/^[a-zA-Z0-9@][a-zA-Z0-9_./@+-]*$/.test(ref)) {
      fail(`invalid Mercurial branch/tag name '${ref}'`);
    }
  },
  toUrl(attributes) {
    const url = parsed(required(attributes, "url"));
    return withQuery({ ...url, scheme: `hg+${url.scheme}` }, [
      ["rev", gitRev(attributes)],
      ["ref", stringAttribute(attributes, "ref")],
    ]);
  },
};

const indirect: Scheme = {
  allowed: ["id", "ref", "rev", "narHash"],
  fromUrl(url) {
    if (url.scheme !== "flake") return undefined;
    const [id, first, second, ...more] = segments(url);
    if (id === undefined || more.length > 0) fail(`flake URL '${printUrl(url)}' is invalid`);
    const attributes = new Map<string, string>([["type", "indirect"]]);
    attributes.set("id", id as string);
    const rev = second ?? (first !== undefined && REV.test(first) ? first : undefined);
    const ref = rev === first ? undefined : first;
    if (rev !== undefined && !REV.test(rev)) fail(`'${rev}' is not a commit hash`);
    if (ref !== undefined && !isRefName(ref)) fail(`'${ref}' is not a branch/tag name`);
    if (rev !== undefined) attributes.set("rev", rev.toLowerCase());
    if (ref !== undefined) attributes.set("ref", ref);
    return attributes;
  },
  check(attributes) {
    const id = required(attributes, "id");
    if (!FLAKE_ID.test(id)) fail(`'${id}' is not a valid flake ID`);
  },
  toUrl: (attributes) =>
    plainUrl("flake", [
      required(attributes, "id"),
      stringAttribute(attributes, "ref"),
      gitRev(attributes),
    ]),
};

/** `revCount` and `lastModified` of a query, which are numbers. */
function numberParameter(value: string): number | undefined {
  return /^[0-9]+$/.test(value) ? Number(value) : undefined;
}

const path: Scheme = {
  allowed: ["path", "rev", "revCount", "lastModified", "narHash"],
  fromUrl(url) {
    if (url.scheme !== "path") return undefined;
    if (url.authority) fail(`path URL '${printUrl(url)}' should not have an authority`);
    const attributes = new Map<string, string | number>([["type", "path"]]);
    attributes.set("path", url.path.join("/"));
    for (const [name, value] of url.query) {
      if (name === "rev" || name === "narHash") attributes.set(name, value);
      else if (name === "revCount" || name === "lastModified") {
        const number = numberParameter(value);
        if (number === undefined) fail(`path URL has invalid parameter '${name}'`);
        attributes.set(name, number as number);
      } else fail(`path URL '${printUrl(url)}' has unsupported parameter '${name}'`);
    }
    return attributes;
  },
  check(attributes) {
    required(attributes, "path");
  },
  toUrl(attributes) {
    const others = [...attributes].filter(([name]) => name !== "path" && name !== "type");
    return withQuery(
      plainUrl("path", required(attributes, "path").split("/")),
      others.map(([name, value]) => [
        name,
        typeof value === "boolean" ? (value ? "1" : "0") : String(value),
      ]),
    );
  },
};

const CURL_ATTRIBUTES = ["url", "narHash", "name", "unpack", "rev", "revCount", "lastModified"];

/** A file, or an archive of a tree, by its URL. */
function curl(type: "file" | "tarball"): Scheme {
  return {
    allowed: CURL_ATTRIBUTES,
    fromUrl(url) {
      if (!TRANSPORTS.has(transportOf(url.scheme))) return undefined;
      const application = applicationOf(url.scheme);
      // What a flake is in is a tree, so a plain URL is that of an archive.
      if (application === undefined ? type === "file" : application !== type) return undefined;
      const attributes = new Map<string, string | number>([["type", type]]);
      const query = new Map(url.query);
      for (const name of CURL_ATTRIBUTES) {
        const value = query.get(name);
        query.delete(name);
        if (value === undefined) continue;
        if (name === "narHash" || name === "rev") attributes.set(name, value);
        const number = numberParameter(value);
        if ((name === "revCount" || name === "lastModified") && number !== undefined) {
          attributes.set(name, number);
        }
      }
      const scheme = transportOf(url.scheme);
      return attributes.set("url", printUrl({ ...url, scheme, query }));
    },
    check(attributes) {
      required(attributes, "url");
    },
    toUrl: (attributes) =>
      withQuery(parsed(required(attributes, "url")), [["narHash", narHash(attributes)]]),
  };
}

/** By type; tried in this order for a URL, which is that of their names. */
export const SCHEMES: ReadonlyMap<string, Scheme> = new Map([
  ["file", curl("file")],
  ["git", git],
  ["github", forge("github")],
  ["gitlab", forge("gitlab")],
  ["hg", mercurial],
  ["indirect", indirect],
  ["path", path],
  ["sourcehut", forge("sourcehut")],
  ["tarball", curl("tarball")],
]);
