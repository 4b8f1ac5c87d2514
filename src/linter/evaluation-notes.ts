import type { Note } from "../core/finding.ts";
import type { Place, Span } from "../core/span.ts";
import type { EvalError, EvalErrorKind } from "../evaluator/errors.ts";
import type { Fleet, Host } from "../fleet/fleet.ts";
import { fullEvaluation } from "../fleet/query/evaluation-failures.ts";
import type { Places } from "./places.ts";
import { writtenPath } from "./written-path.ts";

/** An evaluation that failed: what it was of, for how many hosts. */
interface Failure {
  readonly error: EvalError;
  /** Where the error is, or the nearest step on the way to it that is in the repository. */
  readonly place: Place | null;
  /** The line of the place, where the option at fault may be written. */
  readonly line: string;
  /** `host 'web'`, `'networking.hostName' of host 'web'`. */
  what: string;
  readonly hosts: Set<string>;
}

/**
 * What could not be evaluated, with its place: hosts, imports, and options that the repository sets. The same error of
 * several hosts is one note.
 */
export function evaluationNotes(fleet: Fleet, places: Places): Note[] {
  const failures = new Failures(fleet, places);
  for (const { host, error, option, kind, importer } of fullEvaluation(fleet).failures) {
    const name = `host '${host.name}'`;
    if (kind === "import") {
      const file = fleet.files.find(({ source }) => source.path === importer);
      const written =
        file === undefined || error.subject === null ? null : writtenPath(file, error.subject);
      failures.add(host, `an import of ${name}`, error, written);
    } else if (option === null || option.length === 0) failures.add(host, name, error);
    else failures.add(host, `'${option.join(".")}' of ${name}`, error);
  }
  return failures.all().map(noteOf);
}

/** Errors that are the user's wherever they show: nothing in a model of ours has them by itself. */
const ENDLESS: readonly EvalErrorKind[] = ["infinite-recursion", "stack-overflow"];

class Failures {
  readonly #fleet: Fleet;
  readonly #places: Places;
  readonly #byCause = new Map<string, Failure>();

  constructor(fleet: Fleet, places: Places) {
    this.#fleet = fleet;
    this.#places = places;
  }

  #text(): string {
    return this.#fleet.files.map(({ source }) => source.text).join("\n");
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
      // Of an error without a place all that is written may be the cause.
      const line = span && place ? span.file.line(place.line) : this.#text();
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
