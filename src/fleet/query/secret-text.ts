/** Words that stand where a secret will be, or that everybody knows. */
const PLACEHOLDER =
  /^(?:change[-_ ]?me|replace[-_ ]?me|your[-_ ].*|x{3,}|\*{3,}|\.{3,}|todo|tbd|none|null|dummy|placeholder|example|redacted|secret|password|passw(?:or)?d|pass|pwd|user|fake|unused|unset|(?:an?|my|some|the)[-_ ](?:secret|password|token|key).*|(?:secret|password|token|key)[-_ ]?(?:here|goes[-_ ]here)|insert[-_ ].*|fill[-_ ].*|not[-_ ]?(?:a[-_ ]?)?(?:real|secret).*|sample[-_ ].*|<[^>]*>|\[[^\]]*\]|@[^@\s]+@|%[^%\s]+%)$/i;

/** A reference that is resolved when the program runs: a variable, a file, a credential, a command. */
const REFERENCE =
  /^(?:\$\{?[A-Za-z_]\w*\}?(?:\/[^\s"'`]*)?|\$__(?:file|env|vault)\{.*\}|\{\{.*\}\}|\{\$[A-Za-z_]\w*\}|\{env\..*\}|\$\(.*\)|`.*`|ext:\S+|!secret\b.*|!env_var\b.*|env:\S+|file:\S+|%d\/\S+|vault:\S+|op:\/\/\S+|<SOPS:.*>|@\S+\.(?:age|key|txt|pass))$/;

/** Absolute paths are files that hold a secret, not secrets. */
const PATH = /^(?:\/|~\/|\.\/)[^\s"'`]*$/;

/** Hashes of passwords by crypt, argon2 and the like, and locks (`!`, `*`). */
const HASH =
  /^(?:\$(?:1|2[abxy]?|5|6|7|y|gy|argon2(?:id|i|d)|scrypt|pbkdf2[\w-]*|apr1|sha1|md5|P|H)\$|\{(?:SSHA|SHA|CRYPT|ARGON2|PBKDF2)[^}]*\}|[!*]+$)/i;

/** What a text in the place of a secret is. */
export type SecretTextKind = "secret" | "hash" | "reference" | "placeholder" | "empty";

/** Tells a secret written out from a hash, a reference to where it is kept, and a placeholder. */
export function kindOfSecretText(text: string): SecretTextKind {
  const trimmed = text.trim();
  if (trimmed === "") return "empty";
  if (HASH.test(trimmed)) return "hash";
  if (REFERENCE.test(trimmed) || PATH.test(trimmed)) return "reference";
  if (PLACEHOLDER.test(trimmed)) return "placeholder";
  return "secret";
}

/** Names of variables and keys that say that their value is a secret. */
const SECRET_NAME =
  /(?:^|[_\-.])(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_-]?key|apikey|private[_-]?key|pre[_-]?shared[_-]?key|access[_-]?key|access[_-]?tokens|license[_-]?key|secret[_-]?key|auth[_-]?key|encryption[_-]?key|signing[_-]?key|master[_-]?key|credentials?|psk|client[_-]?secret|jwt)$|(?:password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|secret[_-]?key|auth[_-]?key)$/i;

/** Names that look like secrets but are where one is kept, or how it is made. */
const NOT_SECRET_NAME =
  /(?:file|path|dir|directory|command|cmd|url|uri|name|id|length|type|policy|expir\w*|ttl|lifetime|algorithm|enabled?|required?|min|max|timeout|public[_-]?key|pubkey|header|endpoint|issuer|audience|scope|hash)$/i;

/** Whether a name says that its value is a secret: `DB_PASSWORD`, `api-key`, `authToken`. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !NOT_SECRET_NAME.test(name);
}
