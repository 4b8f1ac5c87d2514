import { isSecretName, kindOfSecretText } from "./secret-text.ts";

/** A secret in a text: what it is called there and where it stands. The text itself is only for looking it up. */
export interface ScannedSecret {
  /** `password`, `--auth-key`, `private key`, `password in a URL`. */
  readonly name: string;
  readonly text: string;
  /** Offset of `text`. */
  readonly start: number;
}

/** How values are written: in a configuration file bare words count, in a program only quoted ones. */
export type TextSyntax = "configuration" | "shell" | "program";

/** Stands for a part of a text that is not known; nothing that holds it is told. */
export const HOLE = "\ufffc";

/** Longer texts are data that somebody generated. */
const MAX_LENGTH = 200_000;

/** Without one of these there is no secret to be told from other words. */
const TELLING = /pass|secret|token|key|psk|pwd|credential|jwt|:\/\/[^\s/]*@|IDENTIFIED/i;

/** Secrets that a text spells out, in the order in which they stand. */
export function secretsInText(text: string, syntax: TextSyntax): ScannedSecret[] {
  if (text.length > MAX_LENGTH || !TELLING.test(text)) return [];
  const found = [
    ...privateKeys(text),
    ...assignments(text, syntax),
    ...(syntax === "program" ? [] : flags(text)),
    ...urlPasswords(text),
    ...sqlPasswords(text),
  ].sort((a, b) => a.start - b.start);
  return found.filter((one, i) => {
    const before = found[i - 1];
    return before === undefined || one.start >= before.start + before.text.length;
  });
}

const ASSIGNMENT =
  /(?<![\w.$-])(["']?)([A-Za-z_][\w.-]{1,60})\1[ \t]*(:=|=>|[:=])[ \t]*(?:"([^"\n\\]*)"|'([^'\n\\]*)'|([^\s"'`,;#(){}[\]<>|&]+))/g;

function assignments(text: string, syntax: TextSyntax): ScannedSecret[] {
  const found: ScannedSecret[] = [];
  const assignment = new RegExp(ASSIGNMENT);
  for (let match = assignment.exec(text); match !== null; match = assignment.exec(text)) {
    const [whole, quote = "", name = "", sign = "", double, single, bare] = match;
    if (!isSecretName(name)) {
      // What is assigned may be an assignment: `Environment=TOKEN=…`.
      assignment.lastIndex = match.index + whole.indexOf(sign, name.length) + sign.length;
      continue;
    }
    if (commented(text, match.index)) continue;
    const value = double ?? single ?? bare ?? "";
    const end = match.index + whole.length;
    // `PASSWORD :'variable'` of psql; JSON and YAML have no blank there, or a quoted name.
    if (sign === ":" && quote === "" && /\s:/.test(whole)) continue;
    if (bare !== undefined) {
      if (syntax === "program" || !isWholeWord(text, end)) continue;
      // A shell assigns without spaces; with them it is a word of something else.
      if (syntax === "shell" && !new RegExp(`^${escaped(quote + name)}=\\S`).test(whole)) continue;
      if (sign === ":" && !/:[ \t]/.test(whole)) continue;
    }
    if (!isSpelledOut(value, bare !== undefined)) continue;
    const start = end - value.length - (bare === undefined ? 1 : 0);
    found.push({ name, text: value, start });
  }
  return found;
}

/** A bare value ends with its line or at a blank; `a(b)` and `a[b]` are expressions. */
function isWholeWord(text: string, end: number): boolean {
  return !/[(){}[\]<>|&`"']/.test(text.charAt(end));
}

function commented(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return /^\s*(?:#|\/\/|;|--|\*)/.test(line);
}

const FLAG =
  /(?<=^|[\s"'=])(--?[A-Za-z][\w-]{1,40})(?:=|[ \t]+)(?:"([^"\n\\]*)"|'([^'\n\\]*)'|([^\s"'`;#(){}<>|&\\]+))/g;

function flags(text: string): ScannedSecret[] {
  const found: ScannedSecret[] = [];
  for (const match of text.matchAll(FLAG)) {
    const [whole, flag = "", double, single, bare] = match;
    if (!flag.startsWith("--") || !isSecretName(flag.slice(2))) continue;
    if (commented(text, match.index)) continue;
    const value = double ?? single ?? bare ?? "";
    if (value.startsWith("-") || !isSpelledOut(value, bare !== undefined)) continue;
    const end = match.index + whole.length;
    found.push({
      name: flag,
      text: value,
      start: end - value.length - (bare === undefined ? 1 : 0),
    });
  }
  return found;
}

const URL_PASSWORD = /\b([a-z][a-z0-9+.-]{1,20}):\/\/([^\s:@/"'`<>]*):([^\s@/"'`<>]+)@[\w[.-]/gi;

/** Passwords in URLs: `postgres://user:password@host`. */
export function urlPasswords(text: string): ScannedSecret[] {
  const found: ScannedSecret[] = [];
  for (const match of text.matchAll(URL_PASSWORD)) {
    const [, scheme = "", user = "", value = ""] = match;
    const start = match.index + scheme.length + 3 + user.length + 1;
    if (!isSpelledOut(value, true) || value === user || commented(text, match.index)) continue;
    // A name of a variable, and hosts of documentation.
    if (/^[A-Z]+(?:_[A-Z0-9]+)+$/.test(value)) continue;
    if (/^(?:[\w-]+\.)*example\.(?:com|org|net)\b/.test(text.slice(start + value.length + 1)))
      continue;
    if (/^x{1,}$|^\*+$|^pass(?:w|word)?$|^pwd$/i.test(value)) continue;
    found.push({ name: "password in a URL", text: value, start });
  }
  return found;
}

const SQL = /\b(?:PASSWORD|IDENTIFIED\s+BY)\s+'([^'\n]{4,})'/gi;

function sqlPasswords(text: string): ScannedSecret[] {
  const found: ScannedSecret[] = [];
  for (const match of text.matchAll(SQL)) {
    const value = match[1] ?? "";
    if (!isSpelledOut(value, false) || /^(?:md5[0-9a-f]{32}$|SCRAM-SHA-256\$)/.test(value))
      continue;
    found.push({
      name: "password of a database role",
      text: value,
      start: match.index + match[0].length - value.length - 1,
    });
  }
  return found;
}

const PRIVATE_KEY =
  /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----((?:\s|\\n|[A-Za-z0-9+/=:,.-](?!-----END)){60,20000}?)[A-Za-z0-9+/=]?(?:\s|\\n)*-----END/g;

/** Private keys in PEM or OpenSSH form with at least a line of theirs; in JSON their lines end with `\n`. */
export function privateKeys(text: string): ScannedSecret[] {
  if (!text.includes("PRIVATE KEY")) return [];
  const found: ScannedSecret[] = [];
  for (const match of text.matchAll(PRIVATE_KEY)) {
    const line = /[A-Za-z0-9+/]{40,}/.exec(match[1] ?? "")?.[0] ?? "";
    // An example shows a line of dots or of one letter.
    if (new Set(line).size < 12) continue;
    found.push({ name: "private key", text: match[0], start: match.index });
  }
  return found;
}

/** Words that stand after `password =` and are none: how one is asked for, kinds of it, types of it. */
const NO_SECRET =
  /^(?:true|false|yes|no|on|off|null|nil|none|undefined|empty|required?|optional|prompt|ask|stdin|keyring|env|environ|file|plain|login|basic|bearer|md5|sha\d*|scram-\S*|string|str|text|bytes?|int|bool|any|default|default[_-]?value|auto|generate[d]?|random|inherit|self|this|value|data|account|user|username|admin|root|login|system|input|key|token|secret|password|pass|sufficient|include|substack|pam_\S*|\d{1,5})$/i;

/** Whether a value is itself a secret, and no reference, placeholder, hash, path or word of a language. */
export function isSpelledOut(value: string, bare: boolean): boolean {
  const trimmed = value.trim();
  if (trimmed.length < 4 || trimmed.length > 4000 || /\s/.test(trimmed)) return false;
  if (trimmed.includes(HOLE) || /[$`{}<>]|%[sd({]|\.\.\./.test(trimmed)) return false;
  if (NO_SECRET.test(trimmed) || kindOfSecretText(trimmed) !== "secret") return false;
  // `config.password`, `cfg.token`, `process.env.TOKEN`, `./file`, `a/b.txt`, `https://…`.
  if (/^[a-z_]\w*(?:\.[a-z_]\w*)+$/i.test(trimmed) && !/\d{2}/.test(trimmed)) return false;
  if (
    /^[a-z][\w+.-]*:\/\//i.test(trimmed) ||
    /^\.{0,2}\/|\.(?:txt|key|pem|age|json|ya?ml)$/i.test(trimmed)
  )
    return false;
  return !bare || !/[\\=]$/.test(trimmed.replace(/=+$/, ""));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\-]/g, "\\$&");
}
