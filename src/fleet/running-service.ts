import type { ServiceFact } from "../catalog/index.ts";
import type { Certainty } from "../core/finding.ts";
import type { Span } from "../core/span.ts";
import type { Host } from "./fleet.ts";
import type { ListenerNode } from "./graph-network.ts";

/** One running service: its fact, the name of its instance, and how sure it is that it runs. */
export interface Running {
  readonly host: Host;
  readonly fact: ServiceFact;
  /** What stands for `<name>` in the fact's options. */
  readonly instance: string | null;
  readonly certainty: Certainty;
  readonly span: Span | null;
}

/** The name of a service, with that of its instance. */
export function serviceName({ fact, instance }: Running): string {
  return instance === null ? fact.name : `${fact.name} ${instance}`;
}

/** What a listener of a running service has of its own; `sure` unless port or address are guesses. */
export interface ListenerParts {
  readonly protocol: "tcp" | "udp";
  readonly port: number | null;
  readonly lastPort: number | null;
  readonly binds: readonly string[] | null;
  readonly bindIsSet: boolean;
  readonly portIsSet: boolean;
  readonly bindSpan: Span | null;
  readonly portSpan: Span | null;
  readonly sure: boolean;
}

/** The listener of a running service. */
export function listenerOf(running: Running, parts: ListenerParts): ListenerNode {
  const { sure, ...rest } = parts;
  return {
    kind: "listener",
    host: running.host,
    service: serviceName(running),
    span: running.span,
    certainty: sure ? running.certainty : "possible",
    pastFirewall: false,
    fact: running.fact,
    ...rest,
  };
}
