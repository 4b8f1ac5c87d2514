import { type RepositoryKey, repositoryKeys } from "../fleet/query/private-keys.ts";
import { defineRepositoryRule } from "./define.ts";

export default defineRepositoryRule<RepositoryKey>({
  id: "private-key-in-repository",
  scope: "repo",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  securitySeverity: "9.0",
  tags: ["security", "secret"],
  summary: "A private key is in the repository, in the clear.",
  docs: {
    why: "Everybody who has the repository, or a backup or a clone of it, can be the host or the user whose key it is. Taking the file out leaves it in the history.",
    remedy:
      "Make a new key, take the old one out of every place that trusts it, and keep the new one encrypted (agenix, sops-nix, secrix) or on the host alone.",
    whenToAllow:
      "Keys that everybody may know, such as those of a throw-away VM: suppress them with the reason.",
    blindSpots:
      "Keys with a passphrase, keys in folders of tests and examples, and files over half a megabyte.",
  },
  *find(fleet) {
    yield* repositoryKeys(fleet);
  },
  say({ kind, path, at }) {
    return { at, message: `'${path}' holds a key in the clear: ${kind}.`, key: `${path} ${kind}` };
  },
});
