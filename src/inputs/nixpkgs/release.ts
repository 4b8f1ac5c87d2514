import type { FlakeRef } from "../flake-ref.ts";
import type { LockNode } from "../lock.ts";

/** The release a reference names: `nixos-25.11`, `release-24.05`, FlakeHub's `0.2511.x`; null where none does. */
export function releaseOf(ref: FlakeRef | null, node: LockNode | null): string | null {
  for (const source of [ref, node?.original ?? null, node?.locked?.ref ?? null]) {
    const text = source?.ref ?? "";
    const channel = /(?:^|-)(\d\d\.\d\d)(?:$|\D)/.exec(text)?.[1];
    if (channel !== undefined) return channel;
    const flakehub = /^0\.(\d\d)(\d\d)(?:\D|$)/.exec(text);
    if (flakehub !== null) return `${flakehub[1]}.${flakehub[2]}`;
  }
  return null;
}
