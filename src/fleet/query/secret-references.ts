import { nearMiss } from "../../core/near-miss.ts";
import type { Span } from "../../core/span.ts";
import { Attrs, PartialText } from "../../evaluator/value.ts";
import type { Expr, SelectExpr } from "../../parser/ast.ts";
import { definedValue } from "../definitions.ts";
import type { Fleet, Host, NixFile } from "../fleet.ts";
import { attributes, textOf } from "../read.ts";
import { type DeclaredSecret, declaredSecrets } from "./declared-secrets.ts";
import { definitionLeaves, failedDefinitions } from "./definition-leaves.ts";
import { visit } from "./literals.ts";

/** `config.age.secrets.token.path` in a file. */
interface Reference {
  readonly at: Span;
  /** `age.secrets.token`; null parts are computed. */
  readonly option: readonly (string | null)[];
  /** Whether `or` stands behind it. */
  readonly hasDefault: boolean;
}

interface References {
  readonly all: readonly Reference[];
  /** Every name that a set binds, that `?` asks for, or that is a text of its own. */
  readonly names: ReadonlySet<string>;
}

const known = new WeakMap<Fleet, ReadonlyMap<string, References>>();

function referencesOf(fleet: Fleet): ReadonlyMap<string, References> {
  let files = known.get(fleet);
  if (files === undefined) {
    files = new Map(fleet.files.map((file) => [file.source.path, referencesIn(file)]));
    known.set(fleet, files);
  }
  return files;
}

function referencesIn(file: NixFile): References {
  const all: Reference[] = [];
  const names = new Set<string>();
  if (!/secrets|secrix/.test(file.source.text)) return { all, names };
  visit(file.parsed.root, (expr) => {
    if (expr.kind === "select") {
      const option = optionOf(expr);
      const at = { file: file.source, start: expr.start, end: expr.end };
      if (option !== null) all.push({ at, option, hasDefault: expr.default !== null });
    } else collectNames(expr, names);
  });
  return { all, names };
}

function collectNames(expr: Expr, names: Set<string>): void {
  if (expr.kind === "string") {
    if (expr.parts.length === 1 && typeof expr.parts[0] === "string") names.add(expr.parts[0]);
  } else if (expr.kind === "has-attr") {
    for (const name of expr.path) if (name.kind === "static-name") names.add(name.name);
  } else if (expr.kind === "attrset" || expr.kind === "let") {
    for (const binding of expr.bindings) {
      if (binding.kind !== "attr") continue;
      for (const name of binding.path) if (name.kind === "static-name") names.add(name.name);
    }
  }
}

/** The secret that a selection from `config` is about. */
function optionOf({ subject, path }: SelectExpr): (string | null)[] | null {
  if (subject.kind !== "variable" || !/^(?:config|osConfig|nixosConfig)$/.test(subject.name)) {
    return null;
  }
  const names = path.map((name) => (name.kind === "static-name" ? name.name : null));
  const [manager, ...rest] = names;
  if (manager === "age" || manager === "sops") {
    return rest[0] === "secrets" && rest.length >= 2 ? names.slice(0, 3) : null;
  }
  if (manager !== "secrix") return null;
  if (rest[0] === "system" && rest[1] === "secrets" && rest.length >= 3) return names.slice(0, 4);
  if (rest[0] === "services" && rest[2] === "secrets" && rest.length >= 4) return names.slice(0, 5);
  return null;
}

/** A reference to a secret that nobody declares. */
export interface UndeclaredSecret {
  readonly at: Span;
  /** `age.secrets.token`. */
  readonly option: string;
  readonly hosts: readonly string[];
  readonly near: string | null;
}

/** References to secrets that their host does not declare, or no host at all. */
export function undeclaredSecrets(fleet: Fleet): UndeclaredSecret[] {
  const found = new Map<string, UndeclaredSecret>();
  const add = (reference: Reference, hosts: readonly string[], declared: Iterable<string>) => {
    const option = reference.option.join(".");
    const id = `${reference.at.file.path}:${reference.at.start}`;
    const all = [...new Set([...(found.get(id)?.hosts ?? []), ...hosts])];
    const near = nearMiss(reference.option.at(-1) ?? "", declared) ?? null;
    found.set(id, { at: reference.at, option, hosts: all, near });
  };
  for (const host of fleet.hosts) {
    for (const { error, certain } of failedDefinitions(host)) {
      const { at, kind } = error;
      if (kind !== "missing-attribute" || at === null || !certain) continue;
      const reference = referencesOf(fleet)
        .get(at.file.path)
        ?.all.find((one) => one.at.start <= at.start && at.end <= one.at.end);
      if (reference === undefined || !isUndeclared(host, reference)) continue;
      add(reference, [host.name], declaredNames(host, fleet));
    }
  }
  const everywhere = new Set(fleet.hosts.flatMap((host) => [...declaredNames(host, fleet)]));
  const bound = new Set([...referencesOf(fleet).values()].flatMap(({ names }) => [...names]));
  for (const file of fleet.files) {
    const { all } = referencesOf(fleet).get(file.source.path) ?? { all: [] };
    for (const reference of all) {
      const name = reference.option.at(-1);
      if (name == null || reference.hasDefault || reference.option.includes(null)) continue;
      if (everywhere.has(name) || bound.has(name)) continue;
      const hosts = fleet.hosts.filter((host) => reaches(host, file.source.path));
      if (hosts.length === 0 || !hosts.every((host) => isUndeclared(host, reference))) continue;
      add(
        reference,
        hosts.map((host) => host.name),
        everywhere,
      );
    }
  }
  return [...found.values()];
}

function reaches(host: Host, path: string): boolean {
  return host.evaluation?.modules.some((module) => module.file === path) ?? false;
}

function declaredNames(host: Host, fleet: Fleet): string[] {
  return declaredSecrets(host, fleet).map(({ name }) => name);
}

/** Whether a host surely has no such secret: the set of those it declares is closed, and it is not in it. */
function isUndeclared(host: Host, { option, hasDefault }: Reference): boolean {
  if (hasDefault || host.evaluation === null) return false;
  const parent = option.slice(0, -1);
  const name = option.at(-1);
  if (name == null || parent.includes(null)) return false;
  const value = definedValue(host, parent as string[]);
  if (value === undefined) return true;
  return value instanceof Attrs && value.rest === null && !value.map.has(name);
}

/** A secret that a host declares, and nothing uses. */
export interface UnusedSecret {
  readonly secret: DeclaredSecret;
  readonly at: Span;
  readonly hosts: readonly string[];
}

/** Secrets whose name and path stand nowhere but in their declaration. */
export function unusedSecrets(fleet: Fleet): UnusedSecret[] {
  const references = [...referencesOf(fleet).values()].flatMap(({ all }) => all);
  const used = new Set(references.map(({ option }) => option.at(-1)));
  // Names that are computed, and sets of secrets that are walked through, use whatever they use.
  if (used.has(null) || walksThroughSecrets(fleet)) return [];
  const found = new Map<string, UnusedSecret>();
  const reachable = new Set<string>();
  for (const host of fleet.hosts) {
    for (const secret of declaredSecrets(host, fleet)) {
      const { span, name } = secret;
      if (span === null || secret.service !== null || !secret.certain) continue;
      const id = `${span.file.path}:${span.start}:${secret.shown}`;
      if (used.has(name) || usesPath(host, secret) || isMentioned(fleet, secret)) {
        reachable.add(id);
        continue;
      }
      const hosts = [...(found.get(id)?.hosts ?? []), host.name];
      found.set(id, { secret, at: span, hosts });
    }
  }
  return [...found].filter(([id]) => !reachable.has(id)).map(([, one]) => one);
}

function walksThroughSecrets(fleet: Fleet): boolean {
  return fleet.files.some((file) => {
    const { text } = file.source;
    return /(?:age|sops|secrix\.system)\.(?:secrets|placeholder)\s*[);\]]|inherit\s*\((?:config|cfg)[\w.]*\.(?:age|sops)\)|(?:age|sops)\.(?:secrets|placeholder)\.(?:\$|"\$)/.test(
      text,
    );
  });
}

/** Whether the path of a secret stands in a definition of its host, or is one that a program looks at by itself. */
function usesPath(host: Host, { path, option, name }: DeclaredSecret): boolean {
  if (path === null) return true;
  if (!/^\/run\/(?:agenix|secrets|secrets-for-users|system-keys)\//.test(path)) return true;
  const [first = "", second = ""] = option;
  return (
    definitionLeaves(host).some(({ path: at, value }) => {
      if (at[0] === first && at[1] === second && at.includes(name)) return false;
      // Texts that are partly known hold the path where they are known at all.
      const text =
        value instanceof PartialText
          ? value.pieces.filter((one) => typeof one === "string").join("\n")
          : textOf(value);
      return text?.includes(path) ?? false;
    }) || attributes(definedValue(host, ["sops", "templates"]) ?? null).length > 0
  );
}

/** Whether a file names the secret otherwise than as a name that is bound: in a text, a comment, a script. */
function isMentioned(fleet: Fleet, { name, path }: DeclaredSecret): boolean {
  const word = new RegExp(
    `(?<![\\w-])${name.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&")}(?![\\w-])`,
    "g",
  );
  let mentions = 0;
  for (const file of fleet.files) {
    if (path !== null && file.source.text.includes(path)) return true;
    mentions += [...file.source.text.matchAll(word)].length;
    // Its declaration names it, and often its file.
    if (mentions > 2) return true;
  }
  return false;
}
