import type { Span } from "../../core/span.ts";
import type { Expr, SelectExpr } from "../../parser/ast.ts";
import type { Fleet, NixFile } from "../fleet.ts";
import { relativePath, textFile } from "../repository-files.ts";
import { encryptionOf } from "./encryption.ts";
import { visit } from "./literals.ts";
import { privateKeys } from "./secret-scan.ts";

/** A secret that is read while the configuration is evaluated. */
export interface EvaluationRead {
  readonly at: Span;
  /** `config.sops.secrets.token.path`, or the file relative to the root. */
  readonly what: string;
  /** A file of the run time does not exist yet; one of the repository ends in the store; one is read encrypted. */
  readonly kind: "run-time" | "repository" | "encrypted";
}

/** `readFile` of a decrypted path, or of a secret file of the repository. */
export function evaluationReads(fleet: Fleet): EvaluationRead[] {
  return fleet.files.flatMap((file) =>
    /\breadFile\b|\bfileContents\b|importJSON|importTOML/.test(file.source.text)
      ? readsIn(file, fleet)
      : [],
  );
}

const READERS = /^(?:readFile|fileContents|readLines|importJSON|importTOML)$/;

function readsIn(file: NixFile, fleet: Fleet): EvaluationRead[] {
  const found: EvaluationRead[] = [];
  visit(file.parsed.root, (expr) => {
    if (expr.kind !== "apply" || !READERS.test(nameOf(expr.function))) return;
    const argument = withoutParens(expr.argument);
    const at = { file: file.source, start: expr.start, end: expr.end };
    const decrypted = decryptedPath(argument);
    if (decrypted !== null) {
      found.push({ at, what: decrypted, kind: "run-time" });
      return;
    }
    const path = literalPath(argument, file, fleet);
    const kind = path === null ? null : kindOfFile(path, fleet);
    if (path !== null && kind !== null) found.push({ at, what: path, kind });
  });
  return found;
}

function nameOf(expr: Expr): string {
  const inner = withoutParens(expr);
  if (inner.kind === "variable") return inner.name;
  const last = inner.kind === "select" ? inner.path.at(-1) : undefined;
  return last?.kind === "static-name" ? last.name : "";
}

function withoutParens(expr: Expr): Expr {
  return expr.kind === "paren" ? withoutParens(expr.inner) : expr;
}

/** The path of a secret at run time: an option of a manager, or a text below /run. */
function decryptedPath(expr: Expr): string | null {
  if (expr.kind === "select") return managedPath(expr);
  if (expr.kind !== "string") return null;
  const [first, ...rest] = expr.parts;
  if (first !== undefined && typeof first !== "string" && rest.length === 0) {
    return decryptedPath(withoutParens(first));
  }
  if (typeof first !== "string") return null;
  const runtime =
    /^\/run\/(?:secrets|agenix|keys|credentials|secrets-for-users|system-keys)(?:\/|\.d\/|$)/;
  return runtime.test(first) ? `${first}${rest.length > 0 ? "…" : ""}` : null;
}

function managedPath({ subject, path }: SelectExpr): string | null {
  const names = path.map((name) => (name.kind === "static-name" ? name.name : "…"));
  const root = subject.kind === "variable" ? [subject.name] : [];
  const all = [...root, ...names];
  const last = all.at(-1);
  if (last !== "path" || !all.includes("secrets")) return null;
  return all.some((name) => /^(?:age|sops|secrix)$/.test(name)) ? all.join(".") : null;
}

function literalPath(expr: Expr, file: NixFile, fleet: Fleet): string | null {
  if (expr.kind !== "path" || expr.parts.length !== 1) return null;
  const [text] = expr.parts;
  if (typeof text !== "string" || text.startsWith("~")) return null;
  const folder = file.source.path.replace(/\/[^/]*$/, "");
  const absolute = text.startsWith("/") ? text : `${folder}/${text}`;
  const parts: string[] = [];
  for (const part of absolute.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return relativePath(fleet, `/${parts.join("/")}`);
}

const SECRET_NAME =
  /(?:^|[/._-])(?:secrets?|passwords?|passwd|passphrase|tokens?|credentials?|api[_-]?keys?|auth[_-]?keys?|private[_-]?keys?|psk|id_(?:rsa|ed25519|ecdsa))(?:[/._-]|$)/i;
const PUBLIC =
  /\.(?:pub|crt|cer|asc|nix|md|sh|py|js|css|html|tmpl|template|rules)$|public|(?:^|[/._-])(?:known_hosts|authorized_keys|recipients?|examples?|tests?|fixtures?)(?:[/._-]|$)/i;

function kindOfFile(path: string, fleet: Fleet): EvaluationRead["kind"] | null {
  if (PUBLIC.test(path)) return null;
  const bytes = fleet.evaluator.io.readBytes(`${fleet.root}/${path}`);
  if (!bytes.ok) return null;
  const start = new TextDecoder("latin1").decode(bytes.value.subarray(0, 64));
  if (start.startsWith("\0GITCRYPT\0")) return "repository";
  const text = textFile(fleet, path)?.source.text;
  if (text === undefined || text.trim() === "") return null;
  const encryption = encryptionOf(path, text);
  if (encryption !== null) return path.endsWith(".age") ? "encrypted" : null;
  if (privateKeys(text).length > 0) return "repository";
  if (!SECRET_NAME.test(path) || isPublic(text)) return null;
  return "repository";
}

/** Public keys, certificates, hashes of passwords, and settings in which no word says secret. */
function isPublic(text: string): boolean {
  if (
    /^\s*(?:(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-\S+ AAAA|age1|-----BEGIN (?:CERTIFICATE|PUBLIC|PGP PUBLIC))/.test(
      text,
    )
  ) {
    return true;
  }
  if (/^\s*\$(?:2[abxy]|5|6|y|argon2)/.test(text)) return true;
  return /[\n{]/.test(text.trim()) && !/pass|secret|token|key|psk/i.test(text);
}
