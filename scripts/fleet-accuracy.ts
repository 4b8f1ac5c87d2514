/*
 * npm run fleet-accuracy -- DIR: compares what nixlint evaluates for each host of a fleet with what real nix gave, as
 * the fleet's own goldens/<host>.json have it. First the WireGuard addresses, then every leaf that a definition of the
 * repository sets. Exits with 1 if any value is wrong.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { globbySync } from "globby";
import { useCatalogFiles } from "../src/cli/catalog-files.ts";
import { DiskIO } from "../src/cli/disk-io.ts";
import { prepareParser } from "../src/cli/wasm.ts";
import { isDerivation } from "../src/evaluator/equality.ts";
import { knownText } from "../src/evaluator/text.ts";
import {
  Attrs,
  Choice,
  ContextString,
  NixFloat,
  NixPath,
  OpenList,
  PartialText,
  Unknown,
  type Value,
} from "../src/evaluator/value.ts";
import { definitionsOf, isOwn } from "../src/fleet/definitions.ts";
import type { Fleet, Host } from "../src/fleet/fleet.ts";
import { loadFleet } from "../src/fleet/load.ts";
import { readValue } from "../src/fleet/read.ts";
import { inBigStack } from "./big-stack.ts";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Verdict = { kind: "equal" | "unknown" | "wrong"; path: string; detail: string };

const verbose = process.argv.includes("--verbose");

function main(): void {
  const folder = resolve(process.argv.slice(2).find((arg) => !arg.startsWith("-")) ?? ".");
  prepareParser();
  useCatalogFiles();
  const started = performance.now();
  const fleet = loadFleet({
    root: folder,
    io: new DiskIO({ root: folder }),
    files: globbySync("**/*.nix", { cwd: folder, gitignore: true, dot: true }),
    overrides: new Map(),
    hostSets: ["dormantConfigurations"],
    steps: Number.POSITIVE_INFINITY,
  });
  for (const note of fleet.notes) console.log(`note: ${note.message}`);
  console.log(`${fleet.hosts.length} hosts in ${Math.round(performance.now() - started)} ms\n`);
  let failed = false;
  const totals = { equal: 0, unknown: 0, wrong: 0 };
  const reasons = new Map<string, number>();
  for (const host of fleet.hosts) {
    const file = join(folder, "goldens", `${host.name}.json`);
    if (!existsSync(file)) {
      console.log(`${host.name}: no golden${host.unknown === null ? "" : ` (${host.unknown})`}`);
      continue;
    }
    const golden = JSON.parse(readFileSync(file, "utf8")) as Record<string, Json>;
    const mesh = compareAddresses(fleet, host, golden);
    const verdicts = compareLeaves(host, golden);
    const count = { equal: 0, unknown: 0, wrong: 0 };
    for (const { kind, path, detail } of verdicts) {
      count[kind]++;
      totals[kind]++;
      if (kind === "unknown") reasons.set(detail, (reasons.get(detail) ?? 0) + 1);
      if (kind === "wrong") console.log(`  wrong: ${host.name} ${path}: ${detail}`);
      if (kind === "unknown" && verbose) console.log(`  unknown: ${host.name} ${path}: ${detail}`);
    }
    if (!mesh.ok || count.wrong > 0) failed = true;
    console.log(
      `${host.name}: mesh ${mesh.text}; ${count.equal} equal, ${count.unknown} unknown, ${count.wrong} wrong`,
    );
  }
  const all = totals.equal + totals.unknown + totals.wrong;
  const share = all === 0 ? 0 : (100 * totals.equal) / all;
  console.log(
    `\nin sum: ${totals.equal} equal (${share.toFixed(1)}%), ${totals.unknown} unknown, ${totals.wrong} wrong`,
  );
  for (const [reason, count] of [...reasons].sort((a, b) => b[1] - a[1])) {
    console.log(`  ${count} unknown: ${reason}`);
  }
  process.exitCode = failed ? 1 : 0;
}

/** The addresses of the WireGuard interfaces, which must be exactly those of the golden. */
function compareAddresses(fleet: Fleet, host: Host, golden: Record<string, Json>) {
  const wireguard = golden["networking.wireguard"] as {
    interfaces?: Record<string, { ips: string[] }>;
  } | null;
  const expected = Object.entries(wireguard?.interfaces ?? {})
    .flatMap(([name, { ips }]) => ips.map((ip) => `${name} ${ip}`))
    .sort();
  const found = fleet.graph.addresses
    .filter((node) => node.host === host && node.option[1] === "wireguard")
    .map(
      (node) =>
        `${node.interface} ${node.address}${node.prefixLength === null ? "" : `/${node.prefixLength}`}`,
    )
    .sort();
  const ok = expected.join() === found.join();
  const text = ok
    ? expected.join(", ") || "none"
    : `WRONG, is ${found.join(", ") || "none"}, should be ${expected.join(", ")}`;
  return { ok, text };
}

/** Every leaf of the golden that a definition of the repository sets. */
function compareLeaves(host: Host, golden: Record<string, Json>): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const [section, value] of Object.entries(golden)) {
    compareAt(host, section.split("."), value, verdicts);
  }
  return verdicts;
}

function compareAt(host: Host, path: readonly string[], expected: Json, verdicts: Verdict[]): void {
  if (!definitionsOf(host, path).some(isOwn)) return;
  const actual = readValue(() => host.evaluation?.valueAt(path) ?? null);
  if (isSet(expected) && actual instanceof Attrs && !isDerivation(actual)) {
    for (const [name, inner] of Object.entries(expected)) {
      compareAt(host, [...path, name], inner, verdicts);
    }
    return;
  }
  verdicts.push(judge(path.join("."), expected, actual));
}

function isSet(value: Json): value is { [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function judge(path: string, expected: Json, actual: Value): Verdict {
  const difference = differs(expected, actual);
  if (difference === null) return { kind: "equal", path, detail: "" };
  return { path, ...difference };
}

type Difference = { kind: "unknown" | "wrong"; detail: string };

/** Null where both are the same; what a golden cannot say (`<eval-error>`) is compared with nothing. */
function differs(expected: Json, actual: Value): Difference | null {
  if (actual instanceof Unknown || actual instanceof Choice) {
    return { kind: "unknown", detail: actual.reason.text };
  }
  if (expected === "<eval-error>" || expected === "<max-depth>") return null;
  if (Array.isArray(expected)) return differsList(expected, actual);
  if (isSet(expected)) {
    if (!(actual instanceof Attrs)) return wrong(expected, actual);
    return Object.entries(expected).reduce<Difference | null>((found, [name, inner]) => {
      const own = actual.get(name);
      if (found !== null || own === undefined) return found;
      return differs(inner, readValue(own));
    }, null);
  }
  if (typeof expected === "string") return differsText(expected, actual);
  const plain = actual instanceof NixFloat ? actual.value : actual;
  return plain === expected ? null : wrong(expected, actual);
}

function differsList(expected: Json[], actual: Value): Difference | null {
  if (!Array.isArray(actual) && !(actual instanceof OpenList)) return wrong(expected, actual);
  const items = Array.isArray(actual) ? actual : actual.items;
  if (Array.isArray(actual)) {
    if (actual.length !== expected.length) return wrong(expected, actual);
    for (let i = 0; i < items.length; i++) {
      const difference = differs(expected[i] as Json, readValue(items[i] as never));
      if (difference !== null) return difference;
    }
    return null;
  }
  // An open list claims that these elements are in it; in which order depends on what else is.
  const left = [...expected];
  for (const item of items) {
    const value = readValue(item);
    if (value instanceof Unknown || value instanceof Choice) continue;
    const found = left.findIndex((one) => differs(one, value) === null);
    if (found < 0) return wrong(expected, value);
    left.splice(found, 1);
  }
  return null;
}

function differsText(expected: string, actual: Value): Difference | null {
  if (actual instanceof Attrs && isDerivation(actual)) {
    return expected.startsWith("<derivation:") || expected.startsWith("<store>/")
      ? null
      : wrong(expected, actual);
  }
  if (expected === "<function>") return null;
  if (expected === "<path>") return actual instanceof NixPath ? null : wrong(expected, actual);
  if (typeof actual === "string" || actual instanceof ContextString) {
    const text = knownText(actual) as string;
    const shown = text.startsWith("/nix/store/") ? `<store>/${text.slice(11)}` : text;
    return shown === expected ? null : wrong(expected, actual);
  }
  if (actual instanceof PartialText) {
    const pattern = actual.pieces
      .map((piece) => (typeof piece === "string" ? escape(piece) : "[^]*"))
      .join("");
    const store = expected.replace(/^<store>\//, "/nix/store/");
    return new RegExp(`^${pattern}$`).test(store) ? null : wrong(expected, actual);
  }
  return wrong(expected, actual);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function wrong(expected: Json, actual: Value): Difference {
  return {
    kind: "wrong",
    detail: `expected ${JSON.stringify(expected)?.slice(0, 160)}, got ${describe(actual).slice(0, 160)}`,
  };
}

function describe(value: Value): string {
  if (value instanceof NixPath) return value.path;
  if (value instanceof Attrs) return `{ ${value.names().slice(0, 8).join(" ")} }`;
  if (value instanceof PartialText) {
    return value.pieces.map((piece) => (typeof piece === "string" ? piece : "…")).join("");
  }
  if (value instanceof ContextString) return value.text;
  if (Array.isArray(value)) return `[ ${value.map((one) => describe(readValue(one))).join(" ")} ]`;
  if (value instanceof OpenList) {
    return `[ ${value.items.map((one) => describe(readValue(one))).join(" ")} … ]`;
  }
  return String(value);
}

inBigStack(import.meta.url, main);
