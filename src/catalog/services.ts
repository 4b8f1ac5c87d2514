import { readCatalogFile } from "./catalog.ts";
import { memo } from "./memo.ts";

/** Who a service is meant for. A judgement, not a fact of the module. */
export type Exposure = "public-by-design" | "admin" | "internal";

/** A port that a service listens on. */
export interface ServicePort {
  /** The option that holds it; null where the module has none. */
  readonly option: string | null;
  /** Null where it is not known or not set. */
  readonly default: number | null;
  readonly protocol: "tcp" | "udp";
}

/** Where a service binds. */
export interface ServiceBind {
  /** The option that holds the address; null where the module has none. */
  readonly option: string | null;
  /** The class of address when the option is left alone; null unknown. */
  readonly default: "0.0.0.0" | "::" | "127.0.0.1" | null;
  /** How the option's value holds addresses. */
  readonly kind: "address" | "list" | "flags" | "url";
  /** The option's own default, where it is known. */
  readonly literal?: unknown;
  /** False where the module does not pass the option on. */
  readonly honoured?: boolean;
}

/** A NixOS service that listens. */
export interface ServiceFact {
  readonly name: string;
  readonly enable: string;
  /** Empty where the module declares none. */
  readonly ports: readonly ServicePort[];
  readonly bind: ServiceBind;
  /** The option that opens the firewall for it; null where the module has none. */
  readonly openFirewall: string | null;
  readonly openFirewallDefault: boolean | null;
  readonly authByDefault: boolean | null;
  readonly exposure: Exposure;
  readonly source: string;
  readonly sourceCommit: string | null;
  /** How much of ports, bind address and opener was read in the source. */
  readonly verified: "full" | "partial" | "none";
}

/** All services that listen, sorted by name; Prometheus' exporters among them. */
export const serviceFacts: () => readonly ServiceFact[] = memo(
  () => (JSON.parse(readCatalogFile("services.json")) as { services: ServiceFact[] }).services,
);
