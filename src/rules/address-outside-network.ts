import type { Span } from "../core/span.ts";
import { inRange } from "../fleet/address.ts";
import { type Outlier, outliers } from "../fleet/query/outliers.ts";
import { type Reservation, reservationsOf } from "../fleet/query/reservations.ts";
import { type LostGateway, lostGateways } from "../fleet/query/routes.ts";
import { defineFleetRule } from "./define.ts";

type Fact =
  | { readonly kind: "tunnel"; readonly outlier: Outlier }
  | { readonly kind: "gateway"; readonly lost: LostGateway }
  | { readonly kind: "reservation"; readonly reservation: Reservation };

export default defineFleetRule<Fact>({
  id: "address-outside-network",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["network"],
  summary: "An address lies outside of the network that it is to be reached in.",
  docs: {
    why: "A host whose address is not in the network has no route to the others and they have none to it; a gateway outside of every network of its host is never asked. Most often two digits changed places.",
    remedy: "Give it an address of the network, or correct the network's prefix.",
    whenToAllow: "Networks that are routed to on purpose by something that nixlint does not see.",
    blindSpots:
      "The network of a WireGuard interface is told by what most hosts with an interface of that name have; hosts with DHCP, and gateways with an interface of their own, are left out.",
  },
  *find(fleet, { settings }) {
    for (const outlier of outliers(fleet, Object.values(settings.networks))) {
      yield { kind: "tunnel", outlier };
    }
    for (const lost of lostGateways(fleet)) yield { kind: "gateway", lost };
    for (const reservation of reservationsOf(fleet)) {
      const { scope, address } = reservation;
      if (address === null || !scope.includes("/") || inRange(address, scope)) continue;
      yield { kind: "reservation", reservation };
    }
  },
  say(fact) {
    switch (fact.kind) {
      case "tunnel": {
        const { on, address, network, inside } = fact.outlier;
        const names = inside.slice(0, 3).map(({ host }) => `'${host.name}'`);
        const others =
          inside.length > 3
            ? `${names.join(", ")} and ${inside.length - 3} more`
            : names.join(" and ");
        return {
          at: placed(address.span ?? on.span),
          message: `Address ${address.address} of '${on.host.name}' (${on.name}) is outside of ${network}, in which ${others} are.`,
          help: `Give '${on.host.name}' an address of ${network}.`,
          related: inside
            .slice(0, 3)
            .flatMap(({ host, addresses: [first] }) =>
              first?.span
                ? [{ at: first.span, message: `'${host.name}' has ${first.address} here` }]
                : [],
            ),
          hosts: [on.host.name],
          key: `${on.host.name} ${on.name} ${address.address}`,
        };
      }
      case "gateway": {
        const { host, gateway, networks, span } = fact.lost;
        return {
          at: placed(span),
          message: `The default gateway ${gateway.address} of '${host.name}' is in none of its networks: ${networks.join(", ")}.`,
          help: "Correct the gateway, or the prefix length of the address beside it; a gateway on the link needs its 'interface'.",
          hosts: [host.name],
          key: `${host.name} gateway ${gateway.address}`,
        };
      }
      case "reservation": {
        const { server, service, address, scope, span } = fact.reservation;
        return {
          at: placed(span),
          message: `${service} on '${server.name}' reserves ${address} in subnet ${scope}, which does not hold it.`,
          help: `Reserve an address of ${scope}, or move the reservation to the subnet that it is of.`,
          hosts: [server.name],
          key: `${server.name} ${service} ${address} ${scope}`,
        };
      }
    }
  },
});

function placed(span: Span | null): Span {
  if (span === null) throw new Error("an address outside of its network has no place");
  return span;
}
