import { type UnusedSecret, unusedSecrets } from "../fleet/query/secret-references.ts";
import { defineFleetRule } from "./define.ts";

export default defineFleetRule<UnusedSecret>({
  id: "unused-secret",
  scope: "fleet",
  severity: "warning",
  since: "0.1.0",
  precision: "medium",
  tags: ["security", "cleanup"],
  summary: "A secret is decrypted on a host, and nothing there uses it.",
  docs: {
    why: "A secret that nobody needs can still be stolen; most often the service that used it is gone, or reads another path.",
    remedy: "Take the declaration out, or give its path to the service that it is for.",
    whenToAllow: "Secrets that people use by hand, or that programs look for at a fixed path.",
    blindSpots:
      "Where a repository walks through all of its secrets, or names them by computed names, nothing is said.",
  },
  *find(fleet) {
    yield* unusedSecrets(fleet);
  },
  say({ secret, at, hosts }) {
    return {
      at,
      message: `'${secret.shown}' is decrypted on '${secret.host.name}', and nothing uses it.`,
      hosts,
      key: secret.shown,
    };
  },
});
