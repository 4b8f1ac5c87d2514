import { buildScrapes, type Scrapes } from "../build-scrapes.ts";
import { definedValue } from "../definitions.ts";
import { isLoopback, parseEndpoint, schemePort } from "../endpoint.ts";
import type { Fleet, Host } from "../fleet.ts";
import type { ListenerNode, ScrapeNode } from "../graph-network.ts";
import { isVariant, listenersOf } from "./network.ts";
import { type Answer, answerAt, resolve, type Target } from "./targets.ts";

const scrapes = new WeakMap<Host, Scrapes | null>();

/** What a host's Prometheus scrapes, made once; null where it runs none. */
export function scrapesOf(host: Host): Scrapes | null {
  let found = scrapes.get(host);
  if (found === undefined) {
    found = host.kind === "nixos" && !isVariant(host) ? buildScrapes(host) : null;
    scrapes.set(host, found);
  }
  return found;
}

/** A scrape, with where it leads and what is found there. */
export interface ScrapeAnswer {
  readonly scrape: ScrapeNode;
  readonly target: Target;
  readonly port: number;
  readonly answer: Answer;
}

/** The scrapes that lead to hosts of the fleet. Targets that are rewritten before use are left out. */
export function scrapeAnswers(fleet: Fleet, host: Host): ScrapeAnswer[] {
  const found: ScrapeAnswer[] = [];
  for (const scrape of scrapesOf(host)?.targets ?? []) {
    if (scrape.distinct) continue;
    const endpoint = parseEndpoint(scrape.target);
    if (endpoint === undefined) continue;
    const port = endpoint.port ?? schemePort(endpoint.scheme);
    const target = resolve(fleet, host, endpoint.host);
    if (port === null || target === null) continue;
    found.push({ scrape, target, port, answer: answerAt(target, "tcp", port) });
  }
  return found;
}

/** The same request twice: every sample is taken two times. */
export interface DuplicateScrape {
  readonly first: ScrapeNode;
  readonly second: ScrapeNode;
}

/** Targets that one server asks twice in the same way. */
export function duplicateScrapes(host: Host): DuplicateScrape[] {
  const seen = new Map<string, ScrapeNode>();
  const found: DuplicateScrape[] = [];
  const said = new Set<string>();
  for (const scrape of scrapesOf(host)?.targets ?? []) {
    if (scrape.distinct) continue;
    const key = `${scrape.target} ${scrape.metricsPath}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, scrape);
    else if (!said.has(key)) {
      said.add(key);
      found.push({ first, second: scrape });
    }
  }
  return found;
}

/** A host with an exporter that no server of the fleet asks, though its like is asked on other hosts. */
export interface Unmonitored {
  readonly host: Host;
  readonly exporter: ListenerNode;
  readonly server: ScrapeNode;
  readonly others: readonly Host[];
}

/** Hosts that are left out of monitoring. Nothing where a server may scrape more than is known. */
export function unmonitoredHosts(fleet: Fleet): Unmonitored[] {
  const servers = fleet.hosts.filter((host) => scrapesOf(host) !== null);
  if (servers.length === 0 || servers.some((host) => scrapesOf(host)?.complete !== true)) return [];
  const asked = new Map<Host, Set<number>>();
  const byPort = new Map<number, { scrape: ScrapeNode; hosts: Set<Host> }>();
  const unresolved: string[] = [];
  for (const server of servers) {
    for (const scrape of scrapesOf(server)?.targets ?? []) {
      const endpoint = parseEndpoint(scrape.target);
      const target = endpoint && resolve(fleet, server, endpoint.host);
      if (!endpoint || !target) {
        unresolved.push(scrape.target);
        continue;
      }
      const port = endpoint.port ?? 80;
      const ports = asked.get(target.host) ?? new Set();
      asked.set(target.host, ports.add(port));
      const entry = byPort.get(port) ?? { scrape, hosts: new Set() };
      entry.hosts.add(target.host);
      byPort.set(port, entry);
    }
  }
  const found: Unmonitored[] = [];
  for (const host of fleet.hosts) {
    if (isVariant(host) || host.kind !== "nixos" || asked.has(host) || pushes(host)) continue;
    // A name that leads nowhere else may be this host's.
    if (unresolved.some((text) => mayBe(text, host))) continue;
    const exporter = listenersOf(host).find(
      ({ fact, port, certainty, binds }) =>
        fact?.name === "prometheus-exporter-node" &&
        certainty === "proven" &&
        port !== null &&
        (byPort.get(port)?.hosts.size ?? 0) >= 2 &&
        !(binds?.every(isLoopback) ?? true),
    );
    if (exporter?.port == null) continue;
    const others = byPort.get(exporter.port);
    if (others === undefined) continue;
    found.push({ host, exporter, server: others.scrape, others: [...others.hosts] });
  }
  return found;
}

/** Agents that send what the exporter says to a server. */
const AGENTS = ["grafana-agent", "alloy", "vmagent", "telegraf", "opentelemetry-collector"];

function pushes(host: Host): boolean {
  return (
    AGENTS.some((name) => definedValue(host, ["services", name, "enable"]) !== undefined) ||
    scrapesOf(host) !== null
  );
}

/** Whether a target that no host is known to hold may be this one: by its name, or an address nobody has. */
function mayBe(target: string, host: Host): boolean {
  const endpoint = parseEndpoint(target);
  if (endpoint === undefined) return true;
  return (
    endpoint.host.toLowerCase().includes(host.name.toLowerCase()) || /^[\d.:]+$/.test(endpoint.host)
  );
}
