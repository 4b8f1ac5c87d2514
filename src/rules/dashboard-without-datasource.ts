import type { Span } from "../core/span.ts";
import { Attrs, type Value } from "../evaluator/value.ts";
import { definedValue, definitionsOf, isOpen } from "../fleet/definitions.ts";
import type { Host } from "../fleet/fleet.ts";
import { isVariant } from "../fleet/query/network.ts";
import { ownAttribute, readValue } from "../fleet/read.ts";
import { defineHostRule } from "./define.ts";

interface Fact {
  readonly host: Host;
  readonly at: Span;
}

const GRAFANA = ["services", "grafana"];
const PROVISION = [...GRAFANA, "provision"];

export default defineHostRule<Fact>({
  id: "dashboard-without-datasource",
  scope: "host",
  severity: "warning",
  since: "0.1.0",
  precision: "high",
  tags: ["monitoring"],
  summary: "Grafana is given dashboards, but no data source to draw them from.",
  docs: {
    why: "Every panel says 'datasource not found' until somebody adds one by hand, which is lost with the next new machine.",
    remedy: "Give the source in `services.grafana.provision.datasources.settings.datasources`.",
    whenToAllow: "Grafanas whose sources are kept in its database on purpose.",
    blindSpots: "Which source a dashboard asks for is not looked at, only whether there is any.",
  },
  *find({ host }) {
    if (isVariant(host) || definedValue(host, [...GRAFANA, "enable"]) !== true) return;
    if (definedValue(host, [...PROVISION, "enable"]) === false) return;
    const dashboards = given(host, [...PROVISION, "dashboards"], ["settings", "providers"]);
    if (dashboards === null || dashboards === "maybe" || hasSource(host)) return;
    yield { host, at: dashboards };
  },
  say({ host, at }) {
    return {
      at,
      message: `Grafana of '${host.name}' is provisioned with dashboards and without a data source.`,
      hosts: [host.name],
      key: "services.grafana.provision",
    };
  },
});

/** Whether any source is given, or may be. */
function hasSource(host: Host): boolean {
  const base = [...PROVISION, "datasources"];
  return (
    given(host, base, ["settings", "datasources"]) !== null || given(host, base, ["path"]) !== null
  );
}

/**
 * Where something is put below an option; null where surely nothing is. The options' own types are no help: what they
 * take has changed between releases, so that the definitions are read as they are written.
 */
function given(
  host: Host,
  base: readonly string[],
  rest: readonly string[],
): Span | "maybe" | null {
  let found: Span | "maybe" | null = null;
  for (const { value, span, condition, wins } of definitionsOf(host, base)) {
    if (!wins) continue;
    const inner = below(readValue(value), rest);
    if (inner === "maybe" || (condition === "unknown" && inner !== undefined)) return "maybe";
    if (inner === undefined || inner === null) continue;
    if (Array.isArray(inner) && inner.length === 0) continue;
    found ??= span;
  }
  return found;
}

/** What is written at a path inside of a definition; "maybe" where a property or an unknown stands in the way. */
function below(value: Value, path: readonly string[]): Value | "maybe" | undefined {
  if (Array.isArray(value)) return value;
  if (!(value instanceof Attrs)) return value === null ? undefined : "maybe";
  if (ownAttribute(value, "_type") !== undefined) return "maybe";
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const inner = ownAttribute(value, name);
  if (inner === undefined) return value.rest === null ? undefined : "maybe";
  if (rest.length > 0) return below(inner, rest);
  return isOpen(inner) ? "maybe" : inner;
}
