import type { Span } from "../core/span.ts";
import { Attrs, type Value } from "../evaluator/value.ts";
import { networkAddress, parseAddress } from "./address.ts";
import { certaintyOf, definedValue, isOpen, placeOf, winnersOf } from "./definitions.ts";
import type { Host } from "./fleet.ts";
import type { AllowedRange, PeerNode } from "./graph.ts";
import { attributes, elements, ownAttribute, readValue, textOf } from "./read.ts";

/** Collects the WireGuard peers of a host. */
export function buildPeers(host: Host, peers: PeerNode[]): void {
  for (const tool of ["wireguard", "wg-quick"]) {
    const path = ["networking", tool, "interfaces"];
    const value = definedValue(host, path);
    if (value === undefined) continue;
    for (const entry of attributes(value)) {
      const option = [...path, entry.name, "peers"];
      for (const peer of elements(ownAttribute(entry.value, "peers") ?? null)) {
        peers.push(peerOf(host, entry.name, option, peer));
      }
    }
  }
  buildNetworkdPeers(host, peers);
}

/** `systemd.network.netdevs.<name>.wireguardPeers`, with or without the `wireguardPeerConfig` of older releases. */
function buildNetworkdPeers(host: Host, peers: PeerNode[]): void {
  const path = ["systemd", "network", "netdevs"];
  const value = definedValue(host, path);
  if (value === undefined) return;
  for (const entry of attributes(value)) {
    const config = ownAttribute(entry.value, "netdevConfig") ?? null;
    if (textOf(ownAttribute(config, "Kind")) !== "wireguard") continue;
    const option = [...path, entry.name, "wireguardPeers"];
    const name = textOf(ownAttribute(config, "Name")) ?? entry.name;
    for (const peer of elements(ownAttribute(entry.value, "wireguardPeers") ?? null)) {
      peers.push(peerOf(host, name, option, ownAttribute(peer, "wireguardPeerConfig") ?? peer));
    }
  }
}

function peerOf(host: Host, name: string, option: readonly string[], peer: Value): PeerNode {
  const publicKey = textOf(either(peer, "publicKey"))?.trim() ?? null;
  const list = either(peer, "allowedIPs") ?? null;
  const span = placeOfPeer(host, option, publicKey);
  const ranges: AllowedRange[] = [];
  for (const text of rangeTexts(list)) {
    const parsed = parseAddress(text);
    if (parsed === undefined) continue;
    const prefixLength = parsed.prefixLength ?? (parsed.version === 4 ? 32 : 128);
    const address = networkAddress({ ...parsed, prefixLength });
    ranges.push({ address, version: parsed.version, prefixLength, span });
  }
  return {
    kind: "peer",
    host,
    interface: name,
    publicKey,
    allowedIPs: ranges,
    allowedIPsKnown: isSettledList(list),
    endpoint: textOf(either(peer, "endpoint")) ?? null,
    name: ownName(textOf(ownAttribute(peer, "name")), publicKey),
    option,
    span,
    at: placeIn(peer) ?? span,
    certainty: certaintyOf(host, option),
  };
}

/** An attribute of a peer as NixOS' own modules name it, or as networkd does: `allowedIPs`, `AllowedIPs`. */
function either(peer: Value, name: string): Value | undefined {
  const networkd = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return ownAttribute(peer, name) ?? ownAttribute(peer, networkd);
}

/** The ranges of a list; networkd also takes one text, with commas between them. */
function rangeTexts(list: Value): string[] {
  return [list, ...elements(list)].flatMap((one) => textOf(one)?.split(",") ?? []);
}

function isSettledList(list: Value): boolean {
  if (isOpen(list)) return false;
  return elements(list).every((element) => textOf(element) !== undefined);
}

/** Where the peer's own set names its ranges or its key; null for what no file of the user's says. */
function placeIn(peer: Value): Span | null {
  if (!(peer instanceof Attrs)) return null;
  for (const name of ["allowedIPs", "AllowedIPs", "publicKey", "PublicKey"]) {
    const span = peer.position(name);
    if (span !== undefined && !span.file.path.startsWith("«")) return span;
  }
  return null;
}

/** The definition of the list that has a peer with this key. */
function placeOfPeer(host: Host, option: readonly string[], publicKey: string | null): Span | null {
  if (publicKey !== null) {
    for (const definition of winnersOf(host, option)) {
      if (definition.span === null) continue;
      const has = elements(readValue(definition.value)).some(
        (peer) => textOf(either(peer, "publicKey"))?.trim() === publicKey,
      );
      if (has) return definition.span;
    }
  }
  return placeOf(host, option);
}

/** A name that was given; null for the default, which is the public key as systemd escapes it. */
function ownName(name: string | undefined, publicKey: string | null): string | null {
  if (name === undefined) return null;
  const unescaped = name
    .replaceAll("-", "/")
    .replace(/\\x([0-9a-f]{2})/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  return unescaped === publicKey ? null : name;
}
