import { type MissingSecretKey, missingSecretKeys } from "../fleet/query/secret-files.ts";
import { defineHostRule } from "./define.ts";

export default defineHostRule<MissingSecretKey>({
  id: "missing-secret-key",
  scope: "host",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["correctness"],
  summary: "A secret of sops names a key that its file does not have.",
  docs: {
    why: "The key is looked up when the host is built or activated; that fails, and with it the deployment.",
    remedy: "Add the key with `sops FILE`, or set `key` to the one that is there.",
    whenToAllow: "Never, unless the file is changed by the build.",
    blindSpots: "Only names of keys can be read; whether a value is the right one cannot.",
  },
  *find({ host, fleet }) {
    yield* missingSecretKeys(host, fleet);
  },
  say({ secret, at, key, file, near }) {
    return {
      at,
      message: `Secret '${secret.name}' of '${secret.host.name}' is key '${key}' of '${file}', which has no such key${near === null ? "" : `: there is '${near}'`}.`,
      certainty: secret.certain ? "proven" : "possible",
      hosts: [secret.host.name],
      key: `${secret.name} ${file} ${key}`,
    };
  },
});
