import { type InputAttributes, SCHEMES, stringAttribute } from "./schemes.ts";
import { FlakeRefError, parseQuery, parseUrl, percentDecode, printUrl, type Url } from "./url.ts";

const ID_REF =
  /^([a-zA-Z][a-zA-Z0-9_-]*(?:\/(?:[0-9a-fA-F]{40}|[a-zA-Z0-9@][a-zA-Z0-9_./@+-]*(?:\/[0-9a-fA-F]{40})?))?)(?:#(.*))?$/s;
const PATH_REF = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

/**
 * The attributes of a flake reference as `builtins.parseFlakeRef` has them: an identifier, a URL or an absolute path.
 * Throws `FlakeRefError`, and `EvalError` for bad hashes.
 */
export function parseFlakeRef(text: string): InputAttributes {
  const url = idUrl(text) ?? parseUrl(text) ?? pathUrl(text);
  if (url.fragment !== "") {
    throw new FlakeRefError(`unexpected fragment '${url.fragment}' in flake reference '${text}'`);
  }
  const query = new Map(url.query);
  const dir = query.get("dir");
  query.delete("dir");
  const attributes = new Map(fromUrl({ ...url, query }));
  if (dir !== undefined && dir !== "") attributes.set("dir", dir);
  return attributes;
}

/** The URL of a flake reference's attributes, as `builtins.flakeRefToString` has it. */
export function printFlakeRef(given: InputAttributes): string {
  const attributes = new Map(given);
  const dir = stringAttribute(attributes, "dir");
  attributes.delete("dir");
  const type = stringAttribute(attributes, "type");
  if (type === undefined) {
    throw new FlakeRefError(
      "'type' attribute to specify input scheme is required but not provided",
    );
  }
  const scheme = SCHEMES.get(type);
  if (scheme === undefined) throw new FlakeRefError("cannot show unsupported input");
  for (const name of attributes.keys()) {
    if (name !== "type" && !scheme.allowed.includes(name)) {
      throw new FlakeRefError(`input attribute '${name}' not supported by scheme '${type}'`);
    }
  }
  scheme.check(attributes);
  const url = scheme.toUrl(attributes);
  if (dir === undefined || dir === "" || url.query.has("dir")) return printUrl(url);
  return printUrl({ ...url, query: new Map(url.query).set("dir", dir) });
}

/** `nixpkgs/nixos-24.11` is short for `flake:nixpkgs/nixos-24.11`. */
function idUrl(text: string): Url | undefined {
  const match = ID_REF.exec(text);
  if (match === null) return undefined;
  const fragment = percentDecode(match[2] ?? "") ?? "";
  const path = (match[1] as string).split("/");
  return { scheme: "flake", authority: undefined, path, query: new Map(), fragment };
}

function pathUrl(text: string): Url {
  const [, path = "", query = "", fragment = ""] = PATH_REF.exec(text) as RegExpExecArray;
  if (!path.startsWith("/")) {
    throw new FlakeRefError(`flake reference '${text}' is not an absolute path`);
  }
  return {
    scheme: "path",
    authority: "",
    path: path.split("/"),
    query: parseQuery(query) ?? new Map(),
    fragment: percentDecode(fragment) ?? fragment,
  };
}

function fromUrl(url: Url): InputAttributes {
  for (const scheme of SCHEMES.values()) {
    const attributes = scheme.fromUrl(url);
    if (attributes === undefined) continue;
    scheme.check(attributes);
    return attributes;
  }
  throw new FlakeRefError(`input '${printUrl(url)}' is unsupported`);
}
