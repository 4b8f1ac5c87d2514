import { Choice, force, Unknown } from "../evaluator/value.ts";
import type { Host } from "../fleet/fleet.ts";
import { read } from "../fleet/read.ts";
import type { Definition } from "../modules/evaluate.ts";
import type { Places } from "./places.ts";
import { type Plain, plainDefinition, plainValue } from "./plain-value.ts";

/** What is known of an option on a host; the shape of `nixlint show --json`. */
export interface ShownOption {
  readonly host: string;
  readonly option: string;
  readonly status: "known" | "partly" | "unknown" | "undefined" | "error";
  readonly value: Plain;
  /** Only with the status `error`. */
  readonly error?: string;
  readonly definitions: readonly ShownDefinition[];
}

export interface ShownDefinition {
  /** Relative to the root where it is inside; as Nix names it otherwise. */
  readonly file: string;
  readonly line: number | null;
  readonly priority: number;
  readonly condition: "true" | "false" | "unknown";
  readonly wins: boolean;
  readonly value: Plain;
  /** Files that brought the module in, the outermost first. */
  readonly importedBy: readonly string[];
}

/** Looks up an option of a host. `path` as its names, `places` made for the root. */
export function showOption(host: Host, path: readonly string[], places: Places): ShownOption {
  const base = { host: host.name, option: path.map(quoted).join(".") };
  const { evaluation } = host;
  if (evaluation === null) {
    const error = host.error?.message;
    const status = error === undefined ? "unknown" : "error";
    const value = { $unknown: error ?? host.unknown ?? "the host is not evaluated" };
    return { ...base, status, value, ...(error !== undefined && { error }), definitions: [] };
  }
  let definitions: readonly ShownDefinition[] = [];
  let isThere = true;
  const found = read(() => {
    const node = evaluation.node(path);
    isThere = node !== undefined;
    read(() => {
      const shown = node?.definitions() ?? [];
      definitions = shown.map((definition) => showDefinition(definition, path, places));
      return null;
    });
    return node === undefined ? null : force(node.value);
  });
  if (!found.ok) {
    const error = found.error.message;
    return { ...base, status: "error", value: { $error: error }, error, definitions };
  }
  const { value } = found;
  const isOpen = value instanceof Unknown || value instanceof Choice;
  const isSetNowhere = isOpen && definitions.length === 0 && value.reason.kind === "option";
  if (!isThere || isSetNowhere) return { ...base, status: "undefined", value: null, definitions };
  const plain = plainValue(value, path);
  if (isOpen) return { ...base, status: "unknown", value: plain.value, definitions };
  if (plain.error !== null) {
    return { ...base, status: "error", value: plain.value, error: plain.error, definitions };
  }
  return {
    ...base,
    status: plain.unknown > 0 ? "partly" : "known",
    value: plain.value,
    definitions,
  };
}

function showDefinition(
  definition: Definition,
  path: readonly string[],
  places: Places,
): ShownDefinition {
  const { file, span, priority, condition, wins, importedBy } = definition;
  const place = span === null ? null : places.place(span);
  return {
    file: place?.file ?? places.relativePath(file),
    line: place?.line ?? null,
    priority,
    condition,
    wins,
    value: plainDefinition(definition.value, path).value,
    importedBy: importedBy.map((each) => places.relativePath(each)),
  };
}

/** A name as it is written in an attribute path. */
function quoted(name: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_'-]*$/.test(name) ? name : JSON.stringify(name);
}
