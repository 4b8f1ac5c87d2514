import { parseAddress } from "./address.ts";

/** A text that says where to listen or to connect: `127.0.0.1:80`, `:80`, `[::]:80`, `tcp://host:80/`. */
export interface Endpoint {
  /** As written, without brackets; empty for none. */
  readonly host: string;
  readonly port: number | null;
  /** `http`, `tcp`; null where none is written. */
  readonly scheme: string | null;
}

/** Reads an endpoint; undefined for sockets of the file system and whatever else is none. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const trimmed = text.trim();
  if (/^(?:unix|fd|vsock|ipc)[:/]|^[/@~]/i.test(trimmed)) return undefined;
  const [, scheme = null, rest = ""] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(trimmed) ?? [];
  const authority = (rest.split(/[/?#]/, 1)[0] ?? "").replace(/^[^@]*@/, "");
  if (/^\d{1,5}$/.test(authority)) return made("", authority, scheme);
  const bracketed = /^\[([^\]]*)\](?::(\d{1,5}))?$/.exec(authority);
  if (bracketed) return made(bracketed[1] ?? "", bracketed[2], scheme);
  if (parseAddress(authority)?.version === 6) return made(authority, undefined, scheme);
  const plain = /^([\w.*-]*)(?::(\d{1,5}))?$/.exec(authority);
  return plain === null ? undefined : made(plain[1] ?? "", plain[2], scheme);
}

function made(host: string, port: string | undefined, scheme: string | null): Endpoint {
  const number = port === undefined ? null : Number(port);
  return { host, port: number !== null && number <= 65535 ? number : null, scheme };
}

/** The port of a URL whose scheme has one of its own. */
export function schemePort(scheme: string | null): number | null {
  if (scheme === "http" || scheme === "ws") return 80;
  return scheme === "https" || scheme === "wss" ? 443 : null;
}

/** Addresses that a bind text stands for, normalised; undefined for names that only DNS knows. */
export function boundAddresses(text: string): readonly string[] | undefined {
  const host = text.trim().replace(/^\[(.*)\]$/, "$1");
  if (["", "*", "any"].includes(host)) return ["*"];
  if (/^(?:localhost|loopback)$/i.test(host)) return ["127.0.0.1", "::1"];
  const parsed = parseAddress(host.replace("::0", "::"));
  return parsed === undefined ? undefined : [parsed.address];
}

export function isWildcard(address: string): boolean {
  return address === "*" || address === "0.0.0.0" || address === "::";
}

export function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}

/** Whether two listeners with these addresses surely get in each other's way. */
export function bindsOverlap(a: string, b: string): boolean {
  if (a === b || a === "*" || b === "*") return true;
  const version = (address: string) => (address.includes(":") ? 6 : 4);
  // A socket on `::` may or may not take IPv4 as well.
  return version(a) === version(b) && (isWildcard(a) || isWildcard(b));
}
