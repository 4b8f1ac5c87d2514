import { Reason } from "../../evaluator/reason.ts";
import { joinTexts, type Text } from "../../evaluator/text.ts";
import {
  Attrs,
  Choice,
  ContextString,
  compareText,
  force,
  type Lazy,
  lazy,
  OpenList,
  PartialText,
  Unknown,
  type Value,
} from "../../evaluator/value.ts";

type Apply = (value: Value) => Value;

/** Options whose `apply` only checks the value, or gives something that is the same to all who read it. */
const CHECKS: ReadonlySet<string> = new Set([
  // nixos/modules/config/users-groups.nix: names have less than 32 characters.
  "users.users.<name>.name",
  "users.users.<name>.group",
  // nixos/modules/system/boot/kernel.nix: the same set of packages with kernel features in it.
  "boot.kernelPackages",
  // nixos/modules/misc/nixpkgs.nix
  "nixpkgs.pkgs",
]);

/** nixos/modules/config/{shells-environment,system-environment}.nix: lists are joined by colons. */
const VARIABLES: ReadonlySet<string> = new Set([
  "environment.variables",
  "environment.sessionVariables",
]);

/** nixos/lib/systemd-unit-options.nix: one text is a list of one. */
const LISTED = /^systemd\.(?:user\.)?services\.<name>\.startAt$/;

/**
 * What the `apply` of an option makes of its merged value; undefined where it has none. What is not modelled gives an
 * unknown value.
 */
export function appliedBy(fact: {
  readonly apply: "none" | "sorted" | "names" | "unknown";
  readonly pattern: readonly string[];
}): Apply | undefined {
  switch (fact.apply) {
    case "none":
      return undefined;
    case "sorted":
      return sorted;
    case "names":
      return trueNames;
    case "unknown": {
      const option = fact.pattern.join(".");
      if (CHECKS.has(option)) return undefined;
      if (VARIABLES.has(option)) return joined;
      if (LISTED.test(option)) return listed;
      return (value) => notModelled(option, value);
    }
  }
}

function notModelled(option: string, value: Value): Value {
  // What stands for nothing is nothing to whoever reads it.
  if (value === null || value instanceof Unknown) return value;
  return new Unknown(new Reason("model", `what NixOS makes of '${option}' is not modelled`));
}

/** Sorted, each once: ports of the firewall. */
function sorted(value: Value): Value {
  const items = Array.isArray(value) ? value : value instanceof OpenList ? value.items : null;
  if (items === null) return value;
  const ports = items.map((item) => force(item));
  if (!ports.every((port) => typeof port === "number")) return value;
  const unique = [...new Set(ports)].sort((a, b) => a - b);
  return value instanceof OpenList ? new OpenList(unique, value.reason, 0) : unique;
}

/** The sorted names of the attributes that are true: kernel modules. */
function trueNames(value: Value): Value {
  if (!(value instanceof Attrs)) return value;
  let reason = value.rest?.reason ?? null;
  const names: string[] = [];
  for (const [name, attribute] of value.map) {
    const given = force(attribute);
    if (given === true) names.push(name);
    else if (given instanceof Unknown || given instanceof Choice) reason ??= given.reason;
  }
  names.sort(compareText);
  return reason === null ? names : new OpenList(names, reason, 0);
}

function joined(value: Value): Value {
  if (!(value instanceof Attrs)) return value;
  const map = new Map<string, Lazy>();
  for (const [name, attribute] of value.map) {
    map.set(
      name,
      lazy(() => joinedList(force(attribute))),
    );
  }
  const { rest } = value;
  if (rest === null) return new Attrs(map, value.positions);
  return new Attrs(map, value.positions, { reason: rest.reason });
}

function joinedList(value: Value): Value {
  if (value instanceof OpenList) return new Unknown(value.reason);
  if (!Array.isArray(value)) return value;
  const items = value.map((item) => force(item));
  return items.every(isText)
    ? joinTexts(":", items)
    : new Unknown(new Reason("model", "elements that are no texts"));
}

function isText(value: Value): value is Text {
  return (
    typeof value === "string" || value instanceof ContextString || value instanceof PartialText
  );
}

function listed(value: Value): Value {
  return isText(value) ? [value] : value;
}
