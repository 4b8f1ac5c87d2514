import type { Span } from "../core/span.ts";
import type { Value } from "../evaluator/value.ts";
import { certaintyOf, definedValue, placeOf } from "../fleet/definitions.ts";
import type { Host } from "../fleet/fleet.ts";
import { isVariant } from "../fleet/query/network.ts";
import { attributes, elements, numberOf, ownAttribute, textOf } from "../fleet/read.ts";
import { defineHostRule } from "./define.ts";

interface Default {
  readonly name: string;
  readonly span: Span | null;
  readonly sockets: readonly string[];
}

interface Fact {
  readonly host: Host;
  readonly first: Default;
  readonly second: Default;
  readonly at: Span;
  readonly certainty: "proven" | "possible";
}

const VHOSTS = ["services", "nginx", "virtualHosts"];

export default defineHostRule<Fact>({
  id: "duplicate-default-vhost",
  scope: "host",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["network", "web"],
  summary: "Two virtual hosts of nginx are both the default of one port.",
  docs: {
    why: "The server refuses its configuration ('a duplicate default server') and does not start: all sites of the host are down after the next deploy.",
    remedy: "Leave `default` with one of them.",
    whenToAllow: "Never: nginx does not accept it.",
    blindSpots: "Defaults in `extraConfig` and in `listen` directives written by hand.",
  },
  *find({ host }) {
    if (isVariant(host) || definedValue(host, ["services", "nginx", "enable"]) !== true) return;
    const defaults: Default[] = [];
    for (const { name, value } of attributes(definedValue(host, VHOSTS) ?? null)) {
      const option = [...VHOSTS, name, "default"];
      if (ownAttribute(value, "default") !== true) continue;
      const second = { name, span: placeOf(host, option), sockets: socketsOf(value) };
      const first = defaults.find((one) => one.sockets.some((s) => second.sockets.includes(s)));
      const at = second.span ?? first?.span ?? null;
      if (first !== undefined && at !== null) {
        yield { host, first, second, at, certainty: certaintyOf(host, option) };
      }
      defaults.push(second);
    }
  },
  say({ host, first, second, at, certainty }) {
    return {
      at,
      message: `On '${host.name}', virtual hosts '${first.name}' and '${second.name}' are both the default of nginx.`,
      certainty,
      related:
        first.span === null || first.span === at
          ? []
          : [{ at: first.span, message: `'${first.name}' is made the default here` }],
      hosts: [host.name],
      key: `${first.name} ${second.name}`,
    };
  },
});

/** The sockets that a virtual host is on, as far as they tell it from others. */
function socketsOf(vhost: Value): string[] {
  const listen = elements(ownAttribute(vhost, "listen") ?? null);
  if (listen.length > 0) {
    return listen.flatMap((one) => {
      const address = textOf(ownAttribute(one, "addr"));
      const port = ownAttribute(one, "port");
      const number = port === undefined || port === null ? 80 : numberOf(port);
      return address === undefined || number === undefined ? [] : `${address}:${number}`;
    });
  }
  const own = elements(ownAttribute(vhost, "listenAddresses") ?? null).map(textOf);
  const addresses = own.length > 0 ? own.filter((one) => one !== undefined) : ["0.0.0.0"];
  const flag = (name: string) => ownAttribute(vhost, name) === true;
  const ssl = flag("onlySSL") || flag("addSSL") || flag("forceSSL");
  const ports = flag("onlySSL") ? [443] : ssl ? [80, 443] : [80];
  return addresses.flatMap((address) => ports.map((port) => `${address}:${port}`));
}
