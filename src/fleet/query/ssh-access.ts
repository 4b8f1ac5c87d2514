import type { Span } from "../../core/span.ts";
import type { Value } from "../../evaluator/value.ts";
import { Attrs } from "../../evaluator/value.ts";
import { definedValue, definitionsOf, optionValue, placeOf } from "../definitions.ts";
import type { Host } from "../fleet.ts";
import {
  attributes,
  elements,
  isClosedList,
  numberOf,
  ownAttribute,
  readValue,
  textOf,
} from "../read.ts";

/** Why a user cannot log in to a host, with the place that says so. */
export interface NoAccess {
  readonly why: "no-user" | "no-key" | "not-allowed" | "denied" | "root";
  readonly at: Span | null;
}

/** The ports that sshd of a host listens on; null where they are not known or it may be off. */
export function sshPorts(
  host: Host,
): { readonly ports: readonly number[]; readonly at: Span | null } | null {
  if (definedValue(host, ["services", "openssh", "enable"]) !== true) return null;
  const ports = optionValue(host, ["services", "openssh", "ports"]);
  const listen = optionValue(host, ["services", "openssh", "listenAddresses"]);
  if (ports === undefined || !isClosedList(ports)) return null;
  if (listen !== undefined && !isClosedList(listen)) return null;
  const numbers = elements(ports).map((port) => numberOf(port));
  for (const element of elements(listen ?? null)) {
    const port = ownAttribute(element, "port");
    if (port !== undefined && port !== null) numbers.push(numberOf(port));
  }
  if (numbers.some((port) => port === undefined)) return null;
  // What the user adds in words may say more.
  const extra = definedValue(host, ["services", "openssh", "extraConfig"]);
  if (extra !== undefined && /^\s*(?:port|listenaddress)\b/im.test(textOf(extra) ?? "port"))
    return null;
  const at =
    placeOf(host, ["services", "openssh", "ports"]) ?? placeOf(host, ["services", "openssh"]);
  return { ports: [...new Set(numbers as number[])], at };
}

/** Why sshd surely refuses a user; null where it may let him in. */
export function refusedAccess(host: Host, user: string): NoAccess | null {
  if (definedValue(host, ["services", "openssh", "enable"]) !== true) return null;
  const settings = ["services", "openssh", "settings"];
  const users = definedValue(host, ["users", "users"]);
  const entry = users === undefined ? undefined : ownAttribute(users, user);
  if (user !== "root") {
    const names = namesOfUsers(host, users);
    if (names !== null && !names.includes(user))
      return { why: "no-user", at: placeOf(host, ["users", "users"]) };
  } else {
    const root = definedValue(host, [...settings, "PermitRootLogin"]);
    if (textOf(root) === "no")
      return { why: "root", at: placeOf(host, [...settings, "PermitRootLogin"]) };
  }
  const allowed = definedValue(host, [...settings, "AllowUsers"]);
  if (allowed !== undefined && isClosedList(allowed)) {
    const patterns = elements(allowed).map((one) => textOf(one));
    if (patterns.length > 0 && patterns.every((one) => one !== undefined && !matches(user, one))) {
      return { why: "not-allowed", at: placeOf(host, [...settings, "AllowUsers"]) };
    }
  }
  const denied = definedValue(host, [...settings, "DenyUsers"]);
  if (elements(denied ?? null).some((one) => textOf(one) === user)) {
    return { why: "denied", at: placeOf(host, [...settings, "DenyUsers"]) };
  }
  return lacksKey(host, user, entry)
    ? { why: "no-key", at: placeOf(host, ["users", "users", user]) }
    : null;
}

/** The names of all users that a host surely has, where no module that is not known may add others. */
function namesOfUsers(host: Host, users: Value | undefined): string[] | null {
  if (host.evaluation === null || host.evaluation.unknownImports.length > 0) return null;
  const settled = definitionsOf(host, ["users", "users"]).every((one) => {
    const value = readValue(one.value);
    return one.condition !== "unknown" && value instanceof Attrs && value.rest === null;
  });
  // NixOS has users of its own, none of which anybody deploys with.
  if (!settled || users === undefined) return null;
  return attributes(users).flatMap(({ name, value }) => [
    name,
    textOf(ownAttribute(value, "name")) ?? name,
  ]);
}

/** Whether a pattern of AllowUsers may let a user in: `*` and `?`, with or without a host. */
function matches(user: string, pattern: string): boolean {
  const name = pattern.split("@", 1)[0] ?? "";
  const regex = name
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${regex}$`).test(user);
}

/** Whether a user has no key and no other way to prove who he is. */
function lacksKey(host: Host, user: string, entry: Value | undefined): boolean {
  const settings = ["services", "openssh", "settings"];
  const path = (name: string) => definedValue(host, [...settings, name]);
  if (path("PasswordAuthentication") !== false) return false;
  for (const name of [
    "AuthorizedKeysCommand",
    "TrustedUserCAKeys",
    "AuthorizedPrincipalsFile",
    "AuthorizedKeysFile",
    "KbdInteractiveAuthentication",
  ]) {
    const value = path(name);
    if (value !== undefined && value !== false && value !== "none") return false;
  }
  for (const name of ["authorizedKeysFiles", "authorizedKeysCommand", "extraConfig"]) {
    if (definedValue(host, ["services", "openssh", name]) !== undefined) return false;
  }
  if (host.evaluation === null || host.evaluation.unknownImports.length > 0) return false;
  if (entry !== undefined && !(entry instanceof Attrs)) return false;
  const option = ["users", "users", user, "openssh", "authorizedKeys"];
  return ["keys", "keyFiles"].every((name) =>
    definitionsOf(host, [...option, name]).every((one) => {
      const list = readValue(one.value);
      return one.condition === "false" || (isClosedList(list) && elements(list).length === 0);
    }),
  );
}
