import { OpenList, type Value } from "../evaluator/value.ts";
import { parseAddress } from "./address.ts";
import { certaintyOf, definedValue, winnersOf } from "./definitions.ts";
import { parseEndpoint } from "./endpoint.ts";
import type { Host } from "./fleet.ts";
import type { ForwardNode, Protocol } from "./graph-network.ts";
import { placeOfMatch } from "./places.ts";
import { attributes, elements, numberOf, ownAttribute, textOf } from "./read.ts";

const NAT = ["networking", "nat", "forwardPorts"];

/** The ports that a host forwards: `networking.nat.forwardPorts`, and published ports of its containers. */
export function buildForwards(host: Host): ForwardNode[] {
  if (host.kind !== "nixos" || host.evaluation === null) return [];
  return [...natForwards(host), ...containerForwards(host)];
}

function natForwards(host: Host): ForwardNode[] {
  if (definedValue(host, ["networking", "nat", "enable"]) !== true) return [];
  const value = definedValue(host, NAT);
  if (value === undefined || !(Array.isArray(value) || value instanceof OpenList)) return [];
  return elements(value).flatMap((entry) => {
    const source = ownAttribute(entry, "sourcePort");
    const range = portsOf(source);
    if (range === null) return [];
    const proto = textOf(ownAttribute(entry, "proto")) === "udp" ? "udp" : "tcp";
    // A range of ports is told by its first.
    const destination = (textOf(ownAttribute(entry, "destination")) ?? "/").replace(/-\d+$/, "");
    const endpoint = parseEndpoint(destination);
    const target = endpoint === undefined ? undefined : parseAddress(endpoint.host);
    const key = keyOf(entry);
    return {
      kind: "forward" as const,
      host,
      protocol: proto as Protocol,
      from: range[0],
      to: range[1],
      target: target?.address ?? null,
      targetPort: endpoint?.port ?? null,
      address: null,
      option: NAT,
      span: placeOfMatch(host, NAT, (one) => keyOf(one) === key),
      certainty: certaintyOf(host, NAT),
    };
  });
}

function keyOf(entry: Value): string {
  const source = ownAttribute(entry, "sourcePort");
  return ["destination", "proto"]
    .map((name) => textOf(ownAttribute(entry, name)) ?? "")
    .concat(String(textOf(source) ?? numberOf(source) ?? ""))
    .join(" ");
}

function portsOf(value: Value | undefined): [number, number] | null {
  const number = numberOf(value);
  if (number !== undefined) return [number, number];
  const match = /^(\d+)(?:[:-](\d+))?$/.exec(textOf(value) ?? "");
  return match === null ? null : [Number(match[1]), Number(match[2] ?? match[1])];
}

/** `containers.<name>.forwardPorts` of containers with a network of their own. */
function containerForwards(host: Host): ForwardNode[] {
  const path = ["containers"];
  return attributes(definedValue(host, path) ?? null).flatMap(({ name, value }) => {
    if (ownAttribute(value, "privateNetwork") !== true) return [];
    const option = [...path, name, "forwardPorts"];
    const target = parseAddress(textOf(ownAttribute(value, "localAddress")) ?? "");
    return elements(ownAttribute(value, "forwardPorts") ?? null).flatMap((entry) => {
      const port = numberOf(ownAttribute(entry, "hostPort"));
      if (port === undefined) return [];
      const protocol = textOf(ownAttribute(entry, "protocol")) === "udp" ? "udp" : "tcp";
      const inner = ownAttribute(entry, "containerPort");
      return {
        kind: "forward" as const,
        host,
        protocol: protocol as Protocol,
        from: port,
        to: port,
        target: target?.address ?? null,
        targetPort: numberOf(inner) ?? port,
        address: null,
        option,
        span: winnersOf(host, option)[0]?.span ?? null,
        certainty: certaintyOf(host, option),
      };
    });
  });
}
