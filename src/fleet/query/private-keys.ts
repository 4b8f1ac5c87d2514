import type { Span } from "../../core/span.ts";
import { definedValue, placeOf } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { attributes, ownAttribute, textOf } from "../read.ts";
import { type TextFile, textFiles } from "../repository-files.ts";
import { type DeclaredSecret, declaredSecrets } from "./declared-secrets.ts";
import { encryptionOf } from "./encryption.ts";
import { privateKeys } from "./secret-scan.ts";
import { kindOfSecretText } from "./secret-text.ts";

/** A private key in the clear in a file of the repository. */
export interface RepositoryKey {
  /** `OpenSSH private key`, `age identity`, `WireGuard private key`. */
  readonly kind: string;
  readonly path: string;
  readonly at: Span;
}

const NO_TEXT =
  /\.(?:png|jpe?g|gif|svg|ico|webp|pdf|woff2?|ttf|otf|gz|xz|zst|bz2|zip|tar|age|gpg|mp[34]|wav|ogg|bin|iso|img|lock|pub|crt|cer)$/i;
const EXAMPLE = /(?:^|[/._-])(?:examples?|samples?|tests?|fixtures?|mocks?)(?:[/._-]|$)/i;

/** Private keys in the clear, in any text file of the repository. */
export function repositoryKeys(fleet: Fleet): RepositoryKey[] {
  const found: RepositoryKey[] = [];
  for (const file of textFiles(fleet, (path) => !NO_TEXT.test(path) && !EXAMPLE.test(path))) {
    const { text } = file.source;
    if (!/PRIVATE KEY|AGE-SECRET-KEY-|PrivateKey\s*=/.test(text)) continue;
    if (encryptionOf(file.path, text) === null) found.push(...keysIn(file));
  }
  return found;
}

function keysIn({ path, source }: TextFile): RepositoryKey[] {
  const { text } = source;
  const found: RepositoryKey[] = [];
  const add = (kind: string, start: number, length: number) => {
    found.push({ kind, path, at: { file: source, start, end: start + length } });
  };
  for (const { text: key, start } of privateKeys(text)) {
    const [header = ""] = key.split("\n", 1);
    // A key with a passphrase is as safe as that; a PGP block tells nothing of it.
    if (/ENCRYPTED/.test(key.slice(0, 200))) continue;
    if (/OPENSSH/.test(header) && hasPassphrase(key)) continue;
    add(kindOf(header), start, header.trimEnd().length);
  }
  for (const { index, 0: key } of text.matchAll(/AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{50,}/g)) {
    if (new Set(key.slice(16)).size > 10) add("age identity", index, key.length);
  }
  if (/\.(?:conf|netdev)$/.test(path)) {
    const wireguard =
      /^[ \t]*PrivateKey[ \t]*=[ \t]*([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)[ \t]*$/gm;
    for (const { index, 0: line, 1: key = "" } of text.matchAll(wireguard)) {
      if (new Set(key).size > 10)
        add("WireGuard private key", index + line.indexOf(key), key.length);
    }
  }
  return found.sort((a, b) => a.at.start - b.at.start);
}

function kindOf(header: string): string {
  const name = /BEGIN ((?:[A-Z0-9]+ )*)PRIVATE KEY/.exec(header)?.[1]?.trim() ?? "";
  if (name === "OPENSSH") return "OpenSSH private key";
  return name === "" ? "private key" : `${name} private key`;
}

/** OpenSSH names the cipher after its magic: `none` for a key without a passphrase. */
function hasPassphrase(key: string): boolean {
  const body = key.replace(/-----[^-]*-----/g, "").replace(/\s/g, "");
  try {
    const start = atob(body.slice(0, 64));
    if (!start.startsWith("openssh-key-v1")) return false;
    return !start.startsWith("none", 19);
  } catch {
    return false;
  }
}

/** One private key that several hosts use. */
export interface ReusedKey {
  /** What they use it for: `WireGuard interface 'wg0'`. */
  readonly uses: readonly KeyUse[];
  /** The file that holds it, or null where it is written out. */
  readonly file: string | null;
}

interface KeyUse {
  readonly host: Host;
  readonly what: string;
  readonly at: Span | null;
  /** What identifies the key; null where that is unknown. */
  readonly key: string;
  readonly file: string | null;
}

/** Private keys of interfaces and of host keys of ssh that more than one machine of the fleet uses. */
export function reusedKeys(fleet: Fleet): ReusedKey[] {
  const byKey = new Map<string, KeyUse[]>();
  for (const host of fleet.hosts) {
    if (host.variantOf !== null) continue;
    for (const use of keyUses(host, fleet)) {
      const uses = byKey.get(use.key) ?? [];
      byKey.set(use.key, uses);
      if (!uses.some((one) => one.host === host)) uses.push(use);
    }
  }
  return [...byKey.values()]
    .filter((uses) => uses.length > 1)
    .map((uses) => ({ uses, file: uses[0]?.file ?? null }));
}

function* keyUses(host: Host, fleet: Fleet): Generator<KeyUse> {
  for (const { set, literal, file, below } of INTERFACES) {
    const option = set.split(".");
    const interfaces = definedValue(host, option);
    if (interfaces === undefined) continue;
    for (const { name, value } of attributes(interfaces)) {
      const config = below === null ? value : (ownAttribute(value, below) ?? null);
      const path = [...option, name, ...(below === null ? [] : [below])];
      const what = `WireGuard interface '${name}'`;
      const key = textOf(ownAttribute(config, literal));
      if (key !== undefined && kindOfSecretText(key) === "secret") {
        yield { host, what, at: placeOf(host, [...path, literal]), key: `=${key}`, file: null };
      }
      const at = textOf(ownAttribute(config, file));
      const secret = at === undefined ? undefined : secretAt(host, fleet, at);
      if (secret?.file == null) continue;
      const id = `${secret.file}\0${secret.key ?? ""}`;
      yield { host, what, at: placeOf(host, [...path, file]), key: id, file: secret.file };
    }
  }
}

const QUICK = { literal: "privateKey", file: "privateKeyFile", below: null };
const INTERFACES = [
  { set: "networking.wireguard.interfaces", ...QUICK },
  { set: "networking.wg-quick.interfaces", ...QUICK },
  {
    set: "systemd.network.netdevs",
    literal: "PrivateKey",
    file: "PrivateKeyFile",
    below: "wireguardConfig",
  },
];

function secretAt(host: Host, fleet: Fleet, path: string): DeclaredSecret | undefined {
  return declaredSecrets(host, fleet).find((secret) => secret.path === path);
}
