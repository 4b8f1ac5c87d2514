import type { Span } from "../core/span.ts";
import { literalAt } from "../fleet/places.ts";
import { type ExposedService, exposedServices } from "../fleet/query/exposed.ts";
import { firewallOf, isVariant } from "../fleet/query/network.ts";
import { shownName } from "../fleet/query/option-paths.ts";
import { defineHostRule } from "./define.ts";

interface Fact extends ExposedService {
  /** What lets it in: an opening, or the firewall that is off. */
  readonly opened: Span | null;
}

export default defineHostRule<Fact>({
  id: "exposed-service",
  scope: "host",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  securitySeverity: "7.5",
  tags: ["security", "network", "firewall"],
  summary: "A service for internal use listens where the outside can reach it.",
  docs: {
    why: "Exporters, databases and admin pages have no protection of their own, or a weak one: they tell how a host works, or give it away. Scanners find an open port within hours.",
    remedy:
      "Open the port only on the interfaces that need it (`networking.firewall.interfaces.<name>`), or bind the service to loopback or to the address of an internal network.",
    whenToAllow:
      "Networks that are internal though nothing in the configuration says so: name their interfaces under `interfaces.internal`.",
    blindSpots:
      "Firewalls in front of the host are not known, nor ports that containers publish. Where the interfaces of a host cannot be told, an opening on all of them counts as one to the outside.",
  },
  *find({ host, fleet }, { settings }) {
    if (isVariant(host)) return;
    for (const found of exposedServices(fleet, host, settings)) {
      const { exposure, listener } = found;
      if (exposure === null) {
        yield { ...found, opened: null };
        continue;
      }
      const { opening } = exposure;
      const span = opening === null ? firewallOf(host).enabledSpan : opening.span;
      const opened =
        span !== null && listener.port !== null ? literalAt(fleet, span, listener.port) : span;
      yield { ...found, opened };
    }
  },
  say({ host, listener, exposure, opened }) {
    const { service, protocol, port } = listener;
    const bind = (listener.binds ?? [])
      .map((one) => (one === "*" ? "every address" : one))
      .join(", ");
    const name = `'${service}' of '${host.name}'`;
    const listens = `listens on ${protocol} port ${port} of ${bind}`;
    const bound = listener.bindSpan ?? listener.span;
    const at = (exposure?.opening === null ? bound : opened) ?? bound ?? opened;
    if (at === null) throw new Error(`nothing about ${service} has a place`);
    const related = [
      {
        at: opened,
        message: exposure?.opening
          ? "the port is opened here"
          : "the firewall is switched off here",
      },
      { at: listener.bindSpan, message: "its address is set here" },
      { at: listener.span, message: "the service is switched on here" },
      {
        at: exposure?.interface?.span ?? null,
        message: `interface '${exposure?.interface?.name}': ${exposure?.interface?.why}`,
      },
    ].flatMap((one) =>
      one.at === null || one.at === at ? [] : [{ at: one.at, message: one.message }],
    );
    const key = `${service} ${protocol}/${port}`;
    if (exposure === null) {
      return {
        at,
        message: `${name} ${listens}; only the firewall keeps others out.`,
        help: "Bind it to loopback, or to the one address that it is for.",
        severity: "warning" as const,
        related,
        hosts: [host.name],
        key,
      };
    }
    const from =
      exposure.interface === null ? "every interface" : `interface '${exposure.interface.name}'`;
    const how =
      exposure.opening === null
        ? "the firewall is off"
        : `${exposure.opening.option.map(shownName).join(".")} lets it in from ${exposure.opening.interface === null ? "every interface" : from}`;
    const outside =
      exposure.opening?.interface === null && exposure.interface !== null
        ? `, '${exposure.interface.name}' (${exposure.interface.why}) among them`
        : "";
    const login = listener.fact?.authByDefault === true;
    const mild =
      exposure.zone === "lan" ||
      (login && (listener.fact?.exposure === "admin" || exposure.zone === "unknown"));
    return {
      at,
      message: `${name} ${listens}, and ${how}${outside}.`,
      severity: mild ? ("warning" as const) : ("error" as const),
      related,
      steps: [
        { at: listener.bindSpan ?? listener.span ?? at, message: `${service} ${listens}` },
        { at: opened ?? at, message: how },
      ],
      hosts: [host.name],
      key,
    };
  },
});
