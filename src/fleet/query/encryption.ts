/** What a file is encrypted with, by its first bytes or the marks that each tool leaves. */
export type Encryption =
  | "age"
  | "sops"
  | "pgp"
  | "git-crypt"
  | "ansible-vault"
  | "openssl"
  | "systemd-creds";

/** What a text is encrypted with; null for one in the clear. */
export function encryptionOf(path: string, text: string): Encryption | null {
  if (text.startsWith("age-encryption.org/v1")) return "age";
  if (/^\s*-----BEGIN AGE ENCRYPTED FILE-----/.test(text)) return "age";
  if (/^\s*-----BEGIN PGP MESSAGE-----/.test(text)) return "pgp";
  if (text.startsWith("\0GITCRYPT\0")) return "git-crypt";
  if (text.startsWith("$ANSIBLE_VAULT;")) return "ansible-vault";
  if (text.startsWith("Salted__") || text.startsWith("U2FsdGVkX1")) return "openssl";
  if (hasSopsMetadata(text)) return "sops";
  // OpenPGP packets that begin an encrypted message: a session key for a public key or for a passphrase.
  if (
    /\.(?:gpg|pgp)$/.test(path) &&
    /^[\x84\x85\x8c\xc1\xc3\udc84\udc85\udc8c\udcc1\udcc3]/.test(text)
  )
    return "pgp";
  if (/\.cred$/.test(path) && /^[A-Za-z0-9+/=\s]{64,}$/.test(text)) return "systemd-creds";
  return null;
}

/** sops writes its metadata in the form of the file: a key `sops`, a section `[sops]`, or `sops_mac`. */
export function hasSopsMetadata(text: string): boolean {
  if (/^sops:[ \t]*$/m.test(text))
    return /^[ \t]+["']?(?:mac|lastmodified|version)["']?:/m.test(text);
  if (/"sops"\s*:\s*\{/.test(text)) return true;
  return /^\[sops\]\s*$/m.test(text) || /^sops_(?:mac|version|lastmodified)=/m.test(text);
}
