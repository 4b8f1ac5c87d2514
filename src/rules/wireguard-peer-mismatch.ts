import type { Span } from "../core/span.ts";
import type { PeerNode } from "../fleet/graph.ts";
import { type PeerMismatch, peerMismatches } from "../fleet/query/peer-mismatches.ts";
import { peerName, shownKey, type WireGuardInterface } from "../fleet/query/wireguard.ts";
import { defineFleetRule } from "./define.ts";

export default defineFleetRule<PeerMismatch>({
  id: "wireguard-peer-mismatch",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["network", "wireguard"],
  summary: "Two hosts of the fleet disagree about the WireGuard tunnel between them.",
  docs: {
    why: "WireGuard drops what does not come from the address and the key that it expects of a peer, without a word in any log. The tunnel looks configured on both sides and carries nothing.",
    remedy:
      "Make both sides agree: each lists the other with the other's key, and with ranges that hold the other's address.",
    whenToAllow: "Peers that are added at run time by a program that nixlint does not know.",
    blindSpots:
      "A public key is known to be a host's by its private key, by the peer's name, or by the single address of its ranges; hosts whose peers come from files outside of the repository are not looked at.",
  },
  *find(fleet) {
    yield* peerMismatches(fleet);
  },
  say(fact) {
    const { peer, local, other } = fact.link;
    const at = peer.at ?? peer.span ?? local.span ?? other.span;
    if (at === null) throw new Error(`no peer of ${local.host.name} has a place`);
    const { message, help, related } = told(fact);
    return {
      at,
      message,
      help,
      related: related.filter((one) => one.at !== null) as { at: Span; message: string }[],
      hosts: [local.host.name, other.host.name],
      key: `${fact.kind} ${local.host.name} ${local.name} ${other.host.name} ${peer.publicKey ?? ""}`,
    };
  },
});

interface Told {
  readonly message: string;
  readonly help: string;
  readonly related: readonly { readonly at: Span | null; readonly message: string }[];
}

function told(fact: PeerMismatch): Told {
  const { peer, local, other } = fact.link;
  const here = `'${local.host.name}'`;
  const there = `'${other.host.name}'`;
  const addresses = other.addresses.map(({ address }) => address).join(", ");
  const holds = {
    at: other.addresses[0]?.span ?? other.span,
    message: `${there} has ${addresses} here`,
  };
  switch (fact.kind) {
    case "ranges": {
      const { holder } = fact;
      const whose = holder === null ? "" : ` (${holder.address} is '${holder.host.name}')`;
      return {
        message: `On ${here}, peer '${peerName(peer)}' of ${local.name} is ${there}, but its allowed IPs ${ranges(peer)} do not hold ${addresses}${whose}.`,
        help: `Allow the address of ${there}, or give the peer the key and the name of the host that it is for.`,
        related: [holds],
      };
    }
    case "key":
      return {
        message: `On ${here}, peer '${peerName(peer)}' of ${local.name} is ${there} by its address ${ranges(peer)}, but has key '${shownKey(peer.publicKey ?? "")}' where '${fact.says.host.name}' says '${shownKey(fact.key)}'.`,
        help: `Give both the public key that belongs to the private key of ${there}.`,
        related: [{ at: fact.says.at, message: `the other key of ${there} is here` }],
      };
    case "owner":
      return {
        message: `On ${here}, the key '${shownKey(peer.publicKey ?? "")}' is given to ${there} (${ranges(peer)}), but on '${fact.says.host.name}' to '${fact.owner.name}'.`,
        help: "A key belongs to one host: find out which, and give the other its own.",
        related: [{ at: fact.says.at, message: `given to '${fact.owner.name}' here` }],
      };
    case "one-sided":
      return {
        message: `${here} has ${there} as a peer of ${local.name}, but no peer on ${there} (${other.name}) allows ${fact.address.address}, the address of ${here}.`,
        help: `Add ${here} to the peers of '${other.name}' on ${there}, with its key and ${fact.address.address}/${fact.address.version === 4 ? 32 : 128}.`,
        related: [
          { at: placeOfPeers(other), message: `the peers of ${there} are here` },
          { at: fact.address.span, message: `${here} gets ${fact.address.address} here` },
        ],
      };
    case "port":
      return {
        message: `On ${here}, peer '${peerName(peer)}' of ${local.name} is reached at '${peer.endpoint ?? ""}', but ${there} listens on port ${fact.listens}.`,
        help: "Use the port of the other side's `listenPort` in the endpoint.",
        related: [{ at: other.span, message: `${there} configures its side here` }],
      };
  }
}

function ranges(peer: PeerNode): string {
  return peer.allowedIPs
    .map(({ address, prefixLength }) => `${address}/${prefixLength}`)
    .join(", ");
}

function placeOfPeers(one: WireGuardInterface): Span | null {
  return one.peers[0]?.span ?? one.span;
}
