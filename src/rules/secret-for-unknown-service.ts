import { type UnknownService, unknownServices } from "../fleet/query/secret-users.ts";
import { defineHostRule } from "./define.ts";

export default defineHostRule<UnknownService>({
  id: "secret-for-unknown-service",
  scope: "host",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["correctness"],
  summary: "A secret of secrix is for a service that the host does not have under that name.",
  docs: {
    why: "The module of secrix makes the secret a part of the unit with that name. Of a unit that nothing else defines it makes an empty one, and the service that needs the secret starts without it.",
    remedy: "Use the name of the systemd unit, or set `systemdService`.",
    whenToAllow: "Units that something outside of NixOS brings.",
    blindSpots: "A wrong name is only told where there is a unit with nearly the same.",
  },
  *find({ host, fleet }) {
    yield* unknownServices(host, fleet);
  },
  say({ host, service, unit, at, near }) {
    return {
      at,
      message: `'secrix.services.${service}' of '${host.name}' is for unit '${unit}', which nothing defines; did you mean '${near}'?`,
      hosts: [host.name],
      key: service,
    };
  },
});
