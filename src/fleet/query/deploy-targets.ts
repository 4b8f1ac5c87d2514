import type { Span } from "../../core/span.ts";
import { Attrs, type Value } from "../../evaluator/value.ts";
import { definedValue, optionValue, placeOf } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { attribute, attributes, numberOf, ownAttribute, readValue, textOf } from "../read.ts";
import { positionIn } from "./reservations.ts";

/** How a tool reaches a host to deploy it. */
export interface DeployTarget {
  readonly host: Host;
  readonly tool: "nixinate" | "deploy-rs" | "colmena";
  /** Address or name; null where it is not known. */
  readonly target: string | null;
  /** The port that the tool uses; null where it is not known or ssh's own configuration says it. */
  readonly port: number | null;
  /** Whether the repository says the port. */
  readonly portIsSet: boolean;
  readonly user: string | null;
  /** Whether the host itself builds what it is to run; null where that is not known. */
  readonly buildsOnTarget: boolean | null;
  readonly at: {
    readonly target: Span | null;
    readonly port: Span | null;
    readonly user: Span | null;
  };
}

const known = new WeakMap<Fleet, readonly DeployTarget[]>();

/** Every way of deploying a machine that the repository has. */
export function deployTargets(fleet: Fleet): readonly DeployTarget[] {
  let found = known.get(fleet);
  if (found === undefined) {
    const hosts = fleet.hosts.filter((host) => host.kind === "nixos" && host.evaluation !== null);
    found = [
      ...hosts.flatMap((host) => ofNixinate(host)),
      ...hosts.flatMap((host) => ofColmena(host)),
      ...ofDeployRs(fleet, hosts),
    ];
    known.set(fleet, found);
  }
  return found;
}

/** `_module.args.nixinate`: `host`, `port`, `sshUser`, `buildOn`, as its README has them. */
function ofNixinate(host: Host): DeployTarget[] {
  // An image of a host has its arguments too, but is not deployed.
  if (host.variantOf !== null) return [];
  const option = ["_module", "args", "nixinate"];
  const value = definedValue(host, option);
  if (!(value instanceof Attrs)) return [];
  const place = placeOf(host, option);
  const at = (name: string) => positionIn(value, [name]) ?? place;
  const port = numberOf(ownAttribute(value, "port")) ?? null;
  const buildOn = textOf(attribute(value, "buildOn"));
  return [
    {
      host,
      tool: "nixinate",
      target: textOf(ownAttribute(value, "host")) ?? null,
      port,
      portIsSet: port !== null,
      user: textOf(ownAttribute(value, "sshUser")) ?? null,
      buildsOnTarget: buildOn === undefined ? null : buildOn === "remote",
      at: { target: at("host"), port: at("port"), user: at("sshUser") },
    },
  ];
}

/** `deployment.*` of colmena and morph; only what the repository itself says. */
function ofColmena(host: Host): DeployTarget[] {
  if (host.variantOf !== null) return [];
  const own = (name: string): Value | undefined => definedValue(host, ["deployment", name]);
  if (host.set !== "colmena" && own("targetHost") === undefined) return [];
  const text = (name: string) => textOf(own(name)) ?? null;
  const port = numberOf(own("targetPort")) ?? null;
  if (text("targetHost") === null && port === null && text("targetUser") === null) return [];
  const build = optionValue(host, ["deployment", "buildOnTarget"]);
  return [
    {
      host,
      tool: "colmena",
      target: text("targetHost"),
      port,
      portIsSet: port !== null,
      user: text("targetUser"),
      buildsOnTarget: typeof build === "boolean" ? build : null,
      at: {
        target: placeOf(host, ["deployment", "targetHost"]),
        port: placeOf(host, ["deployment", "targetPort"]),
        user: placeOf(host, ["deployment", "targetUser"]),
      },
    },
  ];
}

/** `deploy.nodes.<name>`: what is general is said for all nodes, for a node or for a profile. */
function ofDeployRs(fleet: Fleet, hosts: readonly Host[]): DeployTarget[] {
  return fleet.flakes.flatMap((flake) => {
    const deploy = attribute(readValue(flake.self), "deploy") ?? null;
    return attributes(ownAttribute(deploy, "nodes") ?? null).flatMap(({ name, value: node }) => {
      const host = hosts.find((one) => one.name === name);
      if (host === undefined) return [];
      const profile = ownAttribute(ownAttribute(node, "profiles") ?? null, "system") ?? null;
      const levels = [profile, node, deploy];
      const find = (key: string): { value: Value; span: Span | null } | undefined => {
        for (const level of levels) {
          const value = ownAttribute(level, key);
          if (value !== undefined) return { value, span: positionIn(level, [key]) };
        }
        return undefined;
      };
      const target = find("hostname");
      const user = find("sshUser");
      const options = find("sshOpts");
      const port = portOf(options?.value);
      const remote = find("remoteBuild")?.value;
      return [
        {
          host,
          tool: "deploy-rs" as const,
          target: textOf(target?.value) ?? null,
          port,
          portIsSet: port !== null,
          user: textOf(user?.value) ?? null,
          buildsOnTarget:
            remote === undefined ? false : typeof remote === "boolean" ? remote : null,
          at: {
            target: target?.span ?? null,
            port: options?.span ?? target?.span ?? null,
            user: user?.span ?? null,
          },
        },
      ];
    });
  });
}

/** `sshOpts = [ "-p" "2221" ]`. */
function portOf(options: Value | undefined): number | null {
  if (!Array.isArray(options)) return null;
  const texts = options.map((option) => textOf(readValue(option)));
  for (const [i, text] of texts.entries()) {
    const port = /^-p\s*(\d+)$/.exec(text ?? "")?.[1] ?? (text === "-p" ? texts[i + 1] : undefined);
    if (port !== undefined && /^\d+$/.test(port)) return Number(port);
  }
  return null;
}
