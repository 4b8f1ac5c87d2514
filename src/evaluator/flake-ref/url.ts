/** Something is wrong with a URL or a flake reference; the message is for the user. */
export class FlakeRefError extends Error {}

/** A URL in parts, with percent escapes resolved; the path split at its slashes. */
export interface Url {
  readonly scheme: string;
  /** Host with user and port as written; undefined where there is no `//`. */
  readonly authority: string | undefined;
  readonly path: readonly string[];
  readonly query: ReadonlyMap<string, string>;
  readonly fragment: string;
}

const URL_PARTS = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;
/** Characters that no URL has unescaped; queries and fragments may have a few more. */
const NOT_IN_PATH = /[^A-Za-z0-9\-._~!$&'()*+,;=:@%/]/;
const NOT_IN_QUERY = /[^A-Za-z0-9\-._~!$&'()*+,;=:@%/? "]/;
const NOT_IN_FRAGMENT = /[^A-Za-z0-9\-._~!$&'()*+,;=:@%/? "^]/;
const NOT_IN_AUTHORITY = /[^A-Za-z0-9\-._~!$&'()*+,;=:@%[\]]/;

/** The parts of a URL; undefined for what is none. */
export function parseUrl(text: string): Url | undefined {
  const match = URL_PARTS.exec(text);
  if (match === null) return undefined;
  const [, scheme, authority, path = "", query = "", fragment = ""] = match;
  if (NOT_IN_PATH.test(path) || NOT_IN_QUERY.test(query) || NOT_IN_FRAGMENT.test(fragment)) {
    return undefined;
  }
  if (authority !== undefined && NOT_IN_AUTHORITY.test(authority)) return undefined;
  const local = transportOf(scheme as string) === "file";
  if (local && authority !== undefined && authority !== "") return undefined;
  const decoded = (local && path === "" ? "/" : path).split("/").map(percentDecode);
  const last = percentDecode(fragment);
  const parameters = parseQuery(query);
  if (decoded.includes(undefined) || last === undefined || parameters === undefined) {
    return undefined;
  }
  return {
    scheme: (scheme as string).toLowerCase(),
    authority,
    path: decoded as string[],
    query: parameters,
    fragment: last,
  };
}

/** Parameters of a query; those without `=` are left out. Undefined for a bad escape. */
export function parseQuery(query: string): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  for (const parameter of query.split("&")) {
    const equals = parameter.indexOf("=");
    if (equals < 0) continue;
    const name = percentDecode(parameter.slice(0, equals));
    const value = percentDecode(parameter.slice(equals + 1));
    if (name === undefined || value === undefined) return undefined;
    if (!parameters.has(name)) parameters.set(name, value);
  }
  return parameters;
}

/** `%41` as `A`; undefined for an escape that is none. */
export function percentDecode(text: string): string | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  if (!text.includes("%")) return text;
  const bytes = text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function percentEncode(text: string, keep = ""): string {
  let result = "";
  for (const byte of Buffer.from(text, "utf8")) {
    const character = String.fromCharCode(byte);
    const plain = /[A-Za-z0-9\-._~]/.test(character) || keep.includes(character);
    result += plain ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return result;
}

/** The text of a URL, its parameters in order of their names. */
export function printUrl(url: Url): string {
  const authority = url.authority === undefined ? "" : `//${url.authority}`;
  const path = url.path.map((segment) => percentEncode(segment, ":@")).join("/");
  const parameters = [...url.query]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${percentEncode(name, ":@/?")}=${percentEncode(value, ":@/?")}`);
  const query = parameters.length === 0 ? "" : `?${parameters.join("&")}`;
  const fragment = url.fragment === "" ? "" : `#${percentEncode(url.fragment)}`;
  return `${url.scheme}:${authority}${path}${query}${fragment}`;
}

/** `https` of `tarball+https`. */
export function transportOf(scheme: string): string {
  return scheme.slice(scheme.indexOf("+") + 1);
}

/** `tarball` of `tarball+https`; undefined where no application is named. */
export function applicationOf(scheme: string): string | undefined {
  const plus = scheme.indexOf("+");
  return plus < 0 ? undefined : scheme.slice(0, plus);
}
