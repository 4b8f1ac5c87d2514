import type { Note } from "../core/finding.ts";
import type { Place, Span } from "../core/span.ts";
import { isDerivation } from "../evaluator/equality.ts";
import type { EvalError, EvalErrorKind } from "../evaluator/errors.ts";
import { Attrs, force } from "../evaluator/value.ts";
import { isOwn } from "../fleet/definitions.ts";
import type { Fleet, Host } from "../fleet/fleet.ts";
import { read, readValue } from "../fleet/read.ts";
import type { OptionNode } from "../modules/evaluate.ts";
import type { Places } from "./places.ts";
import { writtenPath } from "./written-path.ts";

/** An evaluation that failed: what it was of, for how many hosts. */
interface Failure {
  readonly error: EvalError;
  /** Where the error is, or the nearest step on the way to it that is in the repository. */
  readonly place: Place | null;
  /** The line of the place. */
  readonly line: string;
  /** `host 'web'`, `'networking.hostName' of host 'web'`. */
  what: string;
  readonly hosts: Set<string>;
}

/** Options are looked into this far; what is nested deeper is one value. */
const MAX_DEPTH = 24;

/**
 * What could not be evaluated, with its place: hosts, imports, and options that the repository sets. The same error of
 * several hosts is one note.
 */
export function evaluationNotes(fleet: Fleet, places: Places): Note[] {
  const failures = new Failures(places);
  for (const host of fleet.hosts) {
    if (host.variantOf !== null) continue;
    if (host.error !== null) failures.add(host, `host '${host.name}'`, host.error);
    const evaluation = host.evaluation;
    if (evaluation === null) continue;
    const found = read(() => {
      for (const { error, importedBy } of evaluation.failedImports) {
        const importer = fleet.files.find(({ source }) => source.path === importedBy?.place);
        const written =
          importer === undefined || error.subject === null
            ? null
            : writtenPath(importer, error.subject);
        failures.add(host, `an import of host '${host.name}'`, error, written);
      }
      visit(host, evaluation.root, failures, 0);
      return null;
    });
    if (!found.ok) failures.add(host, `host '${host.name}'`, found.error);
  }
  return failures.all().map(noteOf);
}

/** Errors that are the user's wherever they show: nothing in a model of ours has them by itself. */
const ENDLESS: readonly EvalErrorKind[] = ["infinite-recursion", "stack-overflow"];

class Failures {
  readonly #places: Places;
  readonly #byCause = new Map<string, Failure>();

  constructor(places: Places) {
    this.#places = places;
  }

  /** An error that leads to no place in the repository says nothing to who reads it. */
  add(host: Host, what: string, error: EvalError, better: Span | null = null): void {
    const spans = [better, error.at, ...error.frames.map((frame) => frame.span)];
    const span = spans.find((each) => each !== null && this.#places.relative(each.file) !== null);
    if (span === undefined && !ENDLESS.includes(error.kind)) return;
    const place = span ? this.#places.place(span) : null;
    const cause = `${place?.file ?? ""}:${place?.start ?? ""} ${error.message}`;
    const known = this.#byCause.get(cause);
    if (known === undefined) {
      const line = span && place ? span.file.line(place.line) : "";
      this.#byCause.set(cause, { error, place, line, what, hosts: new Set([host.name]) });
      return;
    }
    known.hosts.add(host.name);
    // Other options fail because of the one that is written there.
    if (!isWrittenIn(known.what, known.line) && isWrittenIn(what, known.line)) known.what = what;
  }

  all(): readonly Failure[] {
    return [...this.#byCause.values()];
  }
}

/** Forces what the modules of the repository define below a node. */
function visit(host: Host, node: OptionNode, failures: Failures, depth: number): void {
  if (node.path[0] === "_module" || depth > MAX_DEPTH) return;
  const attempt = <Result>(work: () => Result): Result | undefined => {
    let result: Result | undefined;
    const reading = read(() => {
      result = work();
      return null;
    });
    if (reading.ok) return result;
    const { path } = node;
    const what = path.length === 0 ? "" : `'${path.join(".")}' of `;
    failures.add(host, `${what}host '${host.name}'`, reading.error);
    return undefined;
  };
  if (depth > 0 && attempt(() => node.definitions().some(isOwn)) !== true) return;
  const names = attempt(() => (isWhole(node) ? [] : node.names()));
  for (const name of names ?? []) {
    const child = attempt(() => node.child(name));
    if (child !== undefined) visit(host, child, failures, depth + 1);
  }
}

/** Whether a value is one thing to its readers: no set, or a package, a flake and the like. */
function isWhole(node: OptionNode): boolean {
  if (node.kind === "set") return false;
  const value = force(node.value);
  if (Array.isArray(value)) for (const element of value) force(element);
  return !(value instanceof Attrs) || isSymbolic(value);
}

function isSymbolic(value: Attrs): boolean {
  const type = value.map.get("_type") ?? value.map.get("type");
  return isDerivation(value) || (type !== undefined && typeof readValue(type) === "string");
}

function isWrittenIn(what: string, line: string): boolean {
  const name = /^'(?:.*\.)?([^.']+)' of/.exec(what)?.[1];
  return name !== undefined && line.includes(name);
}

function noteOf({ error, place, what, hosts }: Failure): Note {
  const others = hosts.size - 1;
  const more = others === 0 ? "" : ` (and of ${others} more host${others === 1 ? "" : "s"})`;
  const message = `${what}${more} cannot be evaluated: ${error.message}`;
  return place === null
    ? { kind: "host", message }
    : { kind: "host", message, file: place.file, line: place.line };
}
