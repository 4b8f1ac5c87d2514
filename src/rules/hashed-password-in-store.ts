import { type StoredHash, storedHashes } from "../fleet/query/password-hashes.ts";
import { defineHostRule } from "./define.ts";

export default defineHostRule<StoredHash>({
  id: "hashed-password-in-store",
  scope: "host",
  severity: "warning",
  since: "0.1.0",
  precision: "high",
  securitySeverity: "4.0",
  tags: ["security", "secret"],
  summary: "The hash of a password is written in the configuration, and ends in the store.",
  docs: {
    why: "Every user of the host, and everybody with the repository, can try passwords against it at home, as fast as their machines can. /etc/shadow is closed to users for that reason.",
    remedy: "Keep the hash in a file that is decrypted at run time: `hashedPasswordFile`.",
    whenToAllow:
      "Long random passwords, whose hash tells nothing, and machines without other users whose repository is not public.",
    blindSpots: "Hashes in options that are not about users, and texts that are only partly known.",
  },
  *find({ host, fleet }) {
    yield* storedHashes(host, fleet);
  },
  say({ host, option, safe, at, certainty }) {
    return {
      at,
      message: `'${option}' of '${host.name}' is the hash of a password, readable by everybody.`,
      help: `Keep it in a file that is decrypted at run time, and name that in ${safe}.`,
      certainty,
      hosts: [host.name],
      key: option,
    };
  },
});
