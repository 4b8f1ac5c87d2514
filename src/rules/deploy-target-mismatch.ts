import type { Span } from "../core/span.ts";
import { parseAddress } from "../fleet/address.ts";
import { definedValue } from "../fleet/definitions.ts";
import type { Host } from "../fleet/fleet.ts";
import type { AddressNode } from "../fleet/graph.ts";
import { type DeployTarget, deployTargets } from "../fleet/query/deploy-targets.ts";
import { sameMachine } from "../fleet/query/duplicates.ts";
import { wrongAddress } from "../fleet/query/host-records.ts";
import { machines, setText } from "../fleet/query/machines.ts";
import { type NoAccess, refusedAccess, sshPorts } from "../fleet/query/ssh-access.ts";
import { defineFleetRule } from "./define.ts";

type Fact = { readonly deploy: DeployTarget } & (
  | {
      readonly kind: "address";
      readonly holds: readonly AddressNode[];
      readonly holder: AddressNode | null;
    }
  | { readonly kind: "name"; readonly other: Host }
  | {
      readonly kind: "port";
      readonly port: number;
      readonly ports: readonly number[];
      readonly says: Span | null;
    }
  | { readonly kind: "user"; readonly user: string; readonly refused: NoAccess }
);

export default defineFleetRule<Fact>({
  id: "deploy-target-mismatch",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["deployment", "ssh"],
  summary: "A deployment goes to an address, port or user that its host does not have.",
  docs: {
    why: "The tool deploys to whoever answers. With the address of another host that one gets the configuration, and is often lost with it; with a port or user that the host does not have the deployment fails, sometimes only after the change that made it so.",
    remedy:
      "Compute the target from the host's own configuration: its address, its ssh port, a user with a key.",
    whenToAllow:
      "Hosts that are reached through another (a jump host, forwarded ports) by addresses that they do not hold.",
    blindSpots:
      "Names are compared only where they are those of a host; addresses only where the host's own address in that network, or the address's holder, is known. Ports of targets that are not surely the host itself are left alone.",
  },
  *find(fleet, { settings }) {
    const hosts = machines(fleet);
    for (const deploy of deployTargets(fleet)) {
      const { host, target, port, user } = deploy;
      const wrong = target === null ? null : wrongAddress(fleet, host, target, settings);
      if (wrong !== null) yield { kind: "address", deploy, ...wrong };
      const other = target === null ? undefined : hosts.find((one) => isCalled(one, target));
      if (other !== undefined && !sameMachine(other, host) && !isCalled(host, target as string)) {
        yield { kind: "name", deploy, other };
        continue;
      }
      if (wrong !== null) continue;
      const address = parseAddress(target ?? "")?.address;
      const isItself =
        target !== null &&
        (isCalled(host, target) ||
          fleet.graph.addresses.some(
            (node) => sameMachine(node.host, host) && node.address === address,
          ));
      const ssh = sshPorts(host);
      const used = port ?? (deploy.tool === "nixinate" ? 22 : null);
      if (isItself && used !== null && ssh !== null && !ssh.ports.includes(used)) {
        yield { kind: "port", deploy, port: used, ports: ssh.ports, says: ssh.at };
      }
      // Tailscale lets in whom its own rules allow.
      if (user === null || definedValue(host, ["services", "tailscale", "enable"]) === true)
        continue;
      const refused = refusedAccess(host, user);
      if (refused !== null) yield { kind: "user", deploy, user, refused };
    }
  },
  say(fact) {
    const { deploy } = fact;
    const { host, tool, target, at } = deploy;
    const start = `${tool} deploys '${host.name}'`;
    const related = (span: Span | null | undefined, message: string) =>
      span === null || span === undefined ? [] : [{ at: span, message }];
    switch (fact.kind) {
      case "address": {
        const { holder, holds } = fact;
        const own = holds.map(({ address }) => address).join(", ");
        const whose = holder === null ? "which it does not hold" : `which is '${holder.host.name}'`;
        return {
          at: placed(at.target, host),
          message: `${start} at ${target}, ${whose}: it has ${own}.`,
          help: `Deploy to ${holds[0]?.address ?? "its own address"}.`,
          related: related(holds[0]?.span, `'${host.name}' has ${holds[0]?.address} here`),
          hosts: holder === null ? [host.name] : [host.name, holder.host.name],
          key: `address ${tool} ${host.name} ${target}`,
        };
      }
      case "name":
        return {
          at: placed(at.target, host),
          message: `${start} to '${target}', which is the host '${fact.other.name}'.`,
          help: `Deploy to '${host.name}' by its own name.`,
          hosts: [host.name, fact.other.name],
          key: `name ${tool} ${host.name} ${target}`,
        };
      case "port":
        return {
          at: placed(deploy.portIsSet ? at.port : at.target, host),
          message: `${start} over port ${fact.port}, but its sshd listens on ${fact.ports.join(", ")}.`,
          help: `Use port ${fact.ports[0]}, best as 'config.services.openssh.ports' has it.`,
          related: related(fact.says, `the ports of '${host.name}' are here`),
          hosts: [host.name],
          key: `port ${tool} ${host.name} ${fact.port}`,
        };
      case "user":
        return {
          at: placed(at.user, host),
          message: `${start} as '${fact.user}', ${WHY[fact.refused.why]}.`,
          help: `Deploy as a user that '${host.name}' lets in, or let '${fact.user}' in.`,
          related: related(fact.refused.at, `what '${host.name}' says of it is here`),
          hosts: [host.name],
          key: `user ${tool} ${host.name} ${fact.user}`,
        };
    }
  },
});

const WHY: Readonly<Record<NoAccess["why"], string>> = {
  "no-user": "a user that the host does not have",
  "no-key": "who has no authorized key there, and passwords are off",
  "not-allowed": "whom its 'AllowUsers' shuts out",
  denied: "whom its 'DenyUsers' shuts out",
  root: "which its 'PermitRootLogin' forbids",
};

/** Whether a target is the name of a host, alone or with its domain. */
function isCalled(host: Host, target: string): boolean {
  const name = (setText(host, ["networking", "hostName"]) ?? host.name).toLowerCase();
  const domain = setText(host, ["networking", "domain"])?.toLowerCase();
  const text = target.toLowerCase();
  return (
    text === name ||
    text === host.name.toLowerCase() ||
    text === `${name}.${domain}` ||
    text === `${name}.local`
  );
}

function placed(span: Span | null, host: Host): Span {
  const at = span ?? host.span;
  if (at === null) throw new Error(`no place for the deployment of ${host.name}`);
  return at;
}
