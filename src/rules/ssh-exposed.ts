import type { Severity } from "../core/finding.ts";
import type { Span } from "../core/span.ts";
import { isPublic } from "../fleet/build-zones.ts";
import { definedValue, placeOf, winnersOf } from "../fleet/definitions.ts";
import { isWildcard } from "../fleet/endpoint.ts";
import type { Host } from "../fleet/fleet.ts";
import { type Exposure, exposureOf, isVariant, listenersOf } from "../fleet/query/network.ts";
import { textOf } from "../fleet/read.ts";
import { defineHostRule } from "./define.ts";

interface Fact {
  readonly host: Host;
  readonly port: number;
  readonly exposure: Exposure;
  readonly what: string;
  readonly help: string;
  readonly option: string;
  readonly severity: Severity;
  readonly at: Span;
}

const SETTINGS = ["services", "openssh", "settings"];

export default defineHostRule<Fact>({
  id: "ssh-exposed",
  scope: "host",
  severity: "warning",
  since: "0.1.0",
  precision: "high",
  securitySeverity: "7.0",
  tags: ["security", "network", "ssh"],
  summary: "`ssh` lets people in by password, or root, from outside.",
  docs: {
    why: "Passwords are guessed all day on every ssh server that the Internet can reach, and root is the name that is tried first.",
    remedy:
      'Set `services.openssh.settings.PasswordAuthentication = false` and `PermitRootLogin = "prohibit-password"` or `"no"`, and log in with keys.',
    whenToAllow: "Machines to install from, whose password is known to all and that hold nothing.",
    blindSpots:
      "Only what the repository sets is looked at: NixOS' own default, which lets passwords in, is not reported. Nor are `Match` blocks.",
  },
  *find({ host, fleet }, { settings }) {
    if (isVariant(host)) return;
    const password = setting(host, "PasswordAuthentication");
    const root = textOf(setting(host, "PermitRootLogin"));
    if (password !== true && root !== "yes") return;
    for (const listener of listenersOf(host)) {
      const { port, binds } = listener;
      if (listener.fact?.name !== "openssh" || listener.certainty !== "proven" || port === null)
        continue;
      if (!binds?.some((one) => isWildcard(one) || isPublic(one))) continue;
      const exposure = exposureOf(fleet, host, { protocol: "tcp", port }, settings);
      if (exposure === null) continue;
      const base = { host, port, exposure };
      const at = (name: string) => placeOf(host, [...SETTINGS, name]);
      if (password === true) {
        const place = at("PasswordAuthentication");
        if (place !== null) yield { ...base, ...PASSWORD, at: place };
      }
      if (root === "yes") {
        const place = at("PermitRootLogin");
        const keysOnly = password === false;
        if (place !== null) yield { ...base, ...(keysOnly ? ROOT_BY_KEY : ROOT), at: place };
      }
      return;
    }
  },
  say({ host, port, exposure, what, help, option, severity, at }) {
    const from = exposure.interface === null ? "every interface" : `'${exposure.interface.name}'`;
    const opened = exposure.opening?.span ?? null;
    return {
      at,
      message: `ssh of '${host.name}' ${what} on port ${port}, which is open on ${from}.`,
      help,
      severity,
      related:
        opened === null ? [] : [{ at: opened, message: "the port is let in because of this" }],
      hosts: [host.name],
      key: option,
    };
  },
});

const PASSWORD = {
  what: "takes passwords",
  help: "Set 'PasswordAuthentication = false' and use keys.",
  option: "PasswordAuthentication",
  severity: "warning",
} as const;

const ROOT = {
  what: "lets root in with a password",
  help: 'Set \'PermitRootLogin\' to "prohibit-password" or "no".',
  option: "PermitRootLogin",
  severity: "error",
} as const;

const ROOT_BY_KEY = {
  what: "lets root in, though with a key only",
  help: 'Set \'PermitRootLogin\' to "prohibit-password", which says so, or to "no".',
  option: "PermitRootLogin",
  severity: "info",
} as const;

/** What the repository surely sets. */
function setting(host: Host, name: string) {
  const option = [...SETTINGS, name];
  const sure = winnersOf(host, option).every(({ condition }) => condition === "true");
  return sure ? definedValue(host, option) : undefined;
}
