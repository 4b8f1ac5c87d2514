import type { Span } from "../../core/span.ts";
import { parseAddress, rangesOverlap } from "../address.ts";
import { parseEndpoint } from "../endpoint.ts";
import type { Fleet, Host } from "../fleet.ts";
import type { AddressNode, PeerNode } from "../graph.ts";
import { sameMachine } from "./duplicates.ts";
import { covers, isSingle, type WireGuardInterface, wireGuardInterfaces } from "./wireguard.ts";

/** What two hosts of a WireGuard network disagree about. */
export type PeerMismatch =
  /** The peer is `other`, but its ranges hold none of the addresses of `other`. */
  | { readonly kind: "ranges"; readonly link: Link; readonly holder: AddressNode | null }
  /** The peer has the address of `other`, but another key than `other` has. */
  | { readonly kind: "key"; readonly link: Link; readonly key: string; readonly says: Said }
  /** The peer's key is that of `owner`, while its ranges are addresses of `other`. */
  | { readonly kind: "owner"; readonly link: Link; readonly owner: Host; readonly says: Said }
  /** `other` has no peer for `link.local`, so it never answers. */
  | { readonly kind: "one-sided"; readonly link: Link; readonly address: AddressNode }
  /** The peer's endpoint is `other`, but not the port it listens on. */
  | { readonly kind: "port"; readonly link: Link; readonly port: number; readonly listens: number };

/** A peer of `local` that leads to the interface `other`. */
export interface Link {
  readonly peer: PeerNode;
  readonly local: WireGuardInterface;
  readonly other: WireGuardInterface;
}

/** Where a key is told by another: a peer, or the private key of its owner. */
export interface Said {
  readonly host: Host;
  readonly at: Span | null;
}

/** All disagreements, at most one of a kind for each pair of interfaces. */
export function peerMismatches(fleet: Fleet): PeerMismatch[] {
  const network = new Network(wireGuardInterfaces(fleet), fleet.graph.addresses);
  const found: PeerMismatch[] = [];
  const told = new Set<PeerNode>();
  const pairs = new Map<WireGuardInterface, Set<WireGuardInterface>>();
  for (const one of [
    ...network.wrongRanges(),
    ...network.wrongKeys(),
    ...network.oneSided(),
    ...network.wrongPorts(),
  ]) {
    const { peer, local, other } = one.link;
    // What one side has wrong is not told of the other side again.
    if (told.has(peer) || pairs.get(other)?.has(local)) continue;
    told.add(peer);
    pairs.set(local, (pairs.get(local) ?? new Set()).add(other));
    found.push(one);
  }
  return found;
}

class Network {
  readonly #interfaces: readonly WireGuardInterface[];
  /** Who holds an address; null for more than one machine. */
  readonly #holders = new Map<string, WireGuardInterface | null>();
  /** Peers that surely lead to one interface, by the single addresses of their ranges. */
  readonly #links: readonly Link[];

  readonly #addresses: readonly AddressNode[];

  constructor(interfaces: readonly WireGuardInterface[], addresses: readonly AddressNode[]) {
    this.#interfaces = interfaces;
    this.#addresses = addresses;
    for (const one of interfaces) {
      for (const { address } of one.addresses) {
        const before = this.#holders.get(address);
        this.#holders.set(address, before === undefined || before === one ? one : null);
      }
    }
    this.#links = this.#peers().flatMap(({ peer, local }) => {
      const other = this.#behind(peer);
      return other === null || sameMachine(other.host, local.host) ? [] : [{ peer, local, other }];
    });
  }

  #peers(): { peer: PeerNode; local: WireGuardInterface }[] {
    return this.#interfaces.flatMap((local) =>
      local.peers.filter((peer) => peer.certainty === "proven").map((peer) => ({ peer, local })),
    );
  }

  /** The interface that all held single addresses of a peer belong to; null where that is not one. */
  #behind(peer: PeerNode): WireGuardInterface | null {
    const holders = new Set(
      peer.allowedIPs
        .filter((range) => isSingle(range) && this.#holders.has(range.address))
        .map((range) => this.#holders.get(range.address) ?? null),
    );
    const [holder] = holders;
    return holders.size === 1 && holder ? holder : null;
  }

  /** The interface of the host that a peer is named after, on a network shared with `local`. */
  #named(peer: PeerNode, local: WireGuardInterface): WireGuardInterface | null {
    if (peer.name === null) return null;
    const found = this.#interfaces.filter(
      (one) =>
        one.host.name === peer.name &&
        !sameMachine(one.host, local.host) &&
        one.addresses.length > 0 &&
        one.addressesKnown &&
        shareNetwork(one, local),
    );
    return found.length === 1 ? (found[0] as WireGuardInterface) : null;
  }

  /** The interface whose private key is in the configuration and belongs to a peer's key. */
  #keyed(peer: PeerNode): WireGuardInterface | null {
    const found = this.#interfaces.filter(
      (one) => one.publicKey !== null && one.publicKey === peer.publicKey,
    );
    return found.length === 1 ? (found[0] as WireGuardInterface) : null;
  }

  *wrongRanges(): Iterable<PeerMismatch> {
    for (const { peer, local } of this.#peers()) {
      if (!peer.allowedIPsKnown || peer.allowedIPs.length === 0) continue;
      for (const other of [this.#keyed(peer), this.#named(peer, local)]) {
        if (other === null || sameMachine(other.host, local.host)) continue;
        if (!other.addressesKnown || other.addresses.length === 0) continue;
        if (other.addresses.some((address) => covers(peer, address))) continue;
        // Ranges of another family or network may be what is routed through a tunnel without addresses.
        if (!shareNetwork(other, local)) continue;
        const held = peer.allowedIPs
          .filter(isSingle)
          .flatMap((range) => this.#holders.get(range.address)?.addresses ?? [])
          .find((address) => covers(peer, address));
        yield { kind: "ranges", link: { peer, local, other }, holder: held ?? null };
      }
    }
  }

  *wrongKeys(): Iterable<PeerMismatch> {
    const byTarget = groupBy(this.#links, (link) => link.other);
    for (const [other, links] of byTarget) {
      if (other.publicKey !== null) {
        for (const link of links) {
          const { publicKey } = link.peer;
          if (publicKey === null || publicKey === other.publicKey) continue;
          const says = { host: other.host, at: other.span };
          yield { kind: "key", link, key: other.publicKey, says };
        }
        continue;
      }
      const keyed = links.filter(({ peer }) => peer.publicKey !== null);
      for (const { link, other: usual } of fewest(keyed, (link) => link.peer.publicKey as string)) {
        const says = { host: usual.local.host, at: usual.peer.at };
        yield { kind: "key", link, key: usual.peer.publicKey as string, says };
      }
    }
    const byKey = groupBy(
      this.#links.filter(({ peer }) => peer.publicKey !== null),
      (link) => link.peer.publicKey as string,
    );
    for (const links of byKey.values()) {
      for (const { link, other } of fewest(links, (one) => one.other.host.name)) {
        // One interface that has it twice is told by duplicate-public-key.
        if (other.local === link.local) continue;
        const says = { host: other.local.host, at: other.peer.at };
        yield { kind: "owner", link, owner: other.other.host, says };
      }
    }
  }

  *oneSided(): Iterable<PeerMismatch> {
    for (const { peer, local } of this.#peers()) {
      const other = this.#answering(peer, local);
      if (other === null || !other.peersKnown || sameMachine(other.host, local.host)) continue;
      if (!local.addressesKnown || local.addresses.length === 0) continue;
      if (other.peers.some((back) => local.addresses.some((address) => covers(back, address)))) {
        continue;
      }
      if (!shareNetwork(other, local)) continue;
      yield {
        kind: "one-sided",
        link: { peer, local, other },
        address: local.addresses[0] as AddressNode,
      };
    }
  }

  /** Who has to answer what is sent to a peer, where that can be told. */
  #answering(peer: PeerNode, local: WireGuardInterface): WireGuardInterface | null {
    const sure = this.#keyed(peer) ?? this.#named(peer, local) ?? this.#behind(peer);
    if (sure !== null) return sure;
    if (peer.publicKey === null) return null;
    // A range for the whole network leads to its hub: the one that has peers for others who use the same key.
    const users = this.#peers().filter(
      (one) => one.local !== local && one.peer.publicKey === peer.publicKey,
    );
    const hubs = this.#interfaces.filter(
      (one) =>
        one !== local &&
        one.addresses.some((address) => covers(peer, address)) &&
        !users.some((user) => user.local === one) &&
        users.some((user) =>
          one.peers.some((back) =>
            user.local.addresses.some(
              (address) => back.allowedIPs.some(isSingle) && covers(back, address),
            ),
          ),
        ),
    );
    if (hubs.length === 1) return hubs[0] as WireGuardInterface;
    return hubs.length === 0 ? this.#atEndpoint(peer) : null;
  }

  /** The interface of the host that holds the address of a peer's endpoint. */
  #atEndpoint(peer: PeerNode): WireGuardInterface | null {
    const target = parseEndpoint(peer.endpoint ?? "")?.host.toLowerCase();
    if (target === undefined || target === "") return null;
    const found = this.#interfaces.filter(
      (one) =>
        one.host.name.toLowerCase() === target &&
        one.addresses.some((address) => covers(peer, address)),
    );
    return found.length === 1 ? (found[0] as WireGuardInterface) : null;
  }

  *wrongPorts(): Iterable<PeerMismatch> {
    for (const { peer, local } of this.#peers()) {
      const endpoint = parseEndpoint(peer.endpoint ?? "");
      if (!endpoint || endpoint.port === null) continue;
      const other = this.#keyed(peer) ?? this.#named(peer, local) ?? this.#behind(peer);
      if (other === null || other.listenPort === null || other.listenPort === endpoint.port) {
        continue;
      }
      // Only where the packets surely reach the host itself: a router before it may change the port.
      if (!this.#isHeld(other.host, endpoint.host)) continue;
      yield {
        kind: "port",
        link: { peer, local, other },
        port: endpoint.port,
        listens: other.listenPort,
      };
    }
  }

  #isHeld(host: Host, text: string): boolean {
    const address = parseAddress(text)?.address;
    return this.#addresses.some((node) => node.host === host && node.address === address);
  }
}

/** Whether two interfaces are on one network by what their addresses say: a prefix, or a peer of one for the other. */
function shareNetwork(a: WireGuardInterface, b: WireGuardInterface): boolean {
  const near = (one: WireGuardInterface, two: WireGuardInterface) =>
    one.addresses.some((x) =>
      two.addresses.some(
        (y) =>
          x.version === y.version &&
          x.prefixLength !== null &&
          !isSingle({ version: x.version, prefixLength: x.prefixLength }) &&
          rangesOverlap(x, { ...y, prefixLength: null }),
      ),
    ) || one.peers.some((peer) => two.addresses.some((address) => covers(peer, address)));
  return near(a, b) || near(b, a);
}

function groupBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** The items that are not in the largest group (the first of equals), each with one that is in it. */
function fewest<T>(items: readonly T[], key: (item: T) => string): { link: T; other: T }[] {
  const groups = [...groupBy(items, key).values()].sort((a, b) => b.length - a.length);
  const [largest, ...others] = groups;
  if (largest === undefined) return [];
  return others.flat().map((link) => ({ link, other: largest[0] as T }));
}
