import type { Certainty } from "../../core/finding.ts";
import type { Span } from "../../core/span.ts";
import { certaintyOf, placeOf } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { textOf } from "../read.ts";
import { bindingOf } from "./literals.ts";
import { optionMatches, splitPattern } from "./option-paths.ts";
import { kindOfSecretText } from "./secret-text.ts";

/** The hash of a password that ends in the store. */
export interface StoredHash {
  readonly host: Host;
  readonly option: string;
  readonly safe: string;
  readonly at: Span;
  readonly certainty: Certainty;
}

const HASHED: readonly { readonly option: string; readonly safe: string }[] = [
  { option: "users.users.<name>.hashedPassword", safe: "hashedPasswordFile" },
  { option: "users.users.<name>.initialHashedPassword", safe: "hashedPasswordFile" },
  { option: "users.extraUsers.<name>.hashedPassword", safe: "hashedPasswordFile" },
  {
    option: "services.mosquitto.listeners.*.users.<name>.hashedPassword",
    safe: "hashedPasswordFile",
  },
];

/** Hashes that a host spells out; those that let nobody in (`!`, `*`) are none. */
export function storedHashes(host: Host, fleet: Fleet): StoredHash[] {
  const found: StoredHash[] = [];
  for (const { option, safe } of HASHED) {
    for (const match of optionMatches(host, splitPattern(option))) {
      const text = textOf(match.value);
      if (text === undefined || /^[!*x]*$/.test(text.trim())) continue;
      if (kindOfSecretText(text) !== "hash" || /^!/.test(text.trim())) continue;
      const place = placeOf(host, match.option);
      if (place === null) continue;
      found.push({
        host,
        option: match.shown,
        safe,
        at: bindingOf(fleet, place),
        certainty: certaintyOf(host, match.option),
      });
    }
  }
  return found;
}
