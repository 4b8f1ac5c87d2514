import { createHash } from "node:crypto";

const NIX32 = "0123456789abcdfghijklmnpqrsvwxyz";

/** Nix' own base 32: least significant digit last, no e, o, u, t. */
function nix32(bytes: Uint8Array): string {
  let text = "";
  for (let n = Math.ceil((bytes.length * 8) / 5) - 1; n >= 0; n--) {
    const bit = n * 5;
    const index = bit >> 3;
    const shift = bit & 7;
    const low = (bytes[index] as number) >> shift;
    const high = index + 1 < bytes.length ? (bytes[index + 1] as number) << (8 - shift) : 0;
    text += NIX32[(low | high) & 31];
  }
  return text;
}

/**
 * The store path of a source tree whose recursive SHA-256 is known, as `narHash` of a lock has it
 * (`sha256-…=`, or base 16): `/nix/store/<hash>-source`. Null for another kind of hash.
 */
export function sourceStorePath(narHash: string, name = "source"): string | null {
  const sri = /^sha256-([A-Za-z0-9+/]{43}=)$/.exec(narHash);
  if (sri === null) return null;
  const digest = Buffer.from(sri[1] as string, "base64").toString("hex");
  const text = `source:sha256:${digest}:/nix/store:${name}`;
  const hash = createHash("sha256").update(text).digest();
  // Store paths carry 160 bits: the digest folded onto itself.
  const folded = new Uint8Array(20);
  hash.forEach((byte, i) => {
    folded[i % 20] = (folded[i % 20] as number) ^ byte;
  });
  return `/nix/store/${nix32(folded)}-${name}`;
}
