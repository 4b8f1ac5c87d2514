import type { Span } from "../core/span.ts";
import { buildProxies } from "../fleet/build-proxies.ts";
import type { ProxyNode } from "../fleet/graph-network.ts";
import { isVariant } from "../fleet/query/network.ts";
import {
  type Answer,
  answerAt,
  mayHaveMore,
  resolve,
  type Target,
} from "../fleet/query/targets.ts";
import { defineHostRule } from "./define.ts";

interface Fact {
  readonly proxy: ProxyNode;
  readonly target: Target;
  readonly answer: Answer;
  readonly at: Span;
}

export default defineHostRule<Fact>({
  id: "proxy-target-without-listener",
  scope: "host",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["network", "web"],
  summary: "A web server passes requests on to a port where nothing answers.",
  docs: {
    why: "Visitors get '502 Bad Gateway'. Often a service was moved to another port or host, or was switched off, and its proxy was forgotten.",
    remedy: "Pass the requests on to where the service listens, best by its own port option.",
    whenToAllow: "Services that are started by hand.",
    blindSpots:
      "Ports that no service of the catalogue is known by, and targets whose name only DNS knows.",
  },
  *find({ host, fleet }) {
    if (isVariant(host)) return;
    for (const proxy of buildProxies(host)) {
      const target = resolve(fleet, host, proxy.targetHost);
      if (target === null || proxy.span === null) continue;
      const answer = answerAt(target, "tcp", proxy.targetPort, proxy.what.split(" ", 1)[0]);
      if (answer.kind === "answers" || answer.kind === "unknown") continue;
      yield { proxy, target, answer, at: proxy.span };
    }
  },
  say({ proxy, target, answer, at }) {
    const name = target.host.name;
    const port = proxy.targetPort;
    const to = `${proxy.targetHost}:${port}`;
    let wrong = `nothing listens there on '${name}'`;
    let help = "Switch the service on, or take the proxy out.";
    let place: Span | null = null;
    if (answer.kind === "nobody" && answer.near !== null) {
      wrong = `'${answer.near.service}' of '${name}' listens on port ${answer.near.port}`;
      help = `Pass the requests on to port ${answer.near.port}.`;
      place = answer.near.portSpan ?? answer.near.span;
    } else if (answer.kind === "elsewhere") {
      wrong = `'${answer.by.service}' of '${name}' listens on ${answer.by.binds?.join(", ")} only`;
      help = "Pass the requests on to that address, or bind the service to the other one.";
      place = answer.by.bindSpan ?? answer.by.span;
    } else if (answer.kind === "closed") {
      wrong = `the firewall of '${name}' drops port ${port} on '${answer.interface}'`;
      help = `Open port ${port} on '${answer.interface}' of '${name}'.`;
      place = answer.by.span;
    }
    return {
      at,
      message: `${proxy.service} of '${proxy.host.name}' passes '${proxy.what}' on to ${to}, but ${wrong}.`,
      help,
      certainty: proxy.certainty === "possible" || mayHaveMore(target.host) ? "possible" : "proven",
      related: place === null ? [] : [{ at: place, message: "the service gets it from here" }],
      hosts: [...new Set([proxy.host.name, name])],
      key: `${proxy.service} ${proxy.what} ${to}`,
    };
  },
});
