import { type UnreadableSecret, unreadableSecrets } from "../fleet/query/secret-users.ts";
import { defineHostRule } from "./define.ts";

export default defineHostRule<UnreadableSecret>({
  id: "secret-unreadable",
  scope: "host",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["correctness"],
  summary: "A unit reads a secret as a user whom owner and mode keep out.",
  docs: {
    why: "The service starts and fails with 'permission denied', or runs without its secret.",
    remedy:
      "Give the secret the unit's user as its owner, or let systemd read it as root: `EnvironmentFile`, `LoadCredential`.",
    whenToAllow:
      "Units whose secret gets other permissions by something that nixlint does not see.",
    blindSpots:
      "Only units that the repository defines are looked at, and what they name in commands, scripts and environments.",
  },
  *find({ host, fleet }) {
    yield* unreadableSecrets(host, fleet);
  },
  say({ secret, unit, user, owner, mode, at, usedAt }) {
    const belongs = owner === "0" ? "root" : owner;
    return {
      at,
      message: `Unit '${unit}' of '${secret.host.name}' reads '${secret.shown}' as '${user}', but it is ${belongs}'s with mode ${mode}.`,
      related: usedAt === null ? [] : [{ at: usedAt, message: "the unit names it here" }],
      hosts: [secret.host.name],
      key: `${unit} ${secret.shown}`,
    };
  },
});
