import { type SharedReservation, sharedReservations } from "../fleet/query/reservations.ts";
import { defineFleetRule } from "./define.ts";

const NOUN = { address: "address", mac: "MAC address", name: "name" } as const;

export default defineFleetRule<SharedReservation>({
  id: "duplicate-dhcp-reservation",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["network", "dhcp"],
  summary: "A DHCP server reserves one address, MAC address or name twice.",
  docs: {
    why: "A DHCP server like dnsmasq refuses to start when two reservations have one address. Where a server does start, two devices take turns with the address, or one device is never given what is written for it.",
    remedy: "Give every device one reservation, with an address and a name of its own.",
    whenToAllow:
      "A device with two network cards that are never up together, where both shall have one name.",
    blindSpots:
      "Reservations in files that are read at run time, and those of devices that are told by a client id.",
  },
  *find(fleet) {
    yield* sharedReservations(fleet);
  },
  say({ by, value, first, second }) {
    const at = second.span ?? first.span;
    if (at === null) throw new Error(`no place for the reservation of ${value}`);
    const who = ({ macs, name, address }: typeof first) =>
      `'${(by === "name" ? undefined : name) ?? macs[0] ?? address ?? "unnamed"}'`;
    const between =
      by === "mac"
        ? `${first.address ?? "no address"} and ${second.address ?? "no address"}`
        : `${who(first)} and ${who(second)}`;
    return {
      at,
      severity: by === "name" ? "warning" : "error",
      message: `${second.service} on '${second.server.name}' reserves ${NOUN[by]} '${value}' twice: for ${between}.`,
      help: `Change the ${NOUN[by]} of one of them, or remove the one that is no longer there.`,
      related:
        first.span === null ? [] : [{ at: first.span, message: "the first reservation is here" }],
      hosts: [second.server.name],
      key: `${second.server.name} ${second.service} ${by} ${value}`,
    };
  },
});
