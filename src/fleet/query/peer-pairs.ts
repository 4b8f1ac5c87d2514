import type { Span } from "../../core/span.ts";
import { rangesOverlap } from "../address.ts";
import type { Fleet } from "../fleet.ts";
import type { AllowedRange, PeerNode } from "../graph.ts";
import { isSingle, type WireGuardInterface, wireGuardInterfaces } from "./wireguard.ts";

/** Two peers of one interface. */
export interface PeerPair {
  readonly on: WireGuardInterface;
  readonly first: PeerNode;
  readonly second: PeerNode;
}

/** Ranges of two peers that get in each other's way. */
export interface OverlappingRanges extends PeerPair {
  readonly firstRange: AllowedRange;
  readonly secondRange: AllowedRange;
  /** Whether both are the very same range: then one of the peers gets nothing. */
  readonly same: boolean;
}

/**
 * Ranges that two peers of one interface claim. The longest prefix wins, so a default route beside others is fine, and
 * so is a wide range of a peer with an endpoint: that is a gateway for whom nothing better is known. Equal single
 * addresses are left out: duplicate-address tells those.
 */
export function overlappingRanges(fleet: Fleet): OverlappingRanges[] {
  return wireGuardInterfaces(fleet).flatMap((on) => {
    const found = pairsOf(on).flatMap(({ first, second }) => overlapOf(on, first, second));
    // A range that is too wide is told once, however many it holds.
    return found.filter(
      (one, i) => one.same || found.findIndex((other) => other.firstRange === one.firstRange) === i,
    );
  });
}

function overlapOf(on: WireGuardInterface, first: PeerNode, second: PeerNode): OverlappingRanges[] {
  for (const a of first.allowedIPs) {
    for (const b of second.allowedIPs) {
      if (!rangesOverlap(a, b)) continue;
      const same = a.prefixLength === b.prefixLength;
      if (same && isSingle(a)) continue;
      if (!same) {
        const [wide, widePeer, narrow, narrowPeer] =
          a.prefixLength < b.prefixLength ? [a, first, b, second] : [b, second, a, first];
        if (wide.prefixLength === 0 || widePeer.endpoint !== null) continue;
        // A split default route (0.0.0.0/1 and 128.0.0.0/1) is one as well.
        if (wide.prefixLength === 1) continue;
        return [
          {
            on,
            first: widePeer,
            second: narrowPeer,
            firstRange: wide,
            secondRange: narrow,
            same,
          },
        ];
      }
      return [{ on, first, second, firstRange: a, secondRange: b, same }];
    }
  }
  return [];
}

/** Pairs of peers that surely are both there and are not one peer. */
function pairsOf(on: WireGuardInterface): PeerPair[] {
  const peers = on.peers.filter((peer) => peer.certainty === "proven");
  return peers.flatMap((second, i) =>
    peers
      .slice(0, i)
      .filter((first) => first.publicKey === null || first.publicKey !== second.publicKey)
      .map((first) => ({ on, first, second })),
  );
}

/** Two who have one public key: peers of one interface, or hosts whose private key is in the configuration. */
export type SharedKey =
  | { readonly kind: "peers"; readonly key: string; readonly pair: PeerPair }
  | {
      readonly kind: "hosts";
      readonly key: string;
      readonly first: WireGuardInterface;
      readonly second: WireGuardInterface;
      readonly at: Span | null;
    };

export function sharedKeys(fleet: Fleet): SharedKey[] {
  const interfaces = wireGuardInterfaces(fleet);
  const found: SharedKey[] = [];
  for (const on of interfaces) {
    const seen = new Map<string, PeerNode>();
    for (const peer of on.peers) {
      if (peer.publicKey === null || peer.certainty !== "proven") continue;
      const first = seen.get(peer.publicKey);
      if (first === undefined) seen.set(peer.publicKey, peer);
      else found.push({ kind: "peers", key: peer.publicKey, pair: { on, first, second: peer } });
    }
  }
  const owners = new Map<string, WireGuardInterface>();
  for (const one of interfaces) {
    if (one.publicKey === null) continue;
    const first = owners.get(one.publicKey);
    if (first === undefined) owners.set(one.publicKey, one);
    else if (first.host.name !== one.host.name) {
      found.push({ kind: "hosts", key: one.publicKey, first, second: one, at: one.span });
    }
  }
  return found;
}

/** The text of a range. */
export function shownRange({ address, prefixLength }: AllowedRange): string {
  return `${address}/${prefixLength}`;
}
