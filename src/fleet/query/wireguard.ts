import { createPrivateKey, createPublicKey } from "node:crypto";
import type { Span } from "../../core/span.ts";
import { PartialText, type Value } from "../../evaluator/value.ts";
import { type ParsedAddress, rangesOverlap } from "../address.ts";
import { definedValue, isOpen, placeOf } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import type { AddressNode, PeerNode } from "../graph.ts";
import { attributes, elements, isClosedList, numberOf, ownAttribute, textOf } from "../read.ts";

/** A WireGuard interface of a host, with all that is known of it. */
export interface WireGuardInterface {
  readonly host: Host;
  readonly name: string;
  readonly option: readonly string[];
  readonly span: Span | null;
  readonly addresses: readonly AddressNode[];
  /** Whether `addresses` are surely all it has. */
  readonly addressesKnown: boolean;
  readonly peers: readonly PeerNode[];
  /** Whether `peers` are surely all it has, their ranges included. */
  readonly peersKnown: boolean;
  /** Worked out from a private key that is in the configuration; null for the usual key in a file. */
  readonly publicKey: string | null;
  readonly listenPort: number | null;
  /** Texts of shell commands that run with it. */
  readonly commands: readonly { readonly text: string; readonly option: readonly string[] }[];
}

const known = new WeakMap<Fleet, readonly WireGuardInterface[]>();

/** The WireGuard interfaces of all machines of the fleet, variants left out. */
export function wireGuardInterfaces(fleet: Fleet): readonly WireGuardInterface[] {
  let found = known.get(fleet);
  if (found === undefined) {
    found = fleet.hosts
      .filter((host) => host.variantOf === null && host.evaluation !== null)
      .flatMap((host) => interfacesOf(fleet, host));
    known.set(fleet, found);
  }
  return found;
}

function interfacesOf(fleet: Fleet, host: Host): WireGuardInterface[] {
  const found: WireGuardInterface[] = [];
  const peers = fleet.graph.peers.filter((peer) => peer.host === host);
  const addresses = fleet.graph.addresses.filter((node) => node.host === host);
  for (const [tool, list] of [
    ["wireguard", "ips"],
    ["wg-quick", "address"],
  ] as const) {
    if (definedValue(host, ["networking", tool, "enable"]) === false) continue;
    const path = ["networking", tool, "interfaces"];
    for (const { name, value } of attributes(definedValue(host, path) ?? null)) {
      const option = [...path, name];
      const own = ownAttribute(value, list);
      const commands = COMMANDS.flatMap((command) => {
        const text = textWithHoles(ownAttribute(value, command) ?? null);
        return text === undefined ? [] : [{ text, option: [...option, command] }];
      });
      const mine = peers.filter((peer) => isBelow(peer.option, option));
      found.push({
        host,
        name,
        option,
        span: placeOf(host, option),
        addresses: addresses.filter((node) => isBelow(node.option, option)),
        addressesKnown: own !== undefined && isClosedList(own) && !hasPrivateTexts(own),
        peers: mine,
        peersKnown:
          arePeersKnown(ownAttribute(value, "peers"), mine) &&
          textOf(ownAttribute(value, "configFile")) === undefined &&
          !COMMANDS.some((command) => addsPeers(ownAttribute(value, command))),
        publicKey: publicKeyOf(textOf(ownAttribute(value, "privateKey"))),
        listenPort: numberOf(ownAttribute(value, "listenPort")) ?? null,
        commands,
      });
    }
  }
  found.push(...networkdInterfaces(host, peers, addresses));
  return found;
}

const COMMANDS = ["preSetup", "postSetup", "postShutdown", "preUp", "postUp"];

function networkdInterfaces(
  host: Host,
  peers: readonly PeerNode[],
  addresses: readonly AddressNode[],
): WireGuardInterface[] {
  const path = ["systemd", "network", "netdevs"];
  const found: WireGuardInterface[] = [];
  for (const { name: unit, value } of attributes(definedValue(host, path) ?? null)) {
    const config = ownAttribute(value, "netdevConfig") ?? null;
    if (textOf(ownAttribute(config, "Kind")) !== "wireguard") continue;
    const name = textOf(ownAttribute(config, "Name"));
    if (name === undefined || ownAttribute(value, "enable") === false) continue;
    const option = [...path, unit];
    const mine = peers.filter((peer) => isBelow(peer.option, option));
    const own = addresses.filter((node) => node.interface === name);
    const settings = ownAttribute(value, "wireguardConfig") ?? null;
    found.push({
      host,
      name,
      option,
      span: placeOf(host, option),
      addresses: own,
      addressesKnown: own.length > 0,
      peers: mine,
      peersKnown: arePeersKnown(ownAttribute(value, "wireguardPeers"), mine),
      publicKey: null,
      listenPort: numberOf(ownAttribute(settings, "ListenPort")) ?? null,
      commands: [],
    });
  }
  return found;
}

function isBelow(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((name, i) => path[i] === name);
}

function hasPrivateTexts(list: Value): boolean {
  return elements(list).some((element) => textOf(element) === undefined);
}

function arePeersKnown(list: Value | undefined, peers: readonly PeerNode[]): boolean {
  return (
    list !== undefined &&
    !isOpen(list) &&
    isClosedList(list) &&
    peers.every(
      (peer) => peer.allowedIPsKnown && peer.certainty === "proven" && peer.publicKey !== null,
    )
  );
}

/** Commands may add peers of their own: `wg set wg0 peer …`. */
function addsPeers(command: Value | undefined): boolean {
  if (command === undefined || command === null) return false;
  const text = textWithHoles(command);
  return text === undefined || /\bpeer\b|addconf|setconf|syncconf/.test(text);
}

/** A text with `�` for what is not known of it, such as the store paths of programs; undefined for other values. */
function textWithHoles(value: Value): string | undefined {
  if (!(value instanceof PartialText)) return textOf(value);
  return value.pieces.map((piece) => (typeof piece === "string" ? piece : "�")).join("");
}

/** DER of an X25519 private key up to its 32 bytes (RFC 8410). */
const PKCS8 = Buffer.from("302e020100300506032b656e04220420", "hex");

/** The public key of a WireGuard private key, both as base64; null for what is no key. */
export function publicKeyOf(privateKey: string | undefined): string | null {
  if (privateKey === undefined || !/^[A-Za-z0-9+/]{43}=$/.test(privateKey.trim())) return null;
  const der = Buffer.concat([PKCS8, Buffer.from(privateKey.trim(), "base64")]);
  const key = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  return key.export({ format: "der", type: "spki" }).subarray(-32).toString("base64");
}

/** Whether a peer's ranges hold an address. */
export function covers(peer: PeerNode, address: ParsedAddress): boolean {
  const single = { ...address, prefixLength: null };
  return peer.allowedIPs.some((range) => rangesOverlap(range, single));
}

/** Whether a range is one address. */
export function isSingle(range: {
  readonly version: 4 | 6;
  readonly prefixLength: number;
}): boolean {
  return range.prefixLength === (range.version === 4 ? 32 : 128);
}

/** The first characters of a public key, enough to find it by. */
export function shownKey(key: string): string {
  return key.length > 12 ? `${key.slice(0, 10)}…` : key;
}

/** How a peer is called in messages: by its name, else by its key. */
export function peerName(peer: PeerNode): string {
  return peer.name ?? (peer.publicKey === null ? "without a key" : shownKey(peer.publicKey));
}
