import { type EvaluationRead, evaluationReads } from "../fleet/query/evaluation-reads.ts";
import { defineRepositoryRule } from "./define.ts";

export default defineRepositoryRule<EvaluationRead>({
  id: "secret-read-at-evaluation",
  scope: "repo",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  securitySeverity: "7.0",
  tags: ["security", "secret"],
  summary: "A secret is read while the configuration is evaluated.",
  docs: {
    why: "What is read then becomes part of the configuration, and so of the world-readable store. A path of the run time does not even exist then: on a machine that builds for others it never does.",
    remedy:
      "Give the path to the service (`passwordFile`, `EnvironmentFile`, `LoadCredential`), which reads it when it starts.",
    whenToAllow:
      "Values that are kept with the secrets but are none, such as addresses that are only not to be public.",
    blindSpots: "Paths that are computed, and functions of your own that read files.",
  },
  *find(fleet) {
    yield* evaluationReads(fleet);
  },
  say({ at, what, kind }) {
    const message =
      kind === "run-time"
        ? `'${what}' is read while the configuration is evaluated, before anything was decrypted.`
        : kind === "encrypted"
          ? `'${what}' is read as it is encrypted: what its text is used for gets no secret.`
          : `'${what}' is read while the configuration is evaluated, and so ends in the store.`;
    return { at, message, key: what };
  },
});
