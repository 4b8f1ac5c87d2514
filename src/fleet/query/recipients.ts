import type { Certainty } from "../../core/finding.ts";
import type { Span } from "../../core/span.ts";
import { optionValue } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { textOf } from "../read.ts";
import { textFile } from "../repository-files.ts";
import { ageStanzas, sshTag } from "./age-header.ts";
import { agenixRules, namedKeys, withoutComment } from "./agenix-rules.ts";
import { type DeclaredSecret, declaredSecrets } from "./declared-secrets.ts";
import { hasSopsMetadata } from "./encryption.ts";
import { type SopsRule, sopsRules } from "./sops-rules.ts";

/** A secret that is not encrypted to a key that is to read it. */
export interface MissingRecipient {
  /** Of the file: who it is that cannot read it. */
  readonly kind: "host" | "rule";
  readonly file: string;
  readonly secret: string | null;
  readonly hosts: readonly string[];
  readonly at: Span;
  readonly related: readonly { readonly at: Span; readonly message: string }[];
  readonly certainty: Certainty;
  /** Where it says who the recipients are: `secrets.nix`, `.sops.yaml`, the file itself. */
  readonly by: string;
}

/** Secrets that a host cannot decrypt, and files that were not encrypted again after a change of their recipients. */
export function missingRecipients(fleet: Fleet): MissingRecipient[] {
  const found: MissingRecipient[] = [];
  const keys = namedKeys(fleet);
  for (const host of fleet.hosts) {
    for (const secret of declaredSecrets(host, fleet)) {
      const missing = unreadableFor(host, secret, keys, fleet);
      if (missing !== null) found.push(missing);
    }
  }
  const told = new Set(found.map(({ file }) => file));
  return [...found, ...outdated(fleet).filter(({ file }) => !told.has(file))];
}

function unreadableFor(
  host: Host,
  secret: DeclaredSecret,
  keys: ReadonlyMap<string, string>,
  fleet: Fleet,
): MissingRecipient | null {
  const { file } = secret;
  const at = secret.fileSpan ?? secret.span;
  if (file === null || at === null || !secret.certain) return null;
  const base = { kind: "host" as const, file, secret: secret.shown, hosts: [host.name], at };
  if (secret.manager === "sops-nix") return unreadableSops(base, host, fleet);
  const own = hostKey(host, secret) ?? keys.get(host.name);
  if (own === undefined) return null;
  const stanzas = ageStanzas(textFile(fleet, file)?.source.text ?? "");
  const tag = sshTag(own);
  if (secret.manager === "secrix" || isProvenKey(host, secret)) {
    if (stanzas === null || stanzas.length === 0 || tag === null) return null;
    if (stanzas.some((one) => one.type === tag.type && one.tag === tag.tag)) return null;
    return { ...base, related: [], certainty: "proven", by: "the file's own header" };
  }
  const rule = agenixRules(fleet).find((one) => one.file === file);
  if (rule === undefined || rule.publicKeys.includes(withoutComment(own))) return null;
  // A name is only that of the host's key where the rules use that key at all.
  const isUsed = agenixRules(fleet).some((one) => one.publicKeys.includes(withoutComment(own)));
  if (!isUsed) return null;
  const related =
    rule.at === null ? [] : [{ at: rule.at, message: "its recipients are given here" }];
  return { ...base, related, certainty: "proven", by: "secrets.nix" };
}

function hostKey(host: Host, { manager }: DeclaredSecret): string | undefined {
  const option = manager === "secrix" ? ["secrix", "hostPubKey"] : ["age", "rekey", "hostPubkey"];
  const text = textOf(optionValue(host, option));
  return text !== undefined && /^(?:ssh-|age1)/.test(text) ? text : undefined;
}

/** Whether the key is the one that the host decrypts with, by an option and not by a name. */
function isProvenKey(host: Host, secret: DeclaredSecret): boolean {
  return secret.manager === "secrix" && hostKey(host, secret) !== undefined;
}

type Base = Pick<MissingRecipient, "kind" | "file" | "secret" | "hosts" | "at">;

function unreadableSops(base: Base, host: Host, fleet: Fleet): MissingRecipient | null {
  const rules = sopsRules(fleet);
  const own = keyOfHost(rules, host.name);
  if (own === undefined) return null;
  const rule = rules.find((one) => one.isAbout(base.file));
  const recipients = fileRecipients(fleet, base.file) ?? (rule?.others === 0 ? rule.age : null);
  if (recipients === null || recipients.length === 0 || recipients.includes(own)) return null;
  const related =
    rule === undefined ? [] : [{ at: spanOf(rule), message: "its recipients are given here" }];
  return { ...base, related, certainty: "possible", by: ".sops.yaml" };
}

/** The key that `.sops.yaml` names after a host: `&mill`, `&host_mill`, `&server-mill`. */
function keyOfHost(rules: readonly SopsRule[], host: string): string | undefined {
  const wanted = plain(host);
  const used = new Set(rules.flatMap(({ age }) => age));
  for (const { anchors } of rules) {
    for (const [name, key] of anchors) {
      const bare = plain(name.replace(/^(?:hosts?|servers?|machines?|systems?|nixos)[-_.]/i, ""));
      if (bare === wanted && used.has(key)) return key;
    }
  }
  return undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_.]/g, "");
}

/** Recipients of age in the metadata of a file of sops; null where it has others, or none that can be read. */
function fileRecipients(fleet: Fleet, path: string): readonly string[] | null {
  const text = textFile(fleet, path)?.source.text;
  if (text === undefined || !hasSopsMetadata(text)) return null;
  const metadata = text.slice(Math.max(text.search(/^sops:|"sops"\s*:/m), 0));
  if (/^\s*(?:- )?["']?(?:fp|arn|resource_id|vault_address)["']?\s*:/m.test(metadata)) return null;
  const found = [...metadata.matchAll(/["']?recipient["']?\s*:\s*["']?(age1\w+|ssh-\S+ \S+)/g)];
  return found.length === 0 ? null : found.map(([, key = ""]) => key);
}

/** Files whose recipients are not those that the rules give them: a rule was changed, and the file not. */
function outdated(fleet: Fleet): MissingRecipient[] {
  const found: MissingRecipient[] = [];
  for (const { file, at, publicKeys } of agenixRules(fleet)) {
    const stanzas = ageStanzas(textFile(fleet, file)?.source.text ?? "");
    if (stanzas === null || at === null) continue;
    const lacking = publicKeys.some((key) => {
      const tag = sshTag(key);
      return tag !== null && !stanzas.some((one) => one.type === tag.type && one.tag === tag.tag);
    });
    if (lacking) found.push({ ...rule(file, at, fleet), by: "secrets.nix" });
  }
  const rules = sopsRules(fleet);
  for (const file of fleet.repositoryFiles) {
    const about = rules.find((one) => one.isAbout(file));
    const recipients = about === undefined ? null : fileRecipients(fleet, file);
    if (about === undefined || recipients === null) continue;
    if (about.age.every((key) => !key.startsWith("age1") || recipients.includes(key))) continue;
    found.push({ ...rule(file, spanOf(about), fleet), by: ".sops.yaml" });
  }
  return found;
}

function rule(file: string, at: Span, fleet: Fleet): Omit<MissingRecipient, "by"> {
  const users = fleet.hosts.filter((host) =>
    declaredSecrets(host, fleet).some((secret) => secret.file === file),
  );
  const hosts = users.map((host) => host.name);
  return { kind: "rule", file, secret: null, hosts, at, related: [], certainty: "proven" };
}

/** The first line of a rule. */
function spanOf({ source, start, end }: SopsRule): Span {
  const line = source.text.indexOf("\n", start);
  return { file: source, start, end: line < 0 ? end : Math.min(line, end) };
}
