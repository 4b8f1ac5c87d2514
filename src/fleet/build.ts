import { buildAddresses } from "./build-addresses.ts";
import { buildPeers } from "./build-peers.ts";
import type { Host } from "./fleet.ts";
import type { AddressNode, Graph, InterfaceNode, PeerNode } from "./graph.ts";

/** Fills the graph from the values of the hosts. */
export function buildGraph(hosts: readonly Host[]): Graph {
  const interfaces: InterfaceNode[] = [];
  const addresses: AddressNode[] = [];
  const peers: PeerNode[] = [];
  for (const host of hosts) {
    if (host.evaluation === null) continue;
    buildAddresses(host, { interfaces, addresses });
    buildPeers(host, peers);
  }
  return { interfaces, addresses, peers };
}
