import { type ReusedKey, reusedKeys } from "../fleet/query/private-keys.ts";
import { defineFleetRule } from "./define.ts";

export default defineFleetRule<ReusedKey>({
  id: "reused-private-key",
  scope: "fleet",
  severity: "warning",
  since: "0.1.0",
  precision: "high",
  securitySeverity: "5.0",
  tags: ["security", "secret", "wireguard"],
  summary: "Two hosts use the same private key.",
  docs: {
    why: "WireGuard knows a peer by its key: of two hosts with one key only the last that spoke gets an answer. And whoever takes over one of them is the other as well.",
    remedy: "Make a key for each host, and give the others its public key.",
    whenToAllow: "Two hosts of which never more than one is on, such as a machine and its spare.",
    blindSpots: "Keys outside of the repository, and the same key in two encrypted files.",
  },
  *find(fleet) {
    yield* reusedKeys(fleet);
  },
  say({ uses, file }) {
    const placed = uses.flatMap((use) => (use.at === null ? [] : [{ ...use, at: use.at }]));
    const [first] = placed;
    if (first === undefined) throw new Error("no use of the key has a place");
    const names = uses.map(({ host }) => `'${host.name}'`);
    const which = file === null ? "the same private key" : `the private key in '${file}'`;
    return {
      at: first.at,
      message: `${names.slice(0, -1).join(", ")} and ${names.at(-1)} use ${which} (${first.what}).`,
      related: placed.slice(1).map(({ at, host, what }) => ({
        at,
        message: `also ${what} of '${host.name}'`,
      })),
      hosts: uses.map(({ host }) => host.name),
      key: `${file ?? ""} ${names.join(" ")}`,
    };
  },
});
