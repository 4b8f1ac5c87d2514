/** What a flake reference says of where a flake comes from. */
export interface FlakeRef {
  /** `github`, `gitlab`, `sourcehut`, `git`, `tarball`, `path`, `indirect`, `file`, `hg`; `unknown` for none. */
  readonly type: string;
  readonly owner: string | null;
  readonly repo: string | null;
  readonly ref: string | null;
  /** The folder of `path:` references, as written. */
  readonly path: string | null;
  /** The reference as text, for messages. */
  readonly text: string;
}

const FORGES = new Set(["github", "gitlab", "sourcehut"]);

/** Parses a URL-like flake reference. Never fails: what it cannot tell stays null. */
export function parseFlakeRef(text: string): FlakeRef {
  const unknown = { owner: null, repo: null, ref: null, path: null, text };
  const scheme = /^([a-z][a-z0-9+.-]*):(.*)$/i.exec(text);
  if (scheme === null) {
    if (text.startsWith("/") || text.startsWith(".")) {
      return { ...unknown, type: "path", path: beforeQuery(text) };
    }
    const [id, ref] = text.split("/");
    return { ...unknown, type: "indirect", repo: id ?? null, ref: ref ?? null };
  }
  const [, kind, rest] = scheme as unknown as [string, string, string];
  if (FORGES.has(kind)) {
    const [owner, repo, ...ref] = beforeQuery(rest).split("/");
    const query = /[?&](?:ref|rev)=([^&]+)/.exec(rest)?.[1];
    return {
      ...unknown,
      type: kind,
      owner: decode(owner),
      repo: decode(repo),
      ref: query ?? (ref.length > 0 ? ref.join("/") : null),
    };
  }
  if (kind === "flake") {
    const [id, ref] = beforeQuery(rest).split("/");
    return { ...unknown, type: "indirect", repo: id ?? null, ref: ref ?? null };
  }
  if (kind === "path" || kind === "git+file" || kind === "file") {
    return { ...unknown, type: "path", path: beforeQuery(rest).replace(/^\/\//, "") };
  }
  return { ...unknown, ...ownerAndRepo(rest), type: kind.startsWith("git") ? "git" : "tarball" };
}

function beforeQuery(text: string): string {
  return text.split(/[?#]/, 1)[0] as string;
}

function decode(text: string | undefined): string | null {
  if (text === undefined || text === "") return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `//host/owner/repo(.git)`, `//flakehub.com/f/Owner/repo/…`, `//api.flakehub.com/f/pinned/Owner/repo/…`. */
function ownerAndRepo(rest: string): Pick<FlakeRef, "owner" | "repo" | "ref"> {
  const parts = beforeQuery(rest)
    .split("/")
    .filter((part) => part !== "");
  const host = (parts.shift() ?? "").toLowerCase();
  if (host.endsWith("flakehub.com") && parts[0] === "f") {
    const [owner, repo, version] = parts.slice(1).filter((part) => part !== "pinned");
    return {
      owner: owner ?? null,
      repo: repo?.replace(/\.tar\..*$/, "") ?? null,
      ref: version?.replace(/\.tar\..*$/, "") ?? null,
    };
  }
  if (host === "channels.nixos.org" || host === "nixos.org") {
    const channel = parts.find((part) => /^(nixos|nixpkgs)-/.test(part));
    if (channel !== undefined) return { owner: "NixOS", repo: "nixpkgs", ref: channel };
  }
  const ref = /[?&]ref=([^&]+)/.exec(rest)?.[1] ?? null;
  if (parts[2] === "archive") {
    const archive = parts
      .slice(3)
      .join("/")
      .replace(/\.(tar\.\w+|zip)$/, "");
    return { owner: parts[0] ?? null, repo: parts[1] ?? null, ref: archive };
  }
  return {
    owner: parts.at(-2) ?? null,
    repo: parts.at(-1)?.replace(/\.git$/, "") ?? null,
    ref,
  };
}
