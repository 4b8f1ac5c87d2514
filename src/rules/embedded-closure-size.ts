import type { Span } from "../core/span.ts";
import type { Host } from "../fleet/fleet.ts";
import { platformOf } from "../fleet/hosts.ts";
import { type ClosureEstimate, type Contributor, closureEstimate } from "../fleet/query/closure.ts";
import { trimmings } from "../fleet/query/closure-trimmings.ts";
import { isVariant } from "../fleet/query/network.ts";
import { shownName } from "../fleet/query/option-paths.ts";
import { defineHostRule } from "./define.ts";

interface Fact {
  readonly host: Host;
  readonly platform: string;
  readonly estimate: ClosureEstimate;
  /** MiB. */
  readonly budget: number;
  /** What makes it smaller, as far as it applies. */
  readonly trimmings: readonly string[];
}

/** MiB, where the configuration says nothing: what fits twice, for two generations, on a small card or eMMC. */
const BUDGETS: Readonly<Record<string, number>> = {
  "aarch64-linux": 2048,
  "armv6l-linux": 1024,
  "armv7l-linux": 1024,
  "riscv64-linux": 1536,
};
const OTHER_BUDGET = 2048;

/** How many contributors the message names. */
const NAMED = 5;

export default defineHostRule<Fact>({
  id: "embedded-closure-size",
  scope: "host",
  severity: "warning",
  since: "0.1.0",
  precision: "medium",
  tags: ["embedded", "closure"],
  summary: "The estimated closure of an embedded host is over its budget.",
  docs: {
    why: "Every generation is copied to the card over a slow link and kept beside the one before it: a closure that is too large fills the card in the middle of a deploy, and wears it.",
    remedy:
      "Take out what the host does not need; build on another machine, and keep compilers and desktops there.",
    whenToAllow:
      "Hosts with a disk: give them a budget of their own in `closureBudgets` (MiB, by host or by platform), or name servers and workstations in `embedded.except`. Without one, the budget is 2048 MiB on aarch64-linux, 1024 on armv7l-linux and armv6l-linux, 1536 on riscv64-linux, and 2048 on other platforms that are counted as embedded.",
    blindSpots:
      "The size is an estimate, from Debian's figures for packages on ARM (shared libraries count once) and from published figures for options. Packages without a figure count nothing, nor does the nixpkgs that `nixosSystem` pins by itself, so the real closure is usually larger; overrides that make a package smaller are not seen.",
  },
  *find({ host }, { settings }) {
    if (host.kind !== "nixos" || isVariant(host) || settings.notEmbedded.includes(host.name)) {
      return;
    }
    const platform = platformOf(host);
    if (platform === null || !settings.embeddedPlatforms.includes(platform)) return;
    const { closureBudgets } = settings;
    const budget =
      closureBudgets[host.name] ?? closureBudgets[platform] ?? BUDGETS[platform] ?? OTHER_BUDGET;
    const estimate = closureEstimate(host, platform);
    if (Math.round(estimate.mib) <= budget) return;
    yield { host, platform, estimate, budget, trimmings: trimmings(host, estimate) };
  },
  say({ host, platform, estimate, budget, trimmings }) {
    const named = estimate.contributors.slice(0, NAMED);
    const at = host.span ?? named.find((one) => one.span !== null)?.span ?? null;
    if (at === null) throw new Error(`neither '${host.name}' nor what it contains has a place`);
    const heaviest = named.map((one) => `'${one.name}' (${mib(one.mib)})`).join(", ");
    return {
      at,
      message: `The closure of '${host.name}' (${platform}) is estimated at ${mib(estimate.mib)} or more, over its budget of ${mib(budget)}; the heaviest in it, each with all it needs: ${heaviest}.`,
      ...(trimmings.length > 0 && { help: `${trimmings.join("; ")}.` }),
      related: placed(named).filter((one) => one.at.file !== at.file || one.at.start !== at.start),
      hosts: [host.name],
      key: host.name,
    };
  },
});

/** One place for all that comes in there. */
function placed(contributors: readonly Contributor[]): { at: Span; message: string }[] {
  const places = new Map<string, { at: Span; first: Contributor; names: string[] }>();
  for (const one of contributors) {
    if (one.span === null) continue;
    const key = `${one.span.file.path}:${one.span.start}`;
    const name = one.kind === "package" ? `'${one.name}' (about ${mib(one.mib)})` : null;
    const place = places.get(key);
    if (place === undefined) {
      places.set(key, {
        at: one.span,
        first: one,
        names: [name ?? `about ${mib(one.mib)}`],
      });
    } else if (name !== null) place.names.push(name);
  }
  return [...places.values()].map(({ at, first, names }) => ({
    at,
    message: `${names.join(", ")} by ${first.option.map(shownName).join(".")}`,
  }));
}

function mib(size: number): string {
  return `${String(Math.round(size)).replace(/\B(?=(?:\d{3})+$)/g, ",")} MiB`;
}
