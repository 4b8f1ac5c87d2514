import { type UnencryptedSecretFile, unencryptedSecretFiles } from "../fleet/query/secret-files.ts";
import { defineRepositoryRule } from "./define.ts";

export default defineRepositoryRule<UnencryptedSecretFile>({
  id: "unencrypted-secret-file",
  scope: "repo",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  securitySeverity: "9.0",
  tags: ["security", "secret"],
  summary: "A file that a secret manager is to decrypt is not encrypted.",
  docs: {
    why: "The secret is in the repository and in the store for everybody to read, and the host cannot decrypt it.",
    remedy:
      "Encrypt it with the manager's own command, put a new secret into it, and take the old one out of use: it stays in the history.",
    whenToAllow: "Stand-ins for secrets in the tests of a fleet: suppress them with the reason.",
    blindSpots:
      "Only files that a secret manager is told of, or that its rules and endings name, are looked at.",
  },
  *find(fleet) {
    yield* unencryptedSecretFiles(fleet);
  },
  say({ at, file, why, hosts, declaredAt }) {
    return {
      at,
      message: `'${file}' is not encrypted, though ${why}.`,
      related:
        declaredAt === null ? [] : [{ at: declaredAt, message: "it is to be decrypted here" }],
      hosts,
      key: file,
    };
  },
});
