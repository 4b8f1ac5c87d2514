import { nearMiss } from "../../core/near-miss.ts";
import type { Span } from "../../core/span.ts";
import type { Fleet, Host } from "../fleet.ts";
import { textFile, textFiles } from "../repository-files.ts";
import { type DeclaredSecret, declaredSecrets } from "./declared-secrets.ts";
import { type Encryption, encryptionOf } from "./encryption.ts";
import { sopsKeys } from "./sops-keys.ts";
import { sopsRules } from "./sops-rules.ts";

/** A secret whose encrypted file is not there. */
export interface MissingSecretFile {
  readonly secret: DeclaredSecret;
  readonly at: Span;
  readonly file: string;
  /** A file that may be meant. */
  readonly near: string | null;
}

/** Secrets of a host whose file does not exist below the root. */
export function missingSecretFiles(host: Host, fleet: Fleet): MissingSecretFile[] {
  const found: MissingSecretFile[] = [];
  for (const secret of declaredSecrets(host, fleet)) {
    const { file } = secret;
    const at = secret.fileSpan ?? secret.span;
    if (file === null || at === null || exists(fleet, file) || isElsewhere(fleet, file)) continue;
    found.push({ secret, at, file, near: nearFile(fleet, file) });
  }
  return found;
}

function exists(fleet: Fleet, file: string): boolean {
  const there = fleet.evaluator.io.exists(`${fleet.root}/${file}`);
  // What may not be looked at may be there.
  return !there.ok || there.value;
}

/** Folders that something else fills: submodules of git. */
function isElsewhere(fleet: Fleet, file: string): boolean {
  const modules = fleet.evaluator.io.readText(`${fleet.root}/.gitmodules`);
  if (!modules.ok) return false;
  for (const [, folder = ""] of modules.value.matchAll(/^\s*path\s*=\s*(\S+)\s*$/gm)) {
    if (file.startsWith(`${folder}/`)) return true;
  }
  return false;
}

function nearFile(fleet: Fleet, file: string): string | null {
  const name = file.slice(file.lastIndexOf("/") + 1);
  const namesake = fleet.repositoryFiles.find((path) => path.endsWith(`/${name}`) || path === name);
  if (namesake !== undefined) return namesake;
  const folder = file.slice(0, file.lastIndexOf("/") + 1);
  const beside = fleet.repositoryFiles.filter(
    (path) => path.startsWith(folder) && !path.endsWith(".nix"),
  );
  return nearMiss(file, beside) ?? null;
}

/** A file that should be encrypted, and is not. */
export interface UnencryptedSecretFile {
  readonly at: Span;
  readonly file: string;
  /** `it is secret 'token' of 'mill'`. */
  readonly why: string;
  readonly hosts: readonly string[];
  readonly declaredAt: Span | null;
}

/** How each manager's files are encrypted. */
const EXPECTED: Readonly<Record<DeclaredSecret["manager"], readonly Encryption[]>> = {
  agenix: ["age"],
  secrix: ["age"],
  "sops-nix": ["sops"],
};

/** Files in the clear that a manager decrypts, that end in `.age`, or that a rule of `.sops.yaml` is about. */
export function unencryptedSecretFiles(fleet: Fleet): UnencryptedSecretFile[] {
  const found = new Map<string, UnencryptedSecretFile>();
  for (const host of fleet.hosts) {
    for (const secret of declaredSecrets(host, fleet)) {
      const { file } = secret;
      if (file === null || file.endsWith(".nix") || !isClear(fleet, file)) continue;
      const before = found.get(file);
      const hosts = [...new Set([...(before?.hosts ?? []), host.name])];
      found.set(file, {
        at: before?.at ?? wholeOf(fleet, file),
        file,
        why: `'${secret.shown}' has ${secret.manager} decrypt it (${EXPECTED[secret.manager].join(", ")})`,
        hosts,
        declaredAt: before?.declaredAt ?? secret.fileSpan ?? secret.span,
      });
    }
  }
  const rules = sopsRules(fleet);
  const ruled = (path: string) =>
    /\.(?:ya?ml|json|env|ini)$/.test(path) && rules.some((rule) => rule.isAbout(path));
  for (const { path } of textFiles(fleet, (one) => one.endsWith(".age") || ruled(one))) {
    if (found.has(path) || !isClear(fleet, path)) continue;
    const why = path.endsWith(".age")
      ? "its name says that age encrypted it"
      : "a rule of '.sops.yaml' is about it";
    found.set(path, { at: wholeOf(fleet, path), file: path, why, hosts: [], declaredAt: null });
  }
  return [...found.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
}

function isClear(fleet: Fleet, path: string): boolean {
  const file = textFile(fleet, path);
  if (file === null || file.source.text.trim() === "") return false;
  // Not UTF-8: something encrypted it, or it is no text.
  if (/[\udc80-\udcff]/.test(file.source.text.slice(0, 2000))) return false;
  // An array or an object without any value holds nothing.
  if (/^\s*(?:\{\s*\}|\[\s*\])\s*$/.test(file.source.text)) return false;
  return encryptionOf(path, file.source.text) === null;
}

function wholeOf(fleet: Fleet, path: string): Span {
  const file = textFile(fleet, path);
  if (file === null) throw new Error(`'${path}' is no text`);
  const { text } = file.source;
  const end = text.indexOf("\n");
  return { file: file.source, start: 0, end: end < 0 ? text.length : end };
}

/** A secret of sops whose key the file does not have. */
export interface MissingSecretKey {
  readonly secret: DeclaredSecret;
  readonly at: Span;
  readonly key: string;
  readonly file: string;
  readonly near: string | null;
}

/** Secrets of a host that name a key which its file of sops lacks. */
export function missingSecretKeys(host: Host, fleet: Fleet): MissingSecretKey[] {
  const found: MissingSecretKey[] = [];
  for (const secret of declaredSecrets(host, fleet)) {
    const { file, key, format, span } = secret;
    if (file === null || key === null || key === "" || span === null) continue;
    if (format !== "yaml" && format !== "json") continue;
    const text = textFile(fleet, file);
    if (text === null || encryptionOf(file, text.source.text) !== "sops") continue;
    const keys = sopsKeys(text.source.text);
    if (keys === null || keys.has(key) || /\/\d+(?:\/|$)/.test(key)) continue;
    found.push({ secret, at: span, key, file, near: nearMiss(key, keys) ?? null });
  }
  return found;
}
