import { definedValue, placeOf } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { attributes, elements, ownAttribute, textOf } from "../read.ts";
import { machineCalled } from "./builders.ts";
import { setText } from "./machines.ts";

/** A known-hosts entry with another key than its host has. */
export interface WrongHostKey {
  readonly on: Host;
  /** The name of the entry. */
  readonly entry: string;
  readonly target: Host;
  /** `ssh-ed25519`. */
  readonly type: string;
  /** The option in which the host's own key is. */
  readonly option: readonly string[];
}

/** Where modules are told the ssh key of their host. */
const OWN_KEYS = [
  ["secrix", "hostPubKey"],
  ["age", "rekey", "hostPubkey"],
];

/** Compares the known-hosts entries that name a machine of the fleet with the machine's own key. */
export function knownHostKeys(fleet: Fleet): WrongHostKey[] {
  const found: WrongHostKey[] = [];
  const told = new Set<string>();
  for (const on of fleet.hosts) {
    if (on.variantOf !== null) continue;
    const path = ["programs", "ssh", "knownHosts"];
    for (const { name: entry, value } of attributes(definedValue(on, path) ?? null)) {
      const key = keyOf(textOf(ownAttribute(value, "publicKey")));
      if (key === null) continue;
      const place = placeOf(on, [...path, entry]);
      // A module that all hosts import is looked at once.
      const seen = `${place?.file.path}:${place?.start} ${entry} ${key.data}`;
      if (told.has(seen)) continue;
      told.add(seen);
      const names = elements(ownAttribute(value, "hostNames") ?? null).map((one) => textOf(one));
      const targets = new Set(
        (names.length === 0 ? [entry] : names).map((name) =>
          name === undefined ? null : machineCalled(fleet, name),
        ),
      );
      // Names of several machines, or of none, say nothing of one.
      targets.delete(null);
      const [target] = targets;
      if (targets.size !== 1 || !target) continue;
      for (const option of OWN_KEYS) {
        const own = keyOf(setText(target, option));
        if (own === null || own.type !== key.type || own.data === key.data) continue;
        found.push({ on, entry, target, type: key.type, option });
      }
    }
  }
  return found;
}

/** A public key as a line of OpenSSH has it: kind, data, and maybe a comment. */
function keyOf(text: string | undefined): { type: string; data: string } | null {
  const found = /^\s*(ssh-[\w@.-]+|ecdsa-[\w@.-]+|sk-[\w@.-]+)\s+([A-Za-z0-9+/]+=*)/.exec(
    text ?? "",
  );
  return found === null ? null : { type: found[1] as string, data: found[2] as string };
}
