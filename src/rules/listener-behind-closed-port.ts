import type { Span } from "../core/span.ts";
import { placeOf } from "../fleet/definitions.ts";
import type { Host } from "../fleet/fleet.ts";
import type { ListenerNode } from "../fleet/graph-network.ts";
import { isVariant } from "../fleet/query/network.ts";
import { shownName } from "../fleet/query/option-paths.ts";
import { mentionedEndpoints } from "../fleet/query/port-mentions.ts";
import { answerAt, mayHaveMore, resolve } from "../fleet/query/targets.ts";
import { defineHostRule } from "./define.ts";

interface Fact {
  readonly client: Host;
  readonly listener: ListenerNode;
  readonly interface: string;
  readonly address: string;
  readonly port: number;
  readonly option: readonly string[];
  readonly at: Span;
}

export default defineHostRule<Fact>({
  id: "listener-behind-closed-port",
  scope: "host",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["network", "firewall"],
  summary: "A host talks to a service of another host whose firewall drops it.",
  docs: {
    why: "Connections time out, and nothing says why: the service runs and answers on its own host.",
    remedy: "Open the port on the interface by which the other host comes in.",
    whenToAllow: "Addresses that are only named and never connected to.",
    blindSpots:
      "Only addresses with a port that stand in the client's options are followed. Targets of Prometheus and of proxies have rules of their own.",
  },
  *find({ host, fleet }) {
    if (isVariant(host) || host.kind !== "nixos") return;
    const seen = new Set<string>();
    for (const { address, port, path } of mentionedEndpoints(host)) {
      const key = `${address}:${port}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const target = resolve(fleet, host, address);
      if (target === null || target.local) continue;
      const answer = answerAt(target, "tcp", port);
      const at = placeOf(host, path);
      if (answer.kind !== "closed" || at === null) continue;
      const { by: listener, interface: name } = answer;
      yield { client: host, listener, interface: name, address, port, option: path, at };
    }
  },
  say({ client, listener, interface: name, address, port, option, at }) {
    const server = listener.host.name;
    return {
      at,
      message: `'${client.name}' talks to ${address}:${port} ('${option.map(shownName).join(".")}'), but the firewall of '${server}' drops port ${port} on '${name}'.`,
      help: `Add ${port} to 'networking.firewall.interfaces."${name}".allowedTCPPorts' of '${server}'.`,
      certainty: mayHaveMore(listener.host) ? "possible" : "proven",
      related:
        listener.span === null
          ? []
          : [{ at: listener.span, message: `'${listener.service}' is switched on here` }],
      hosts: [client.name, server],
      key: `${client.name} ${address}:${port}`,
    };
  },
});
