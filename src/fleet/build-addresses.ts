import type { Value } from "../evaluator/value.ts";
import { parseAddress } from "./address.ts";
import { certaintyOf, definedValue, placeOf, placeOfElement } from "./definitions.ts";
import type { Host } from "./fleet.ts";
import type { AddressNode, InterfaceKind, InterfaceNode } from "./graph.ts";
import { attributes, elements, numberOf, ownAttribute, textOf } from "./read.ts";

/** Where addresses and interfaces of a host are collected. */
export interface AddressSink {
  readonly interfaces: InterfaceNode[];
  readonly addresses: AddressNode[];
}

/** Collects the addresses that a host's options give it. */
export function buildAddresses(host: Host, sink: AddressSink): void {
  textLists(host, sink, ["networking", "wireguard", "interfaces"], "ips", "wireguard");
  textLists(host, sink, ["networking", "wg-quick", "interfaces"], "address", "wireguard");
  interfaces(host, sink);
  networkd(host, sink);
  containers(host, sink);
}

function addInterface(
  host: Host,
  sink: AddressSink,
  name: string,
  type: InterfaceKind,
  option: readonly string[],
): void {
  const known = sink.interfaces.some((node) => node.host === host && node.name === name);
  if (known) return;
  sink.interfaces.push({
    kind: "interface",
    host,
    name,
    type,
    span: placeOf(host, option),
    certainty: "proven",
  });
}

function addAddress(
  host: Host,
  sink: AddressSink,
  text: string,
  place: {
    name: string;
    type: InterfaceKind;
    option: readonly string[];
    prefixLength?: number | undefined;
    span?: AddressNode["span"];
  },
): void {
  const parsed = parseAddress(text);
  if (parsed === undefined) return;
  sink.addresses.push({
    kind: "address",
    host,
    interface: place.name,
    interfaceType: place.type,
    address: parsed.address,
    version: parsed.version,
    prefixLength: parsed.prefixLength ?? place.prefixLength ?? null,
    option: place.option,
    span: place.span ?? placeOfElement(host, place.option, text),
    certainty: certaintyOf(host, place.option),
  });
}

/** Sets of interfaces that have their addresses as a list of texts under one name. */
function textLists(
  host: Host,
  sink: AddressSink,
  path: readonly string[],
  name: string,
  type: InterfaceKind,
): void {
  const value = definedValue(host, path);
  if (value === undefined) return;
  for (const entry of attributes(value)) {
    if (isFalse(ownAttribute(entry.value, "enable"))) continue;
    addInterface(host, sink, entry.name, type, [...path, entry.name]);
    const option = [...path, entry.name, name];
    for (const element of elements(ownAttribute(entry.value, name) ?? null)) {
      const text = textOf(element);
      if (text !== undefined) addAddress(host, sink, text, { name: entry.name, type, option });
    }
  }
}

/** `networking.interfaces.<name>.ipv4.addresses` and its IPv6 twin. */
function interfaces(host: Host, sink: AddressSink): void {
  const path = ["networking", "interfaces"];
  const value = definedValue(host, path);
  if (value === undefined) return;
  for (const entry of attributes(value)) {
    addInterface(host, sink, entry.name, kindOf(host, entry.name), [...path, entry.name]);
    for (const family of ["ipv4", "ipv6"]) {
      const list = ownAttribute(ownAttribute(entry.value, family) ?? null, "addresses");
      const option = [...path, entry.name, family, "addresses"];
      for (const element of elements(list ?? null)) {
        const text = textOf(ownAttribute(element, "address"));
        if (text === undefined) continue;
        addAddress(host, sink, text, {
          name: entry.name,
          type: kindOf(host, entry.name),
          option,
          prefixLength: numberOf(ownAttribute(element, "prefixLength")),
          span: placeOf(host, option),
        });
      }
    }
  }
}

function kindOf(host: Host, name: string): InterfaceKind {
  const bridges = definedValue(host, ["networking", "bridges"]);
  if (bridges !== undefined && ownAttribute(bridges, name) !== undefined) return "bridge";
  return "ethernet";
}

/** `systemd.network.networks.<name>`: `address`, `addresses`, `networkConfig.Address`. */
function networkd(host: Host, sink: AddressSink): void {
  const path = ["systemd", "network", "networks"];
  const value = definedValue(host, path);
  if (value === undefined) return;
  for (const entry of attributes(value)) {
    if (isFalse(ownAttribute(entry.value, "enable"))) continue;
    const match = ownAttribute(entry.value, "matchConfig") ?? null;
    const matched =
      textOf(ownAttribute(match, "Name")) ?? textOf(ownAttribute(entry.value, "name"));
    const name = matched ?? entry.name;
    const base = [...path, entry.name];
    addInterface(host, sink, name, "ethernet", base);
    const add = (element: Value, option: readonly string[]) => {
      const text = textOf(element);
      if (text !== undefined) addAddress(host, sink, text, { name, type: "ethernet", option });
    };
    for (const element of elements(ownAttribute(entry.value, "address") ?? null)) {
      add(element, [...base, "address"]);
    }
    for (const element of elements(ownAttribute(entry.value, "addresses") ?? null)) {
      const config = ownAttribute(element, "addressConfig") ?? element;
      const text = textOf(ownAttribute(config, "Address"));
      const option = [...base, "addresses"];
      if (text !== undefined) {
        addAddress(host, sink, text, {
          name,
          type: "ethernet",
          option,
          span: placeOf(host, option),
        });
      }
    }
    const config = ownAttribute(ownAttribute(entry.value, "networkConfig") ?? null, "Address");
    const option = [...base, "networkConfig", "Address"];
    if (config !== undefined) for (const one of [config, ...elements(config)]) add(one, option);
  }
}

/** `containers.<name>.localAddress`: what the container holds; `hostAddress` is the host's end of the pair. */
function containers(host: Host, sink: AddressSink): void {
  const path = ["containers"];
  const value = definedValue(host, path);
  if (value === undefined) return;
  for (const entry of attributes(value)) {
    for (const attribute of ["localAddress", "localAddress6"]) {
      const text = textOf(ownAttribute(entry.value, attribute));
      const option = [...path, entry.name, attribute];
      if (text !== undefined) {
        addAddress(host, sink, text, {
          name: `container ${entry.name}`,
          type: "container",
          option,
          span: placeOf(host, option),
        });
      }
    }
  }
}

function isFalse(value: Value | undefined): boolean {
  return value === false;
}
