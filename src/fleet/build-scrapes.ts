import type { Span } from "../core/span.ts";
import { Unknown, type Value } from "../evaluator/value.ts";
import { certaintyOf, definedValue, isOpen, placeOf, winnersOf } from "./definitions.ts";
import type { Host } from "./fleet.ts";
import type { ScrapeNode } from "./graph-network.ts";
import { attributes, elements, ownAttribute, readValue, textOf } from "./read.ts";

/** What the Prometheus server of a host scrapes. */
export interface Scrapes {
  readonly targets: readonly ScrapeNode[];
  /** Whether these are surely all: no service discovery, nothing unknown. */
  readonly complete: boolean;
}

const OPTION = ["services", "prometheus", "scrapeConfigs"];

/** The targets of a host's Prometheus; null where it runs none. */
export function buildScrapes(host: Host): Scrapes | null {
  if (definedValue(host, ["services", "prometheus", "enable"]) !== true) return null;
  const value = definedValue(host, OPTION);
  const targets: ScrapeNode[] = [];
  let complete = value !== undefined && isListed(host, value);
  for (const job of elements(value ?? null)) {
    if (Object.keys(DISCOVERY).some((name) => isUsed(ownAttribute(job, name)))) complete = false;
    if (attributes(job).some(({ name, value: one }) => name.endsWith("_sd_configs") && isUsed(one)))
      complete = false;
    const name = textOf(ownAttribute(job, "job_name"));
    const groups = ownAttribute(job, "static_configs");
    if (job instanceof Unknown || (groups !== undefined && isOpen(groups))) complete = false;
    const span = placeOfJob(host, name);
    for (const group of elements(groups ?? null)) {
      const list = ownAttribute(group, "targets");
      if (list !== undefined && isOpen(list)) complete = false;
      for (const target of elements(list ?? null)) {
        const text = textOf(target);
        if (text === undefined) {
          complete = false;
          continue;
        }
        targets.push({
          kind: "scrape",
          host,
          job: name ?? "?",
          target: text,
          metricsPath: textOf(ownAttribute(job, "metrics_path")) ?? "/metrics",
          distinct: isDistinct(job),
          span,
          certainty: certaintyOf(host, OPTION),
        });
      }
    }
  }
  return { targets, complete };
}

const DISCOVERY = { file_sd_configs: true, dns_sd_configs: true, http_sd_configs: true };

function isUsed(value: Value | undefined): boolean {
  if (value === undefined || value === null) return false;
  return !(Array.isArray(value) && value.length === 0);
}

/** NixOS adds no scrape of its own: what counts is whether the repository's definitions are known. */
function isListed(host: Host, value: Value): boolean {
  if (!isOpen(value)) return true;
  return winnersOf(host, OPTION).every(
    (one) => one.condition === "true" && Array.isArray(readValue(one.value)),
  );
}

/** Relabelling and parameters make two requests of one address: probes of a blackbox exporter. */
function isDistinct(job: Value): boolean {
  return ["relabel_configs", "params", "basic_auth"].some((name) =>
    isUsed(ownAttribute(job, name)),
  );
}

/** The definition that brings a job. */
function placeOfJob(host: Host, job: string | undefined): Span | null {
  for (const definition of winnersOf(host, OPTION)) {
    if (definition.span === null) continue;
    const jobs = elements(readValue(definition.value));
    if (jobs.some((one) => textOf(ownAttribute(one, "job_name")) === job)) return definition.span;
  }
  return placeOf(host, OPTION);
}
