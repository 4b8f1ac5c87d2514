import { type UndeclaredSecret, undeclaredSecrets } from "../fleet/query/secret-references.ts";
import { defineFleetRule } from "./define.ts";

export default defineFleetRule<UndeclaredSecret>({
  id: "undeclared-secret",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["correctness"],
  summary: "The path of a secret is used that the host does not declare.",
  docs: {
    why: "The attribute does not exist, so the host does not evaluate as soon as the option is looked at.",
    remedy: "Declare the secret on the hosts that use it, or correct its name.",
    whenToAllow: "Modules that are only used together with another repository's declarations.",
    blindSpots: "Names that are computed, and modules of home-manager.",
  },
  *find(fleet) {
    yield* undeclaredSecrets(fleet);
  },
  say({ at, option, hosts, near }) {
    const [first = ""] = hosts;
    const who =
      hosts.length === 1 ? `'${first}' does not declare` : `${hosts.length} hosts do not declare`;
    const meant = near === null ? "" : `; did you mean '${near}'?`;
    return {
      at,
      message: `'${option}' is used, which ${who}${meant}${near === null ? "." : ""}`,
      hosts,
      key: option,
    };
  },
});
