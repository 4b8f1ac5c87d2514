import { inRange, isHostLocal, rangesOverlap } from "../address.ts";
import { definedValue } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import type { AddressNode, AllowedRange, PeerNode } from "../graph.ts";
import { attributes, elements, ownAttribute, textOf } from "../read.ts";

/** Two or more holders of one address that should have one. */
export interface SharedAddress {
  readonly address: string;
  /** At least two, in the order of the places that give them the address. */
  readonly holders: readonly AddressNode[];
}

/** Two peers of one interface that both claim one single address. */
export interface SharedAllowedIP {
  readonly range: AllowedRange;
  readonly first: PeerNode;
  readonly second: PeerNode;
}

/** Whether two hosts are one machine: the same, or one a variant of the other. */
export function sameMachine(a: Host, b: Host): boolean {
  const root = (host: Host) => host.variantOf ?? host.name;
  return a === b || root(a) === root(b);
}

/** Addresses that more than one machine, or more than one interface of one, holds. */
export function sharedAddresses(fleet: Fleet, allowed: readonly string[]): SharedAddress[] {
  const virtual = virtualAddresses(fleet);
  const byAddress = new Map<string, AddressNode[]>();
  for (const node of fleet.graph.addresses) {
    if (isHostLocal(node.address) || virtual.has(node.address)) continue;
    if (allowed.some((range) => inRange(node.address, range))) continue;
    const list = byAddress.get(node.address) ?? [];
    if (!list.some((other) => isSameHolder(other, node))) list.push(node);
    byAddress.set(node.address, list);
  }
  const shared: SharedAddress[] = [];
  for (const [address, holders] of byAddress) {
    if (holders.length < 2 || !onOneNetwork(holders)) continue;
    shared.push({ address, holders: [...holders].sort(byPlace) });
  }
  return shared;
}

function byPlace(a: AddressNode, b: AddressNode): number {
  const place = (node: AddressNode) => node.span?.file.path ?? "~";
  if (place(a) !== place(b)) return place(a) < place(b) ? -1 : 1;
  return (a.span?.start ?? 0) - (b.span?.start ?? 0);
}

/** The same interface of the same machine, reached twice (through a variant, or by two options). */
function isSameHolder(a: AddressNode, b: AddressNode): boolean {
  return sameMachine(a.host, b.host) && a.interface === b.interface;
}

/**
 * Whether holders can meet: private addresses on containers of different hosts never do (each host has its own bridge).
 */
function onOneNetwork(holders: readonly AddressNode[]): boolean {
  const contained = holders.filter((holder) => holder.interfaceType === "container");
  if (contained.length < holders.length - 1) return true;
  return contained.some((a, i) =>
    holders.some((b, j) => i !== j && a !== b && sameMachine(a.host, b.host)),
  );
}

/** Addresses that move between hosts on purpose: keepalived's virtual addresses. */
function virtualAddresses(fleet: Fleet): Set<string> {
  const found = new Set<string>();
  for (const host of fleet.hosts) {
    const instances = definedValue(host, ["services", "keepalived", "vrrpInstances"]);
    if (instances === undefined) continue;
    for (const { value } of attributes(instances)) {
      for (const ip of elements(ownAttribute(value, "virtualIps") ?? null)) {
        const text = textOf(ownAttribute(ip, "addr"));
        if (text !== undefined) found.add(text.replace(/\/.*$/, ""));
      }
    }
  }
  return found;
}

/** Pairs of peers of one interface that claim the same `/32` or `/128`. */
export function sharedAllowedIPs(fleet: Fleet): SharedAllowedIP[] {
  const shared: SharedAllowedIP[] = [];
  const seen = new Map<string, { peer: PeerNode; range: AllowedRange }[]>();
  for (const peer of fleet.graph.peers) {
    const key = `${peer.host.set}/${peer.host.name}/${peer.interface}`;
    const others = seen.get(key) ?? [];
    for (const range of peer.allowedIPs) {
      if (range.prefixLength !== (range.version === 4 ? 32 : 128)) continue;
      const first = others.find(
        (other) =>
          other.peer !== peer && rangesOverlap(other.range, range) && differ(other.peer, peer),
      );
      if (first) shared.push({ range, first: first.peer, second: peer });
      else others.push({ peer, range });
    }
    seen.set(key, others);
  }
  return shared;
}

/** Peers with one key are one peer written twice. */
function differ(a: PeerNode, b: PeerNode): boolean {
  return a.publicKey === null || b.publicKey === null || a.publicKey !== b.publicKey;
}
