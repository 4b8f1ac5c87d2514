import { type HardcodedCredential, hardcodedCredentials } from "../fleet/query/credentials.ts";
import { defineRepositoryRule } from "./define.ts";

export default defineRepositoryRule<HardcodedCredential>({
  id: "hardcoded-credential",
  scope: "repo",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  securitySeverity: "9.0",
  tags: ["security", "secret"],
  summary: "A token, key or password is written in a file of the repository.",
  docs: {
    why: "Everybody who can read the repository, a clone of it, a CI log or a backup can use it, and taking it out does not take it out of the history.",
    remedy:
      "Revoke it where it was given out, make a new one, and keep that in a secret manager (agenix, sops-nix, secrix) or a file outside of the repository.",
    whenToAllow:
      "Credentials that protect nothing, such as those of a test network: suppress them one by one, with the reason.",
    blindSpots:
      "Tokens of services whose shape is not known are only found where a name beside them says what they are. Encrypted files, lock files, and files over half a megabyte are not looked at.",
  },
  *find(fleet) {
    yield* hardcodedCredentials(fleet);
  },
  say({ kind, length, path, at }) {
    return {
      at,
      message: `A credential is written out here: ${kind} (${length} characters).`,
      help: "Revoke it and make a new one, which a secret manager keeps: it stays in the history of the repository.",
      key: `${path} ${kind}`,
    };
  },
});
