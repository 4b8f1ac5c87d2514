import { type PlaintextSecret, plaintextSecrets } from "../fleet/query/plaintext-secrets.ts";
import { defineHostRule } from "./define.ts";

export default defineHostRule<PlaintextSecret>({
  id: "plaintext-secret",
  scope: "host",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  securitySeverity: "8.5",
  tags: ["security", "secret"],
  summary: "A secret is spelled out in the configuration and ends in the world-readable store.",
  docs: {
    why: "Everything that an option's value is built from is copied to /nix/store, where every user and every process of the host can read it, and into every binary cache and backup of it. The repository and its history keep it too.",
    remedy:
      "Move it into a file that a secret manager decrypts at run time, give that file's path to the option, and change the secret: it has been readable.",
    whenToAllow: "Throw-away machines and VM tests whose secrets protect nothing.",
    blindSpots:
      "Options that the catalogue does not know are only looked at where their text surely ends in the store: files, scripts, units, settings of services. Texts that are only partly known are not.",
  },
  *find({ host, fleet }) {
    yield* plaintextSecrets(host, fleet);
  },
  say(secret) {
    const use = secret.safe === null ? "" : ` Use ${secret.safe} instead.`;
    return {
      at: secret.at,
      message: `${what(secret)} (${secret.length} characters).`,
      help: `Keep it in a file that is decrypted at run time, and replace it: it is in the store and in git.${use}`,
      certainty: secret.certainty,
      related: [
        ...(secret.definedAt === null
          ? []
          : [
              {
                at: secret.definedAt,
                message: `it reaches the store through '${secret.option}' here`,
              },
            ]),
        ...secret.writtenAt.map((at) => ({ at, message: "the text is written here" })),
      ],
      hosts: [secret.host.name],
      key: [secret.option, secret.file ?? "", secret.name ?? ""].join(" ").trim(),
    };
  },
});

function what({ option, host, name, file }: PlaintextSecret): string {
  if (name === null) return `'${option}' of '${host.name}' is a secret in plain text`;
  const where = file === null ? `in '${option}' of '${host.name}'` : `in the file '${file}'`;
  const way = file === null ? "" : `, which '${option}' of '${host.name}' puts into the store`;
  return `'${name}' ${where} is a secret in plain text${way}`;
}
