import type { Span } from "../core/span.ts";
import type { Value } from "../evaluator/value.ts";
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
}

function peerOf(host: Host, name: string, option: readonly string[], peer: Value): PeerNode {
  const publicKey = textOf(ownAttribute(peer, "publicKey"))?.trim() ?? null;
  const list = ownAttribute(peer, "allowedIPs") ?? null;
  const span = placeOfPeer(host, option, publicKey);
  const ranges: AllowedRange[] = [];
  for (const element of elements(list)) {
    const parsed = parseAddress(textOf(element) ?? "");
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
    allowedIPsKnown: !isOpen(list),
    endpoint: textOf(ownAttribute(peer, "endpoint")) ?? null,
    name: textOf(ownAttribute(peer, "name")) ?? null,
    option,
    span,
    certainty: certaintyOf(host, option),
  };
}

/** The definition of the list that has a peer with this key. */
function placeOfPeer(host: Host, option: readonly string[], publicKey: string | null): Span | null {
  if (publicKey !== null) {
    for (const definition of winnersOf(host, option)) {
      if (definition.span === null) continue;
      const has = elements(readValue(definition.value)).some(
        (peer) => textOf(ownAttribute(peer, "publicKey"))?.trim() === publicKey,
      );
      if (has) return definition.span;
    }
  }
  return placeOf(host, option);
}
