import ipaddr from "ipaddr.js";

/** An address with the length of its network's prefix, if one was given. */
export interface ParsedAddress {
  /** Normalised text: `10.88.127.3`, `fd00::1`. */
  readonly address: string;
  readonly version: 4 | 6;
  readonly prefixLength: number | null;
}

/** Reads `10.88.127.3`, `10.88.127.3/24`, `fd00::1/64`; undefined for all else. A zone (`%eth0`) is dropped. */
export function parseAddress(text: string): ParsedAddress | undefined {
  const match = /^\s*([0-9a-fA-F:.]+)(?:%[\w.-]+)?(?:\/(\d{1,3}))?\s*$/.exec(text);
  if (match === null) return undefined;
  const [, address, prefix] = match;
  if (address === undefined || !isAddress(address)) return undefined;
  const parsed = ipaddr.parse(address);
  const version = parsed.kind() === "ipv4" ? 4 : 6;
  const prefixLength = prefix === undefined ? null : Number(prefix);
  if (prefixLength !== null && prefixLength > (version === 4 ? 32 : 128)) return undefined;
  const normalised = version === 4 ? parsed.toString() : (parsed as ipaddr.IPv6).toRFC5952String();
  return { address: normalised, version, prefixLength };
}

function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

/** Whether an address lies in a range such as `10.88.127.0/24`, or is the address given. */
export function inRange(address: string, range: string): boolean {
  const network = parseAddress(range);
  const single = parseAddress(address);
  if (network === undefined || single === undefined || network.version !== single.version) {
    return false;
  }
  const length = network.prefixLength ?? (network.version === 4 ? 32 : 128);
  return rangesOverlap({ ...single, prefixLength: null }, { ...network, prefixLength: length });
}

/** Whether two ranges share an address; without a prefix length a range is its one address. */
export function rangesOverlap(a: ParsedAddress, b: ParsedAddress): boolean {
  if (a.version !== b.version) return false;
  const width = a.version === 4 ? 32 : 128;
  const length = Math.min(a.prefixLength ?? width, b.prefixLength ?? width);
  if (a.version === 4) {
    return ipaddr.IPv4.parse(a.address).match(ipaddr.IPv4.parse(b.address), length);
  }
  return ipaddr.IPv6.parse(a.address).match(ipaddr.IPv6.parse(b.address), length);
}

/** Addresses that every host may hold: loopback, link-local, unspecified, multicast. */
export function isHostLocal(address: string): boolean {
  const range = ipaddr.parse(address).range();
  return ["loopback", "linkLocal", "unspecified", "multicast", "broadcast"].includes(range);
}

/** The network address of a range, normalised: `10.0.0.7/24` gives `10.0.0.0`. */
export function networkAddress(range: ParsedAddress): string {
  const length = range.prefixLength ?? (range.version === 4 ? 32 : 128);
  if (range.version === 4) {
    return ipaddr.IPv4.networkAddressFromCIDR(`${range.address}/${length}`).toString();
  }
  return ipaddr.IPv6.networkAddressFromCIDR(`${range.address}/${length}`).toRFC5952String();
}
