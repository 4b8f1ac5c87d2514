import type { Span } from "../../core/span.ts";
import { localPathBehind } from "../../evaluator/store/records.ts";
import { NixPath, type Value } from "../../evaluator/value.ts";
import { certaintyOf, definitionsOf, isOwn, placeOf } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { numberOf, ownAttribute, textOf } from "../read.ts";
import { relativePath } from "../repository-files.ts";
import { optionMatches } from "./option-paths.ts";

/** A secret that a host has its secret manager decrypt. */
export interface DeclaredSecret {
  readonly host: Host;
  readonly manager: "agenix" | "sops-nix" | "secrix";
  readonly name: string;
  /** The declaration: `age.secrets.token`. */
  readonly option: readonly string[];
  readonly shown: string;
  /** Where it is declared. */
  readonly span: Span | null;
  /** The encrypted file, relative to the root; null where it is unknown or outside of the repository. */
  readonly file: string | null;
  /** Where the file is given. */
  readonly fileSpan: Span | null;
  /** Where it is at run time; null where that is unknown. */
  readonly path: string | null;
  /** `0400`. */
  readonly mode: string | null;
  /** Names, or ids as text; null where unknown. */
  readonly owner: string | null;
  readonly group: string | null;
  /** The service of secrix whose secret it is. */
  readonly service: string | null;
  /** The unit that the service of secrix stands for. */
  readonly unit: string | null;
  /** The key in the file of sops; null for other managers. */
  readonly key: string | null;
  readonly format: string | null;
  readonly certain: boolean;
}

const known = new WeakMap<Host, readonly DeclaredSecret[]>();

/** Secrets that a host declares, by manager and name. */
export function declaredSecrets(host: Host, fleet: Fleet): readonly DeclaredSecret[] {
  let secrets = known.get(host);
  if (secrets === undefined) {
    secrets = [
      ...declared(host, fleet, "agenix", ["age", "secrets", "<name>"], ["file"]),
      ...declared(host, fleet, "sops-nix", ["sops", "secrets", "<name>"], ["sopsFile"]),
      ...declared(host, fleet, "secrix", ["secrix", "system", "secrets", "<name>"], ENCRYPTED),
      ...declared(host, fleet, "secrix", SERVICE, ENCRYPTED),
    ];
    known.set(host, secrets);
  }
  return secrets;
}

const ENCRYPTED = ["encrypted", "file"];
const SERVICE = ["secrix", "services", "<name>", "secrets", "<name>"];

function declared(
  host: Host,
  fleet: Fleet,
  manager: DeclaredSecret["manager"],
  pattern: readonly string[],
  file: readonly string[],
): DeclaredSecret[] {
  const found: DeclaredSecret[] = [];
  for (const { option, shown, value } of optionMatches(host, pattern)) {
    const definitions = definitionsOf(host, option).filter(isOwn);
    // A name that only a condition brings, which surely does not hold, is no secret.
    if (definitions.length > 0 && definitions.every(({ condition }) => condition === "false")) {
      continue;
    }
    const below = manager === "secrix" ? (ownAttribute(value, "decrypted") ?? null) : value;
    const service = pattern === SERVICE ? (option[2] ?? null) : null;
    const fileOption = [...option, ...file];
    const named = definitionsOf(host, fileOption).filter(isOwn).length > 0;
    found.push({
      host,
      manager,
      name: option.at(-1) ?? "",
      option,
      shown,
      span: placeOf(host, option),
      file: repositoryPath(fleet, at(value, file)),
      fileSpan: placeOf(host, named ? fileOption : (defaultFileOption(host, manager) ?? option)),
      path: textOf(at(below, ["path"])) ?? null,
      mode: textOf(at(below, ["mode"])) ?? null,
      ...ownership(below, manager),
      service,
      unit: service === null ? null : unitOf(host, service),
      key: manager === "sops-nix" ? (textOf(at(value, ["key"])) ?? null) : null,
      format: manager === "sops-nix" ? (textOf(at(value, ["format"])) ?? null) : null,
      certain: certaintyOf(host, option) === "proven",
    });
  }
  return found;
}

function defaultFileOption(host: Host, manager: string): readonly string[] | null {
  const option = ["sops", "defaultSopsFile"];
  return manager === "sops-nix" && definitionsOf(host, option).length > 0 ? option : null;
}

function unitOf(host: Host, service: string): string | null {
  const option = ["secrix", "services", service, "systemdService"];
  const [match] = optionMatches(host, option);
  return match === undefined ? service : (textOf(match.value) ?? null);
}

function ownership(value: Value, manager: string): Pick<DeclaredSecret, "owner" | "group"> {
  const owner = at(value, [manager === "secrix" ? "user" : "owner"]);
  const group = at(value, ["group"]);
  if (manager !== "sops-nix") return { owner: textOf(owner) ?? null, group: textOf(group) ?? null };
  const id = (name: string) => numberOf(at(value, [name]))?.toString() ?? null;
  return {
    owner: textOf(owner) ?? (owner === null ? id("uid") : null),
    group: textOf(group) ?? (group === null ? id("gid") : null),
  };
}

function at(value: Value, path: readonly string[]): Value {
  let found: Value | undefined = value;
  for (const name of path) {
    if (found === undefined) return null;
    found = ownAttribute(found, name);
  }
  return found ?? null;
}

/** The path of a value inside of the repository: a path, or a path that was copied to the store. */
export function repositoryPath(fleet: Fleet, value: Value): string | null {
  if (value instanceof NixPath) return relativePath(fleet, value.path);
  const text = textOf(value);
  if (text === undefined) return null;
  return relativePath(fleet, localPathBehind(fleet.evaluator, text) ?? text);
}
