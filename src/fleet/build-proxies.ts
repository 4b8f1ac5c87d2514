import { PartialText, type Value } from "../evaluator/value.ts";
import { certaintyOf, definedValue, placeOf } from "./definitions.ts";
import { parseEndpoint, schemePort } from "./endpoint.ts";
import type { Host } from "./fleet.ts";
import type { ProxyNode } from "./graph-network.ts";
import { attributes, elements, ownAttribute, textOf } from "./read.ts";

/** Where the web servers of a host pass requests on to. */
export function buildProxies(host: Host): ProxyNode[] {
  if (host.kind !== "nixos" || host.evaluation === null) return [];
  return [...nginx(host), ...caddy(host), ...traefik(host)];
}

function isOn(host: Host, service: string): boolean {
  return definedValue(host, ["services", service, "enable"]) === true;
}

function proxy(
  host: Host,
  parts: { service: string; what: string; to: string; option: readonly string[] },
): ProxyNode[] {
  const endpoint = parseEndpoint(parts.to);
  if (endpoint === undefined || endpoint.host === "" || /[${}]/.test(parts.to)) return [];
  const port = endpoint.port ?? schemePort(endpoint.scheme);
  if (port === null) return [];
  return [
    {
      kind: "proxy",
      host,
      service: parts.service,
      what: parts.what,
      targetHost: endpoint.host,
      targetPort: port,
      option: parts.option,
      span: placeOf(host, parts.option),
      certainty: certaintyOf(host, parts.option),
    },
  ];
}

function nginx(host: Host): ProxyNode[] {
  if (!isOn(host, "nginx")) return [];
  const base = ["services", "nginx"];
  const upstreams = new Map<string, { name: string; option: string[] }[]>();
  const path = [...base, "upstreams"];
  for (const { name, value } of attributes(definedValue(host, path) ?? null)) {
    const servers = attributes(ownAttribute(value, "servers") ?? null);
    upstreams.set(
      name,
      servers.map((one) => ({ name: one.name, option: [...path, name, "servers", one.name] })),
    );
  }
  const found: ProxyNode[] = [];
  for (const servers of upstreams.entries()) {
    for (const { name, option } of servers[1]) {
      found.push(
        ...proxy(host, { service: "nginx", what: `upstream ${servers[0]}`, to: name, option }),
      );
    }
  }
  const vhosts = [...base, "virtualHosts"];
  for (const vhost of attributes(definedValue(host, vhosts) ?? null)) {
    for (const location of attributes(ownAttribute(vhost.value, "locations") ?? null)) {
      const option = [...vhosts, vhost.name, "locations", location.name, "proxyPass"];
      const to = wholeTarget(ownAttribute(location.value, "proxyPass"));
      if (to === null || upstreams.has(parseEndpoint(to)?.host ?? "")) continue;
      const what = `${vhost.name}${location.name === "/" ? "" : ` ${location.name}`}`;
      found.push(...proxy(host, { service: "nginx", what, to, option }));
    }
  }
  return found;
}

/** The target as text; also where only what follows the port is not known. */
function wholeTarget(value: Value | undefined): string | null {
  if (value instanceof PartialText) {
    const [first] = value.pieces;
    return typeof first === "string" && /^\w+:\/\/[^/]+\//.test(first) ? first : null;
  }
  return textOf(value) ?? null;
}

function caddy(host: Host): ProxyNode[] {
  if (!isOn(host, "caddy")) return [];
  const path = ["services", "caddy", "virtualHosts"];
  return attributes(definedValue(host, path) ?? null).flatMap(({ name, value }) => {
    const option = [...path, name, "extraConfig"];
    const text = textOf(ownAttribute(value, "extraConfig")) ?? "";
    return [...text.matchAll(/^\s*reverse_proxy[ \t]+([^\n{]+)/gm)].flatMap(([, targets = ""]) =>
      targets
        .trim()
        .split(/\s+/)
        // A matcher stands before the targets.
        .filter((one) => !/^[/*@]/.test(one))
        .flatMap((to) => proxy(host, { service: "caddy", what: name, to, option })),
    );
  });
}

function traefik(host: Host): ProxyNode[] {
  if (!isOn(host, "traefik")) return [];
  const path = ["services", "traefik", "dynamicConfigOptions", "http", "services"];
  return attributes(definedValue(host, path) ?? null).flatMap(({ name, value }) => {
    const balancer = ownAttribute(value, "loadBalancer") ?? null;
    const option = [...path, name];
    return elements(ownAttribute(balancer, "servers") ?? null).flatMap((server) => {
      const to = textOf(ownAttribute(server, "url"));
      if (to === undefined) return [];
      return proxy(host, { service: "traefik", what: name, to, option });
    });
  });
}
