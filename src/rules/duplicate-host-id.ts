import type { Span } from "../core/span.ts";
import { placeOf } from "../fleet/definitions.ts";
import type { Host } from "../fleet/fleet.ts";
import { machines, maybeOneMachine, setText } from "../fleet/query/machines.ts";
import { defineFleetRule } from "./define.ts";

interface Fact {
  readonly id: string;
  readonly holders: readonly { readonly host: Host; readonly span: Span | null }[];
}

export default defineFleetRule<Fact>({
  id: "duplicate-host-id",
  scope: "fleet",
  severity: "warning",
  since: "0.1.0",
  precision: "high",
  tags: ["storage"],
  summary: "Two hosts have the same `networking.hostId`.",
  docs: {
    why: "ZFS knows by the host id which machine a pool belongs to. With one id on two machines it imports the pool of the other without asking, over iSCSI or after a disk was moved, and a pool that two machines write to is lost.",
    remedy:
      "Give each host an id of its own: `head -c4 /dev/urandom | od -A none -t x4`, or eight digits of /etc/machine-id.",
    whenToAllow: "Machines that share no storage and whose disks never move.",
    blindSpots: "Ids that are made when the system is built are not known.",
  },
  *find(fleet) {
    const option = ["networking", "hostId"];
    const byId = new Map<string, { host: Host; span: Span | null }[]>();
    for (const host of machines(fleet)) {
      const id = setText(host, option)?.toLowerCase();
      if (id === undefined || id === "") continue;
      const holders = byId.get(id) ?? [];
      if (holders.some((one) => maybeOneMachine(one.host, host))) continue;
      byId.set(id, [...holders, { host, span: placeOf(host, option) }]);
    }
    for (const [id, holders] of byId) if (holders.length > 1) yield { id, holders };
  },
  say({ id, holders }) {
    const placed = holders.flatMap(({ host, span }) => (span === null ? [] : [{ host, at: span }]));
    placed.sort((a, b) => (a.at.file === b.at.file ? a.at.start - b.at.start : 0));
    const [first, ...others] = placed;
    if (first === undefined) throw new Error(`no place for host id ${id}`);
    const names = holders.map(({ host }) => `'${host.name}'`);
    return {
      at: first.at,
      message: `Host id '${id}' is that of ${names.slice(0, -1).join(", ")} and ${names.at(-1)}.`,
      related: others
        .filter(({ at }) => at.start !== first.at.start || at.file !== first.at.file)
        .map(({ host, at }) => ({ at, message: `'${host.name}' has it here` })),
      hosts: holders.map(({ host }) => host.name),
      key: id,
    };
  },
});
