import { type MissingRecipient, missingRecipients } from "../fleet/query/recipients.ts";
import { defineFleetRule } from "./define.ts";

export default defineFleetRule<MissingRecipient>({
  id: "missing-recipient",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["correctness"],
  summary: "A host uses a secret that is not encrypted to its key.",
  docs: {
    why: "The host cannot decrypt it: services that wait for it do not start, and with agenix and sops-nix the activation itself fails.",
    remedy:
      "Add the host's key to the recipients of the file, and encrypt it again (`agenix --rekey`, `sops updatekeys FILE`, `secrix rekey`).",
    whenToAllow: "Hosts that decrypt with another key than the one that is named after them.",
    blindSpots:
      "The header of age tells recipients apart only where they are keys of ssh. Which key of `.sops.yaml` is a host's is told by its name.",
  },
  *find(fleet) {
    yield* missingRecipients(fleet);
  },
  say({ kind, file, secret, hosts, at, related, certainty, by }) {
    const message =
      kind === "host"
        ? `'${hosts[0]}' is to decrypt '${secret}', but '${file}' is not encrypted to its key (by ${by}).`
        : `'${file}' is not encrypted to every key that ${by} gives it: it was not encrypted again after a change.`;
    return { at, message, related, certainty, hosts, key: `${file} ${secret ?? ""}`.trim() };
  },
});
