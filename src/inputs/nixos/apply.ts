import { force, OpenList, type Value } from "../../evaluator/value.ts";

/** Options of ports in NixOS' firewall, of the host and of one interface. */
const PORTS = /^networking\.firewall\.(?:interfaces\.<name>\.)?allowed(?:TCP|UDP)Ports$/;

/**
 * What the `apply` of an option of NixOS makes of its merged value; undefined for options that have none, or one that
 * is not modelled. The path is the option's pattern.
 */
export function appliedBy(pattern: readonly string[]): ((value: Value) => Value) | undefined {
  return PORTS.test(pattern.join(".")) ? sortedPorts : undefined;
}

/** The firewall's ports are in order and each once: nixos/modules/services/networking/firewall.nix. */
function sortedPorts(value: Value): Value {
  const items = Array.isArray(value) ? value : value instanceof OpenList ? value.items : null;
  if (items === null) return value;
  const ports = items.map((item) => force(item));
  if (!ports.every((port) => typeof port === "number")) return value;
  const sorted = [...new Set(ports)].sort((a, b) => a - b);
  return value instanceof OpenList ? new OpenList(sorted, value.reason, 0) : sorted;
}
