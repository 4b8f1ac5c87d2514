import { parseHash } from "../evaluator/store/hash.ts";
import { fixedOutputPath } from "../evaluator/store/store-path.ts";

/** The store path of a source tree whose `narHash` a lock has: `/nix/store/<hash>-source`; null for a bad hash. */
export function sourceStorePath(narHash: string): string | null {
  try {
    return fixedOutputPath("nar", parseHash(narHash, "sha256"), "source");
  } catch {
    return null;
  }
}
