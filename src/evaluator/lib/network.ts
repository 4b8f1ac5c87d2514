import { builtinsOf } from "../builtins/define.ts";
import type { Evaluator } from "../evaluator.ts";
import { Attrs, type Lazy, type Value } from "../value.ts";
import { later } from "./later.ts";
import { stringified, whole } from "./partial-text.ts";
import { toInt } from "./string-numbers.ts";
import { thrown } from "./surroundings.ts";

/** `lib.network`: addresses of IPv6. */
export function networkLib(_: Evaluator): Map<string, Lazy> {
  return new Map([["ipv6", new Attrs(builtinsOf(ipv6, "lib.network.ipv6."))]]);
}

const ipv6 = {
  fromString: [1, fromString],
  mkEUI64Suffix: [1, (ev: Evaluator, mac: Lazy) => interfaceId(ev.text(mac))],
} as const;

/** Members of `lib.network.ipv6` that are also members of `lib`. */
export const flatIpv6: ReadonlyMap<string, Lazy> = builtinsOf(
  { mkEUI64Suffix: ipv6.mkEUI64Suffix },
  "lib.network.ipv6.",
);

const GROUPS = 8;

/** `{ address, prefixLength }` of an address with or without a prefix length; the address has all its groups. */
function fromString(ev: Evaluator, value: Lazy): Value {
  const parts = (): readonly [text: string, address: string, length: string | undefined] => {
    const text = whole(stringified(ev, ev.known(value)));
    const [address, length, ...more] = text.split("/") as [string, ...string[]];
    if (more.length === 0) return [text, address, length];
    throw thrown(`${text} is not a valid IPv6 address in CIDR notation`);
  };
  return Attrs.of({
    address: later(() => {
      const [, address] = parts();
      ev.text(value);
      return parse(address)
        .map((group) => group.toString(16))
        .join(":");
    }),
    prefixLength: later(() => {
      const [text, , length] = parts();
      return length === undefined ? 128 : prefixLength(text, length);
    }),
  });
}

function prefixLength(text: string, length: string): Value {
  const number = toInt(length) as number | bigint;
  if (number >= 1 && number <= 128) return number;
  throw thrown(`${text} IPv6 subnet should be in range [1;128], got ${number}`);
}

/** The eight groups of an address; `::` stands for as many zero groups as are missing, at least one. */
function parse(address: string): number[] {
  if (!/^[0-9A-Fa-f:]+$/.test(address)) {
    throw thrown(`${address} contains malformed characters for IPv6 address`);
  }
  const [start, end, ...more] = address.split("::") as [string, ...string[]];
  const groupsOf = (part: string): string[] => (part === "" ? [] : part.split(":"));
  const before = groupsOf(start);
  const after = groupsOf(end ?? "");
  const given = before.length + after.length;
  const fits = end === undefined ? given === GROUPS : given < GROUPS;
  if (!fits || more.length > 0 || [...before, ...after].includes("")) {
    throw thrown(`${address} is not a valid IPv6 address`);
  }
  const zeros = new Array<string>(GROUPS - given).fill("0");
  return [...before, ...zeros, ...after].map((group) => {
    const number = Number.parseInt(group, 16);
    if (number > 0xffff) throw thrown(`0x${group} is not a valid u16 integer`);
    return number;
  });
}

/** The last four groups of the address that an interface with a MAC address gives itself (RFC 4291, modified EUI-64). */
function interfaceId(mac: string): string {
  const octets = /^([0-9A-Fa-f]{2})(?:[-:.]?([0-9A-Fa-f]{2})){5}$/.test(mac)
    ? (mac.match(/[0-9A-Fa-f]{2}/g) as string[])
    : undefined;
  if (octets === undefined) {
    throw thrown(`"${mac}" is not a valid MAC address (expected 6 octets of hex digits)`);
  }
  const [a, b, c, d, e, f] = octets;
  // The bit that says whether the address is unique in the world is turned over.
  const first = (Number.parseInt(`${a}${b}`, 16) ^ 0x0200).toString(16);
  return `${first}:${c}ff:fe${d}:${e}${f}`.toLowerCase();
}
