import { createHash } from "node:crypto";

/** A recipient in the header of a file of age. */
export interface AgeStanza {
  /** `ssh-ed25519`, `X25519`, `piv-p256`. */
  readonly type: string;
  /** For keys of ssh what tells them apart; for others nothing that could be compared. */
  readonly tag: string;
}

/** The recipients of a file of age; null for one that is armoured or no such file. */
export function ageStanzas(text: string): AgeStanza[] | null {
  if (!text.startsWith("age-encryption.org/v1\n")) return null;
  const header = text.slice(0, text.indexOf("\n--- ") + 1);
  if (header === "") return null;
  return [...header.matchAll(/^-> (\S+)(?: (\S+))?/gm)].map(([, type = "", tag = ""]) => ({
    type,
    tag,
  }));
}

/** The tag that age gives to a public key of ssh: the first four bytes of the SHA-256 of its wire form. */
export function sshTag(publicKey: string): { readonly type: string; readonly tag: string } | null {
  const [type = "", body = ""] = publicKey.trim().split(/\s+/);
  if (!/^ssh-(?:ed25519|rsa)$/.test(type) || !/^[A-Za-z0-9+/]{20,}=*$/.test(body)) return null;
  const digest = createHash("sha256").update(Buffer.from(body, "base64")).digest();
  return { type, tag: digest.subarray(0, 4).toString("base64").replace(/=+$/, "") };
}
