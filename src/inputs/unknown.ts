import { Reason } from "../evaluator/reason.ts";
import type { Text } from "../evaluator/text.ts";
import { Attrs, type Lazy } from "../evaluator/value.ts";
import type { LockNode } from "./lock.ts";

/** What the lock tells of an input's source: `rev`, `narHash`, `lastModified` and so on. */
export function sourceInfo(node: LockNode | null, outPath: Text): Map<string, Lazy> {
  const map = new Map<string, Lazy>([["outPath", outPath]]);
  const locked = node?.locked;
  if (!locked) return map;
  if (locked.narHash !== null) map.set("narHash", locked.narHash);
  if (locked.rev !== null) {
    map.set("rev", locked.rev);
    map.set("shortRev", locked.rev.slice(0, 7));
  }
  if (locked.lastModified !== null) {
    map.set("lastModified", locked.lastModified);
    map.set("lastModifiedDate", dateOf(locked.lastModified));
  }
  return map;
}

/** `20240131235959`, in UTC. */
function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/[-:T]|\..*$/g, "");
}

/** The reason why everything about an input is unknown. */
export function missingInput(name: string): Reason {
  return new Reason("input", `flake input '${name}' is not on this machine and has no model`);
}

/** An input of which only the source's place is known. */
export function unknownInput(
  name: string,
  node: LockNode | null,
  outPath: Text,
  inputs: Lazy,
): Attrs {
  const map = sourceInfo(node, outPath);
  map.set("_type", "flake");
  map.set("inputs", inputs);
  return new Attrs(map, null, { reason: missingInput(name) });
}
