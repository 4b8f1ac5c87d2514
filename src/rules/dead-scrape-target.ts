import type { Span } from "../core/span.ts";
import { targetAt } from "../fleet/places.ts";
import { type ScrapeAnswer, scrapeAnswers } from "../fleet/query/scrapes.ts";
import { isExporterPort, mayHaveMore } from "../fleet/query/targets.ts";
import { defineFleetRule } from "./define.ts";

interface Fact extends ScrapeAnswer {
  readonly at: Span;
}

export default defineFleetRule<Fact>({
  id: "dead-scrape-target",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["monitoring", "network"],
  summary: "Prometheus asks a host of the fleet where nothing answers.",
  docs: {
    why: "The target is down for ever: its alerts fire until somebody silences them, or there are none and the host is not watched at all.",
    remedy:
      "Switch the exporter on, on the port that is asked, bind it to an address that the server reaches, and open that port on the interface it comes in by.",
    whenToAllow: "Exporters that are installed by hand.",
    blindSpots:
      "Targets found by service discovery or rewritten by relabelling, and names that only DNS knows.",
  },
  *find(fleet) {
    for (const host of fleet.hosts) {
      for (const one of scrapeAnswers(fleet, host)) {
        const { scrape, answer } = one;
        if (answer.kind === "answers" || answer.kind === "unknown" || scrape.span === null)
          continue;
        // A port that is no exporter's may be that of a program of the user's.
        if (answer.kind === "nobody" && !isExporterPort(answer)) continue;
        yield { ...one, at: targetAt(fleet, scrape.span, scrape.job, scrape.target) };
      }
    }
  },
  say({ scrape, target, port, answer, at }) {
    const name = target.host.name;
    const asks = `Prometheus on '${scrape.host.name}' scrapes '${scrape.target}' (job '${scrape.job}')`;
    let wrong = `nothing on '${name}' listens on port ${port}`;
    let help = "Switch the exporter on there, or take the target out.";
    let place: Span | null = null;
    let said = "";
    if (answer.kind === "nobody" && answer.near !== null) {
      wrong = `'${answer.near.service}' of '${name}' listens on port ${answer.near.port}`;
      help = `Scrape port ${answer.near.port}, or move the exporter to ${port}.`;
      place = answer.near.portSpan ?? answer.near.span;
      said = "its port is set here";
    } else if (answer.kind === "elsewhere") {
      wrong = `'${answer.by.service}' of '${name}' listens on ${answer.by.binds?.join(", ")} only`;
      help = "Bind the exporter to the address that is scraped.";
      place = answer.by.bindSpan ?? answer.by.span;
      said = "its address is set here";
    } else if (answer.kind === "closed") {
      wrong = `the firewall of '${name}' drops port ${port} on '${answer.interface}'`;
      help = `Add ${port} to 'networking.firewall.interfaces."${answer.interface}".allowedTCPPorts' of '${name}'.`;
      place = answer.by.span;
      said = `'${answer.by.service}' is switched on here`;
    }
    return {
      at,
      message: `${asks}, but ${wrong}.`,
      help,
      certainty:
        scrape.certainty === "possible" || mayHaveMore(target.host) ? "possible" : "proven",
      related: [
        ...(place === null ? [] : [{ at: place, message: said }]),
        ...(target.address?.span
          ? [{ at: target.address.span, message: `'${name}' has the address from here` }]
          : []),
      ],
      hosts: [scrape.host.name, name],
      key: `${scrape.host.name} ${scrape.job} ${scrape.target}`,
    };
  },
});
