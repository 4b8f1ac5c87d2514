import type { Span } from "../../core/span.ts";
import { definitionsOf, isOwn } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { fullEvaluation } from "./evaluation-failures.ts";

/** Definitions of one option that contradict each other. */
export interface Conflict {
  readonly hosts: Host[];
  readonly option: readonly string[];
  readonly places: readonly { readonly at: Span }[];
}

/** Options with two definitions of the same priority and different values, where only one can be. */
export function conflicts(fleet: Fleet): Conflict[] {
  const found = new Map<string, Conflict>();
  for (const { host, error, option } of fullEvaluation(fleet).failures) {
    if (
      option === null ||
      !/conflicting definition values|defined multiple times/.test(error.message)
    ) {
      continue;
    }
    const named = /option `(.*?)' has conflicting/.exec(error.message)?.[1];
    if (named !== undefined && named.replaceAll('"', "") !== option.join(".")) continue;
    const places = definitionsOf(host, option)
      .filter((one) => isOwn(one) && one.wins && one.condition === "true")
      .flatMap((one) => (one.span === null ? [] : [{ at: one.span }]))
      // The module system has what was imported last first.
      .reverse();
    if (places.length < 2) continue;
    const key = places.map(({ at }) => `${at.file.path}:${at.start}`).join(" ");
    const known = found.get(key);
    if (known === undefined) found.set(key, { hosts: [host], option, places });
    else known.hosts.push(host);
  }
  return [...found.values()];
}
