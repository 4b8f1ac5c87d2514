import type { Span } from "../../core/span.ts";
import { certaintyOf, definedValue, optionValue, placeOf } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { attributes, numberOf, ownAttribute, textOf } from "../read.ts";
import { sameMachine } from "./duplicates.ts";

/** A user or group with a number. */
interface Numbered {
  readonly name: string;
  readonly id: number;
  readonly span: Span | null;
}

/** Two of one host with one number; or one of two hosts that share files (`across`) with two numbers. */
export interface SharedId {
  readonly kind: "user" | "group";
  readonly host: Host;
  readonly first: Numbered;
  readonly second: Numbered;
  readonly across: { readonly server: Host; readonly client: Host } | null;
}

export function sharedIds(fleet: Fleet): SharedId[] {
  const found: SharedId[] = [];
  const hosts = fleet.hosts.filter((host) => host.kind === "nixos" && host.variantOf === null);
  const told = new Set<string>();
  for (const host of hosts) {
    if (optionValue(host, ["users", "enforceIdUniqueness"]) === false) continue;
    for (const kind of ["user", "group"] as const) {
      const byId = new Map<number, Numbered>();
      for (const one of numberedOf(host, kind)) {
        const first = byId.get(one.id);
        if (first === undefined) byId.set(one.id, one);
        else if (first.name !== one.name) {
          // Users that a module gives to many hosts are told of one.
          const key = JSON.stringify([
            kind,
            placeKey(first.span),
            placeKey(one.span),
            first.name,
            one.name,
          ]);
          if (told.has(key)) continue;
          told.add(key);
          found.push({ kind, host, first, second: one, across: null });
        }
      }
    }
  }
  found.push(...differingIds(hosts));
  return found;
}

function placeKey(span: Span | null): string {
  return span === null ? "" : `${span.file.path}:${span.start}`;
}

/** Users and groups whose number the repository surely sets. */
function numberedOf(host: Host, kind: "user" | "group"): Numbered[] {
  const path = ["users", `${kind}s`];
  const id = kind === "user" ? "uid" : "gid";
  return attributes(definedValue(host, path) ?? null).flatMap(({ name, value }) => {
    const number = numberOf(ownAttribute(value, id));
    const option = [...path, name, id];
    if (number === undefined || ownAttribute(value, "enable") === false) return [];
    if (certaintyOf(host, option) !== "proven") return [];
    const called = textOf(ownAttribute(value, "name")) ?? name;
    return [{ name: called, id: number, span: placeOf(host, option) }];
  });
}

/** Normal users of a host that mounts files of another over NFS, with another number there. */
function differingIds(hosts: readonly Host[]): SharedId[] {
  const found: SharedId[] = [];
  for (const client of hosts) {
    for (const server of serversOf(client, hosts)) {
      for (const kind of ["user", "group"] as const) {
        const there = numberedOf(server, kind);
        for (const second of numberedOf(client, kind)) {
          const first = there.find((one) => one.name === second.name);
          if (first === undefined || first.id === second.id) continue;
          found.push({ kind, host: client, first, second, across: { server, client } });
        }
      }
    }
  }
  return found;
}

/** Hosts of the fleet whose files a host mounts over NFS, told by their names. */
function serversOf(client: Host, hosts: readonly Host[]): Host[] {
  const found = new Set<Host>();
  for (const { value } of attributes(definedValue(client, ["fileSystems"]) ?? null)) {
    const type = textOf(ownAttribute(value, "fsType"));
    if (type !== "nfs" && type !== "nfs4") continue;
    const from = /^([\w.-]+):\//.exec(textOf(ownAttribute(value, "device")) ?? "")?.[1];
    if (from === undefined) continue;
    const server = hosts.find((host) => host.name === from || host.name === from.split(".")[0]);
    if (server !== undefined && !sameMachine(server, client)) found.add(server);
  }
  return [...found];
}
