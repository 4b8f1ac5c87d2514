import { type CredentialFormat, credentialFormats } from "../../catalog/credential-formats.ts";
import type { Span } from "../../core/span.ts";
import type { Expr } from "../../parser/ast.ts";
import type { Fleet, NixFile } from "../fleet.ts";
import { type TextFile, textFiles } from "../repository-files.ts";
import { encryptionOf } from "./encryption.ts";
import { visit } from "./literals.ts";
import { plaintextSecrets } from "./plaintext-secrets.ts";
import { isSpelledOut, secretsInText, urlPasswords } from "./secret-scan.ts";
import { isSecretName, kindOfSecretText } from "./secret-text.ts";

/** A credential that is written in a file of the repository. The text itself is not part of it. */
export interface HardcodedCredential {
  /** `GitHub personal access token`, `password in a URL`, `value of 'apiToken'`. */
  readonly kind: string;
  readonly length: number;
  /** Relative to the root. */
  readonly path: string;
  readonly at: Span;
}

/** Credentials in Nix files, and in the data files of the repository. */
export function hardcodedCredentials(fleet: Fleet): HardcodedCredential[] {
  const found: HardcodedCredential[] = [];
  const told = spansOfPlaintext(fleet);
  for (const file of fleet.files) {
    if (isGenerated(file.path)) continue;
    const known = knownFormats(file);
    const named = file.parsed.encrypted ? [] : inNix(file);
    const fresh = named.filter(({ at }) => !told.some((span) => overlaps(at, span)));
    found.push(...distinct([...known, ...fresh]));
  }
  for (const file of textFiles(fleet, isData)) {
    if (encryptionOf(file.path, file.source.text) !== null) continue;
    found.push(...distinct([...knownFormats(file), ...inData(file)]));
  }
  return found;
}

/** What plaintext-secret tells already is told again only where its shape says what it is. */
function spansOfPlaintext(fleet: Fleet): Span[] {
  return fleet.hosts.flatMap((host) =>
    plaintextSecrets(host, fleet).flatMap(({ at, writtenAt }) => [at, ...writtenAt]),
  );
}

function overlaps(a: Span, b: Span): boolean {
  return a.file === b.file && a.start < b.end && b.start < a.end;
}

/** Of several that overlap, the first: known formats come first. */
function distinct(all: readonly HardcodedCredential[]): HardcodedCredential[] {
  const kept: HardcodedCredential[] = [];
  for (const one of all) if (!kept.some(({ at }) => overlaps(at, one.at))) kept.push(one);
  return kept.sort((a, b) => a.at.start - b.at.start);
}

const DATA =
  /\.(?:json|jsonc|json5|ya?ml|toml|ini|cfg|conf|env|properties|tfvars)$|(?:^|\/)\.(?:env(?:\.\w+)?|netrc|npmrc|pypirc)$/i;
const GENERATED =
  /(?:^|\/)(?:flake\.lock|.*\.lock|.*-lock\.(?:json|ya?ml)|package\.json|sources\.json|generated\.(?:json|nix)|node-packages\.nix|deps\.(?:json|nix)|gemset\.nix|\.sops\.ya?ml)$|(?:^|\/)(?:node_modules|vendor|npins|_sources)\//;
/** Folders and names of files that show how something looks. */
const EXAMPLE =
  /(?:^|[/._-])(?:examples?|samples?|templates?|tests?|fixtures?|mocks?|demo|docs?)(?:[/._-]|$)/i;

function isGenerated(path: string): boolean {
  return GENERATED.test(path);
}

function isData(path: string): boolean {
  return DATA.test(path) && !isGenerated(path);
}

interface Readable {
  readonly path: string;
  readonly source: TextFile["source"];
}

interface Pattern {
  readonly format: CredentialFormat;
  readonly regex: RegExp;
}

let patterns: { formats: readonly CredentialFormat[]; any: RegExp; each: Pattern[] } | undefined;

function allPatterns() {
  const formats = credentialFormats();
  if (patterns?.formats === formats) return patterns;
  const each = formats.map((format) => {
    const [least, most] = format.length;
    const before = /^\w/.test(format.prefix) ? "(?<![A-Za-z0-9_-])" : "(?<=[A-Za-z0-9]{14})";
    const body = `[${format.alphabet}]{${least},${most}}(?![${format.alphabet}])`;
    return { format, regex: new RegExp(`${before}${escaped(format.prefix)}(${body})`, "g") };
  });
  const any = new RegExp(formats.map(({ prefix }) => escaped(prefix)).join("|"));
  patterns = { formats, any, each };
  return patterns;
}

/** Tokens of a known shape, wherever in the file they stand: who reads the repository reads comments too. */
function knownFormats({ path, source }: Readable): HardcodedCredential[] {
  const { any, each } = allPatterns();
  if (!any.test(source.text)) return [];
  const found: HardcodedCredential[] = [];
  for (const { format, regex } of each) {
    if (!source.text.includes(format.prefix)) continue;
    for (const match of source.text.matchAll(regex)) {
      const [whole, body = ""] = match;
      if (isMadeUp(body)) continue;
      const at = { file: source, start: match.index, end: match.index + whole.length };
      found.push({ kind: format.name, length: whole.length, path, at });
    }
  }
  return found;
}

/** Values that documentation and tests use, and rows of one character. */
function isMadeUp(body: string): boolean {
  if (
    /example|x{6}|0{8}|placeholder|your|dummy|fake|redacted|abcdefghijklmnop|not-?a-?real|1234567890-?1234567890/i.test(
      body,
    )
  )
    return true;
  return entropy(body) < Math.min(2.8, Math.log2(body.length) * 0.65);
}

/** Bits per character, by Shannon. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}

function inNix(file: NixFile): HardcodedCredential[] {
  const { source, path } = file;
  const found: HardcodedCredential[] = [];
  const add = (kind: string, text: string, expr: Expr) => {
    const at = source.text.indexOf(text, expr.start);
    const start = at >= 0 && at + text.length <= expr.end ? at : expr.start;
    const end = start === at ? at + text.length : expr.end;
    found.push({ kind, length: text.length, path, at: { file: source, start, end } });
  };
  const example = EXAMPLE.test(path);
  visit(file.parsed.root, (expr) => {
    if (expr.kind === "string") {
      for (const part of expr.parts) {
        if (typeof part !== "string" || !part.includes("://")) continue;
        for (const { name, text } of urlPasswords(part)) {
          if (!example && !isLocalUrl(part, text)) add(name, text, expr);
        }
      }
    } else if ((expr.kind === "attrset" || expr.kind === "let") && !example) {
      for (const binding of expr.bindings) {
        if (binding.kind !== "attr" || binding.value.kind !== "string") continue;
        const last = binding.path.at(-1);
        const [text] = binding.value.parts;
        if (last?.kind !== "static-name" || binding.value.parts.length !== 1) continue;
        if (typeof text === "string" && isCredential(last.name, text)) {
          add(`value of '${last.name}'`, text, binding.value);
        }
      }
    }
  });
  return found;
}

/** A password for the machine itself, in a URL of a test or a development shell. */
function isLocalUrl(text: string, password: string): boolean {
  return new RegExp(`${escaped(password)}@(?:localhost|127\\.0\\.0\\.1|\\[::1\\])`).test(text);
}

function inData({ path, source }: TextFile): HardcodedCredential[] {
  if (EXAMPLE.test(path)) return [];
  return secretsInText(source.text, "configuration")
    .filter(({ name, text, start }) => {
      if (name === "private key" || isComment(source.text, start)) return false;
      if (name === "password in a URL") {
        return !isLocalUrl(source.text.slice(start, start + 400), text);
      }
      return isCredential(name, text);
    })
    .map(({ name, text, start }) => ({
      kind: name === "password in a URL" ? name : `value of '${name}'`,
      length: text.length,
      path,
      at: { file: source, start, end: start + text.length },
    }));
}

function isComment(text: string, offset: number): boolean {
  return /^\s*(?:#|;|\/\/)/.test(text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset));
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const NOT_CREDENTIAL = /^(?:sha\d+[-:]|ssh-|age1|ENC\[|AAAA|ecdsa-|sk-ssh|[0-9a-f]{40}$|\d+$)/;

/** A value whose name says that it is a secret, and that looks as if somebody or something made it up. */
function isCredential(name: string, text: string): boolean {
  if (!isSecretName(name) || !isSpelledOut(text, false)) return false;
  if (kindOfSecretText(text) !== "secret" || UUID.test(text) || isMadeUp(text)) return false;
  if (NOT_CREDENTIAL.test(text) || !/\d/.test(text) || !/[A-Za-z]/.test(text)) return false;
  // Names of secrets and of keys in their files: `system76/media-path`, `grain-token-2`.
  if (/^[a-z0-9_.-]+(?:\/[a-z0-9_.-]+)+$/.test(text)) return false;
  const words = text.split(/[-_.]/).filter((word) => /^[a-z]{3,}$/.test(word));
  const password = /pass(?:word|wd|phrase)?$|pwd$/i.test(name);
  return password
    ? text.length >= 8 && entropy(text) >= 2.7
    : words.length < 2 && text.length >= 16 && entropy(text) >= 3.3;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
