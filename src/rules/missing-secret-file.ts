import { type MissingSecretFile, missingSecretFiles } from "../fleet/query/secret-files.ts";
import { defineHostRule } from "./define.ts";

export default defineHostRule<MissingSecretFile>({
  id: "missing-secret-file",
  scope: "host",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["correctness"],
  summary: "A secret manager is told to decrypt a file that is not in the repository.",
  docs: {
    why: "The host does not build, or builds and starts its services without the secret they wait for.",
    remedy:
      "Add the file, or correct its name; a file that git does not know is not there for a flake.",
    whenToAllow:
      "Repositories whose secrets are put beside them before a build, by a submodule or a script.",
    blindSpots: "Files outside of the repository, and paths that are only partly known.",
  },
  *find({ host, fleet }) {
    yield* missingSecretFiles(host, fleet);
  },
  say({ secret, at, file, near }) {
    return {
      at,
      message: `Secret '${secret.name}' of '${secret.host.name}' is to be decrypted from '${file}', which does not exist${near === null ? "" : `: there is '${near}'`}.`,
      certainty: secret.certain ? "proven" : "possible",
      hosts: [secret.host.name],
      key: `${secret.manager} ${secret.name} ${file}`,
    };
  },
});
