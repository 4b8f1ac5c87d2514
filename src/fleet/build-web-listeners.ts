import type { Value } from "../evaluator/value.ts";
import { definedValue, isOpen, optionValue, placeOf } from "./definitions.ts";
import { boundAddresses, parseEndpoint } from "./endpoint.ts";
import type { ListenerNode } from "./graph-network.ts";
import { attributes, elements, numberOf, ownAttribute, textOf } from "./read.ts";
import { listenerOf, type Running } from "./running-service.ts";

/** Services whose ports and addresses follow from more than one option. */
export const SPECIAL_LISTENERS: ReadonlyMap<string, (running: Running) => ListenerNode[]> = new Map(
  [
    ["nginx", nginx],
    ["caddy", caddy],
    ["httpd", httpd],
    ["openssh", openssh],
    ["traefik", traefik],
    ["mosquitto", mosquitto],
    ["matrix-synapse", synapse],
    ["docker", docker],
    ["haproxy", haproxy],
  ],
);

interface Socket {
  readonly port: number | null;
  readonly binds: readonly string[] | null;
  readonly option: readonly string[];
  readonly portIsSet?: boolean;
  readonly bindIsSet?: boolean;
  readonly sure?: boolean;
  readonly protocol?: "tcp" | "udp";
}

function sockets(running: Running, found: readonly Socket[]): ListenerNode[] {
  const seen = new Set<string>();
  return found.flatMap((socket) => {
    const { port, binds, option, sure = true, protocol = "tcp" } = socket;
    const key = JSON.stringify([port, binds, protocol]);
    if (seen.has(key)) return [];
    seen.add(key);
    const span = placeOf(running.host, option);
    return listenerOf(running, {
      protocol,
      port,
      lastPort: port,
      binds,
      bindIsSet: socket.bindIsSet ?? false,
      portIsSet: socket.portIsSet ?? false,
      bindSpan: socket.bindIsSet ? span : null,
      portSpan: span,
      sure: sure && binds !== null,
    });
  });
}

const HTTP = ["services", "nginx"];

function nginx(running: Running): ListenerNode[] {
  const { host } = running;
  const found: Socket[] = [];
  const http = numberOf(optionValue(host, [...HTTP, "defaultHTTPListenPort"])) ?? 80;
  const https = numberOf(optionValue(host, [...HTTP, "defaultSSLListenPort"])) ?? 443;
  const defaults = definedValue(host, [...HTTP, "defaultListenAddresses"]);
  const path = [...HTTP, "virtualHosts"];
  const hosts = definedValue(host, path);
  const vhosts = attributes(hosts ?? null);
  for (const { name, value } of vhosts) {
    const option = [...path, name];
    const listen = ownAttribute(value, "listen");
    if (elements(listen ?? null).length > 0) {
      for (const entry of elements(listen ?? null)) {
        const address = textOf(ownAttribute(entry, "addr"));
        const binds = address === undefined ? null : (boundAddresses(address) ?? null);
        const ssl = ownAttribute(entry, "ssl") === true;
        const port = ownAttribute(entry, "port");
        const number = port === undefined || port === null ? (ssl ? https : http) : numberOf(port);
        if (address !== undefined && parseEndpoint(address) === undefined) continue;
        found.push({
          port: number ?? null,
          binds,
          option: [...option, "listen"],
          portIsSet: true,
          bindIsSet: true,
        });
      }
      continue;
    }
    const addresses = ownAttribute(value, "listenAddresses");
    const list = elements(addresses ?? null).length > 0 ? addresses : defaults;
    const binds = list === undefined ? ["*"] : addressList(list);
    const flag = (key: string) => ownAttribute(value, key) === true;
    const ssl = flag("onlySSL") || flag("addSSL") || flag("forceSSL") || flag("rejectSSL");
    const ports = flag("onlySSL") ? [https] : ssl ? [http, https] : [http];
    for (const port of ports) {
      found.push({ port, binds, option, bindIsSet: list !== undefined, sure: isFlat(value) });
    }
  }
  for (const name of ["config", "httpConfig", "appendHttpConfig", "streamConfig", "appendConfig"]) {
    found.push(...listenLines(running, [...HTTP, name]));
  }
  if (vhosts.length === 0) found.push({ port: http, binds: null, option: HTTP, sure: false });
  return sockets(running, found);
}

/** Whether the options that say on which ports a virtual host listens are known. */
function isFlat(value: Value): boolean {
  return ["onlySSL", "addSSL", "forceSSL", "listen"].every((key) => {
    const one = ownAttribute(value, key);
    return one === undefined || !isOpen(one);
  });
}

function addressList(value: Value): readonly string[] | null {
  const all = elements(value).map((element) => boundAddresses(textOf(element) ?? "?"));
  if (isOpen(value) || all.some((one) => one === undefined)) return null;
  return all.flatMap((one) => one ?? []);
}

/** `listen …;` in nginx's own language. */
function listenLines({ host }: Running, option: readonly string[]): Socket[] {
  const value = definedValue(host, option);
  if (value === undefined || value === null) return [];
  const text = textOf(value);
  if (text === undefined) return [{ port: null, binds: null, option, sure: false }];
  return [...text.matchAll(/^\s*listen\s+([^\s;]+)([^;]*);/gm)].flatMap(([, where = "", more]) => {
    const endpoint = parseEndpoint(where);
    if (endpoint === undefined) return [];
    return {
      port: endpoint.port ?? 80,
      binds: boundAddresses(endpoint.host) ?? null,
      option,
      portIsSet: true,
      bindIsSet: true,
      protocol: /\b(?:udp|quic)\b/.test(more ?? "") ? ("udp" as const) : ("tcp" as const),
    };
  });
}

function caddy(running: Running): ListenerNode[] {
  const { host } = running;
  const found: Socket[] = [];
  const base = ["services", "caddy"];
  const global = definedValue(host, [...base, "globalConfig"]);
  const text = textOf(global) ?? "";
  const http = Number(/^\s*http_port\s+(\d+)/m.exec(text)?.[1] ?? 80);
  const https = Number(/^\s*https_port\s+(\d+)/m.exec(text)?.[1] ?? 443);
  const isKnown = global === undefined || textOf(global) !== undefined;
  const path = [...base, "virtualHosts"];
  for (const { name, value } of attributes(definedValue(host, path) ?? null)) {
    const option = [...path, name];
    const addresses = ownAttribute(value, "listenAddresses");
    const list = elements(addresses ?? null).length > 0 ? addressList(addresses ?? null) : ["*"];
    const own = /^\s*bind\s/m.test(textOf(ownAttribute(value, "extraConfig")) ?? "") ? null : list;
    const aliases = elements(ownAttribute(value, "serverAliases") ?? null).map(textOf);
    const names = [textOf(ownAttribute(value, "hostName")) ?? name, ...aliases];
    for (const site of names.flatMap((one) => one?.split(/[,\s]+/) ?? [])) {
      if (site === "") continue;
      const endpoint = parseEndpoint(site.replace(/\*\./g, ""));
      const plain = endpoint?.scheme === "http";
      const ports =
        typeof endpoint?.port === "number" ? [endpoint.port] : plain ? [http] : [http, https];
      for (const port of ports) {
        found.push({
          port,
          binds: own,
          option,
          portIsSet: typeof endpoint?.port === "number",
          bindIsSet: elements(addresses ?? null).length > 0,
          sure: isKnown,
        });
      }
    }
  }
  const more = ["configFile", "extraConfig"].some(
    (name) => definedValue(host, [...base, name]) !== undefined,
  );
  if (more) found.push({ port: null, binds: null, option: base, sure: false });
  // Its own interface, on loopback.
  found.push({ port: 2019, binds: ["127.0.0.1"], option: base, sure: false });
  return sockets(running, found);
}

function httpd(running: Running): ListenerNode[] {
  const path = ["services", "httpd", "virtualHosts"];
  const found: Socket[] = [];
  for (const { name, value } of attributes(definedValue(running.host, path) ?? null)) {
    const option = [...path, name];
    const listen = elements(ownAttribute(value, "listen") ?? null);
    for (const entry of listen) {
      const binds = boundAddresses(textOf(ownAttribute(entry, "ip")) ?? "*") ?? null;
      const port = numberOf(ownAttribute(entry, "port")) ?? null;
      found.push({ port, binds, option, portIsSet: true });
    }
    if (listen.length > 0) continue;
    const flag = (key: string) => ownAttribute(value, key) === true;
    const ports = flag("onlySSL") ? [443] : flag("addSSL") || flag("forceSSL") ? [80, 443] : [80];
    for (const port of ports) found.push({ port, binds: ["*"], option, sure: isFlat(value) });
  }
  if (found.length === 0) found.push({ port: 80, binds: null, option: path, sure: false });
  return sockets(running, found);
}

function openssh(running: Running): ListenerNode[] {
  const { host } = running;
  const option = ["services", "openssh"];
  const ports = elements(optionValue(host, [...option, "ports"]) ?? null).map(numberOf);
  const isSet = definedValue(host, [...option, "ports"]) !== undefined;
  const list = elements(definedValue(host, [...option, "listenAddresses"]) ?? null);
  if (list.length === 0) {
    return sockets(
      running,
      ports.map((port) => ({
        port: port ?? null,
        binds: ["*"],
        option: [...option, "ports"],
        portIsSet: isSet,
      })),
    );
  }
  const found = list.flatMap((entry) => {
    const binds = boundAddresses(textOf(ownAttribute(entry, "addr")) ?? "?") ?? null;
    const port = numberOf(ownAttribute(entry, "port"));
    const all = port === undefined ? ports : [port];
    return all.map((one) => ({
      port: one ?? null,
      binds,
      option: [...option, "listenAddresses"],
      portIsSet: isSet || port !== undefined,
      bindIsSet: true,
    }));
  });
  return sockets(running, found);
}

function traefik(running: Running): ListenerNode[] {
  const base = ["services", "traefik", "staticConfigOptions", "entryPoints"];
  const found: Socket[] = [];
  for (const { name, value } of attributes(definedValue(running.host, base) ?? null)) {
    const address = textOf(ownAttribute(value, "address"));
    const endpoint =
      address === undefined ? undefined : parseEndpoint(address.replace(/\/\w+$/, ""));
    found.push({
      port: endpoint?.port ?? null,
      binds: endpoint === undefined ? null : (boundAddresses(endpoint.host) ?? null),
      option: [...base, name],
      portIsSet: true,
      bindIsSet: true,
      protocol: /\/udp$/.test(address ?? "") ? "udp" : "tcp",
    });
  }
  if (found.length === 0) found.push({ port: null, binds: null, option: base, sure: false });
  return sockets(running, found);
}

function mosquitto(running: Running): ListenerNode[] {
  const path = ["services", "mosquitto", "listeners"];
  const list = elements(definedValue(running.host, path) ?? null);
  return sockets(
    running,
    list.flatMap((entry) => {
      const port = ownAttribute(entry, "port");
      const address = ownAttribute(entry, "address");
      // Port 0 is a socket of the file system.
      if (port === 0) return [];
      const text = textOf(address);
      return {
        port: port === undefined ? 1883 : (numberOf(port) ?? null),
        binds:
          address === undefined || address === null
            ? ["*"]
            : ((text === undefined ? undefined : boundAddresses(text)) ?? null),
        option: path,
        portIsSet: true,
        bindIsSet: address !== undefined,
      };
    }),
  );
}

function synapse(running: Running): ListenerNode[] {
  const path = ["services", "matrix-synapse", "settings", "listeners"];
  const list = elements(definedValue(running.host, path) ?? null);
  if (list.length === 0) {
    return sockets(running, [
      { port: 8008, binds: ["127.0.0.1", "::1"], option: path, sure: false },
    ]);
  }
  return sockets(
    running,
    list.flatMap((entry) => {
      if (ownAttribute(entry, "path") !== undefined) return [];
      const addresses = ownAttribute(entry, "bind_addresses");
      return {
        port: numberOf(ownAttribute(entry, "port")) ?? null,
        binds: addresses === undefined ? ["127.0.0.1", "::1"] : addressList(addresses),
        option: path,
        portIsSet: true,
        bindIsSet: addresses !== undefined,
      };
    }),
  );
}

/** Docker's own interface; without authentication it is root. */
function docker(running: Running): ListenerNode[] {
  const option = ["virtualisation", "docker", "listenOptions"];
  return sockets(
    running,
    elements(definedValue(running.host, option) ?? null).flatMap((element) => {
      const endpoint = parseEndpoint(textOf(element) ?? "/");
      if (endpoint === undefined || endpoint.port === null) return [];
      const binds = boundAddresses(endpoint.host) ?? null;
      return { port: endpoint.port, binds, option, portIsSet: true, bindIsSet: true };
    }),
  );
}

function haproxy(running: Running): ListenerNode[] {
  const option = ["services", "haproxy", "config"];
  const text = textOf(definedValue(running.host, option));
  if (text === undefined)
    return sockets(running, [{ port: null, binds: null, option, sure: false }]);
  return sockets(
    running,
    [...text.matchAll(/^\s*bind\s+(\S+)/gm)].flatMap(([, where = ""]) => {
      const endpoint = parseEndpoint(where.replace(/^(?:ipv4|ipv6|tcp)@/, ""));
      if (endpoint === undefined || endpoint.port === null) return [];
      const binds = boundAddresses(endpoint.host) ?? null;
      return { port: endpoint.port, binds, option, portIsSet: true, bindIsSet: true };
    }),
  );
}
