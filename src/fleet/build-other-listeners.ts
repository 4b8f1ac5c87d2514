import type { Span } from "../core/span.ts";
import type { Value } from "../evaluator/value.ts";
import { definedValue, isOpen, optionValue, placeOf } from "./definitions.ts";
import { boundAddresses, parseEndpoint } from "./endpoint.ts";
import type { Host } from "./fleet.ts";
import type { ListenerNode, Protocol } from "./graph-network.ts";
import { attributes, elements, ownAttribute, textOf } from "./read.ts";

/** Listeners that are no service of NixOS: sockets of systemd, published ports of containers. */
export function otherListeners(host: Host): ListenerNode[] {
  return [...unitSockets(host), ...ociContainers(host), ...nixosContainers(host)];
}

interface Parts {
  readonly service: string;
  readonly protocol: Protocol;
  readonly port: number | null;
  readonly lastPort?: number;
  readonly binds: readonly string[] | null;
  readonly span: Span | null;
  readonly pastFirewall?: boolean;
}

function listener(host: Host, parts: Parts): ListenerNode {
  const { port, binds, span } = parts;
  return {
    kind: "listener",
    host,
    service: parts.service,
    protocol: parts.protocol,
    port,
    lastPort: parts.lastPort ?? port,
    binds,
    bindIsSet: true,
    portIsSet: true,
    span,
    bindSpan: span,
    portSpan: span,
    certainty: port === null || binds === null ? "possible" : "proven",
    pastFirewall: parts.pastFirewall ?? false,
    fact: null,
  };
}

/** Something whose ports are not known. */
function opaque(host: Host, service: string, span: Span | null): ListenerNode[] {
  return (["tcp", "udp"] as const).map((protocol) =>
    listener(host, { service, protocol, port: null, binds: null, span }),
  );
}

function unitSockets(host: Host): ListenerNode[] {
  const path = ["systemd", "sockets"];
  return attributes(definedValue(host, path) ?? null).flatMap(({ name, value }) => {
    const span = placeOf(host, [...path, name]);
    const config = ownAttribute(value, "socketConfig") ?? null;
    const streams = [
      ...texts(ownAttribute(value, "listenStreams")),
      ...texts(ownAttribute(config, "ListenStream")),
    ].map((text) => ({ text, protocol: "tcp" as const }));
    const datagrams = [
      ...texts(ownAttribute(value, "listenDatagrams")),
      ...texts(ownAttribute(config, "ListenDatagram")),
    ].map((text) => ({ text, protocol: "udp" as const }));
    return [...streams, ...datagrams].flatMap(({ text, protocol }) => {
      const endpoint = text === null ? null : parseEndpoint(text);
      if (endpoint === undefined) return [];
      const binds = endpoint === null ? null : (boundAddresses(endpoint.host) ?? null);
      const port = endpoint?.port ?? null;
      return listener(host, { service: `socket ${name}`, protocol, port, binds, span });
    });
  });
}

/** Known texts of a value; null for one that is not known. */
function texts(value: Value | undefined): (string | null)[] {
  if (value === undefined || value === null) return [];
  const text = textOf(value);
  if (text !== undefined) return [text];
  return [
    ...elements(value).map((element) => textOf(element) ?? null),
    ...(isOpen(value) ? [null] : []),
  ];
}

function ociContainers(host: Host): ListenerNode[] {
  const path = ["virtualisation", "oci-containers", "containers"];
  const found = attributes(definedValue(host, path) ?? null).flatMap(({ name, value }) => {
    const span = placeOf(host, [...path, name, "ports"]);
    const service = `container ${name}`;
    const options = texts(ownAttribute(value, "extraOptions"));
    const networks = texts(ownAttribute(value, "networks"));
    if (options.some((one) => one === null || /net(?:work)?[= ]?host|^host$/.test(one))) {
      return opaque(host, service, span);
    }
    if (networks.includes("host")) return opaque(host, service, span);
    return texts(ownAttribute(value, "ports")).flatMap((text) =>
      text === null
        ? opaque(host, service, span)
        : publishedPort(text).map((parts) =>
            listener(host, { ...parts, service, span, pastFirewall: true }),
          ),
    );
  });
  // What is started by hand or by a compose file.
  const engine = ["docker", "podman"].find(
    (name) => optionValue(host, ["virtualisation", name, "enable"]) === true,
  );
  if (engine === undefined) return found;
  return [...found, ...opaque(host, engine, placeOf(host, ["virtualisation", engine, "enable"]))];
}

/** `8080:80`, `127.0.0.1:8080:80/tcp`, `8000-8010:8000-8010/udp`. */
function publishedPort(
  text: string,
): { protocol: Protocol; port: number; lastPort: number; binds: readonly string[] | null }[] {
  const match = /^(?:(\[[^\]]+\]|[\d.]*):)?(\d+)(?:-(\d+))?:(\d+)(?:-\d+)?(?:\/(tcp|udp))?$/.exec(
    text.trim(),
  );
  if (match === null) return [];
  const [, address = "", from, to, , protocol = "tcp"] = match;
  const port = Number(from);
  const binds = boundAddresses(address) ?? null;
  return [{ protocol: protocol as Protocol, port, lastPort: Number(to ?? from), binds }];
}

/** Containers without a network of their own listen on the host; others have ports forwarded to them. */
function nixosContainers(host: Host): ListenerNode[] {
  const path = ["containers"];
  return attributes(definedValue(host, path) ?? null).flatMap(({ name, value }) => {
    const span = placeOf(host, [...path, name]);
    const service = `container ${name}`;
    if (ownAttribute(value, "privateNetwork") !== true) return opaque(host, service, span);
    return elements(ownAttribute(value, "forwardPorts") ?? null).map((entry) => {
      const port = ownAttribute(entry, "hostPort");
      const protocol = textOf(ownAttribute(entry, "protocol")) === "udp" ? "udp" : "tcp";
      return listener(host, {
        service,
        protocol,
        port: typeof port === "number" ? port : null,
        binds: ["*"],
        span,
        pastFirewall: true,
      });
    });
  });
}
