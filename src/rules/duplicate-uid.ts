import { type SharedId, sharedIds } from "../fleet/query/user-ids.ts";
import { defineFleetRule } from "./define.ts";

export default defineFleetRule<SharedId>({
  id: "duplicate-uid",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["users"],
  summary:
    "Two users have one uid, two groups one gid, or one user different ids on hosts that share storage.",
  docs: {
    why: "Files belong to numbers. Two users with one number are one user to the kernel and own each other's files; one user with two numbers cannot read over NFS what he wrote on the other host. NixOS refuses to build a host with a number given twice.",
    remedy:
      "Give every user and group a number of its own, the same on all hosts that share files.",
    whenToAllow:
      "A second name for one user, where `users.enforceIdUniqueness` is off: the rule is silent then.",
    blindSpots: "Numbers that NixOS gives out itself are not known.",
  },
  *find(fleet) {
    yield* sharedIds(fleet);
  },
  say(fact) {
    const { kind, host, first, second } = fact;
    const at = second.span ?? first.span;
    if (at === null) throw new Error(`no place for ${kind} ${second.id}`);
    const option = kind === "user" ? "uid" : "gid";
    const related = first.span === null ? [] : [first.span];
    if (fact.across !== null) {
      const { server, client } = fact.across;
      return {
        at,
        severity: "warning",
        message: `The ${kind} '${first.name}' has ${option} ${first.id} on '${server.name}' and ${second.id} on '${client.name}', which mounts files of '${server.name}' over NFS.`,
        help: `Give '${first.name}' the same ${option} on both.`,
        related: related.map((one) => ({
          at: one,
          message: `it is ${first.id} on '${server.name}' here`,
        })),
        hosts: [server.name, client.name],
        key: `${kind} ${first.name} ${server.name} ${client.name}`,
      };
    }
    return {
      at,
      message: `On '${host.name}', the ${kind}s '${first.name}' and '${second.name}' both have ${option} ${second.id}.`,
      help: `Give one of them another ${option}.`,
      related: related.map((one) => ({ at: one, message: `'${first.name}' has it here` })),
      hosts: [host.name],
      key: `${kind} ${host.name} ${first.name} ${second.name}`,
    };
  },
});
