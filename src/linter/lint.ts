import type { Finding, LintResult, Note, Severity } from "../core/finding.ts";
import type { EvalIO } from "../evaluator/io.ts";
import type { Fleet, FleetNote } from "../fleet/fleet.ts";
import { loadFleet } from "../fleet/load.ts";
import type { AnyRule } from "../rules/define.ts";
import unusedSuppression from "../rules/unused-suppression.ts";
import { type Baseline, withoutKnown } from "./baseline.ts";
import type { Configuration } from "./configuration.ts";
import { coverageOf } from "./coverage.ts";
import { evaluationNotes } from "./evaluation-notes.ts";
import { compare, type Draft, draftOf, filesOf, finish, touches } from "./findings.ts";
import { Levels } from "./levels.ts";
import { Places } from "./places.ts";
import { internalNote, type RawReport, runRules } from "./run-rules.ts";
import { Suppressions } from "./suppressions.ts";

/** What is to be linted, as plain data. */
export interface LintRequest {
  /** Absolute path, symlinks resolved. */
  readonly root: string;
  /** Path of the root relative to the git root, `""` when they are the same. */
  readonly prefix: string;
  /** Nix files relative to the root, without those that are ignored. */
  readonly files: readonly string[];
  /** All files relative to the root, those too that are not Nix; none where left out. */
  readonly repositoryFiles?: readonly string[];
  readonly configuration: Configuration;
  /** `--override-input` and the configuration's inputs: name → absolute path. */
  readonly inputs: ReadonlyMap<string, string>;
  /** Ids of the rules that may run; null for all. They run even where they are off by default. */
  readonly only: readonly string[] | null;
  readonly skip: readonly string[];
  /** Files and folders, relative to the root, to which the report is limited; null for everything. */
  readonly paths: readonly string[] | null;
  /** Hosts to which the report is limited; null for all. */
  readonly hosts: readonly string[] | null;
  /** Findings that are less bad are left out. */
  readonly severity: Severity;
  readonly baseline: {
    /** Relative to the root; null where no file holds it, and so none can be out of date. */
    readonly file: string | null;
    readonly content: Baseline;
  } | null;
  /** `YYYY-MM-DD`, for suppressions with an end. */
  readonly today: string;
  /** Evaluation steps for all hosts together. */
  readonly steps: number;
}

/** What linting needs of the world. */
export interface LintEnvironment {
  readonly io: EvalIO;
  readonly rules: readonly AnyRule[];
  /** Milliseconds from any moment on. */
  readonly clock: () => number;
  readonly onPhase?: (phase: string) => void;
  /** How long a phase or a rule took. */
  readonly onTiming?: (name: string, ms: number) => void;
  /** A failure of nixlint itself, for those who mend it. */
  readonly onFailure?: (error: unknown) => void;
}

/** The hosts asked for are none of the fleet's. */
export class UnknownHostError extends Error {
  readonly host: string;
  readonly known: readonly string[];

  constructor(host: string, known: readonly string[]) {
    super(`there is no host '${host}'`);
    this.host = host;
    this.known = known;
  }
}

const BADNESS: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };
/** A fleet has this many steps where nothing else is said; the reference fleet needs a hundredth. */
export const DEFAULT_STEPS = 400_000_000;

const NO_COVERAGE = { total: 0, known: 0, unknown: [] };

/** Lints a repository. Deterministic but for `durationMs`; throws only `UnknownHostError`. */
export function lint(request: LintRequest, environment: LintEnvironment): LintResult {
  const started = environment.clock();
  const failures: Note[] = [];
  const fleet = load(request, environment, failures);
  const known = [...new Set(fleet.hosts.map((host) => host.name))].sort(compare);
  const unknownHost = request.hosts?.find((name) => !known.includes(name));
  if (unknownHost !== undefined) throw new UnknownHostError(unknownHost, known);
  environment.onPhase?.("running rules");
  const run = new RuleRun(request, environment, fleet, failures);
  const all = run.findings();
  const compared = run.compared(all);
  const findings = compared.findings.filter(({ severity }) => {
    return BADNESS[severity] >= BADNESS[request.severity];
  });
  const coverage = run.part("coverage", () => coverageOf(fleet)) ?? NO_COVERAGE;
  const notes = run.part("notes", () => run.notes(all)) ?? [];
  return {
    root: request.root,
    prefix: request.prefix,
    hosts: known,
    findings,
    notes: [...failures, ...notes, ...compared.notes],
    sources: run.places.sources(filesOf(findings)),
    summary: {
      files: fleet.files.length,
      hosts: known.length,
      errors: count(findings, "error"),
      warnings: count(findings, "warning"),
      infos: count(findings, "info"),
      knownShare: coverage.total === 0 ? 1 : coverage.known / coverage.total,
      durationMs: Math.round(environment.clock() - started),
    },
    unknown: coverage.unknown,
  };
}

function load(request: LintRequest, environment: LintEnvironment, failures: Note[]): Fleet {
  const { clock, onTiming, onPhase } = environment;
  let phase = "";
  let since = clock();
  const begin = (next: string) => {
    if (phase !== "") onTiming?.(phase, clock() - since);
    phase = next;
    since = clock();
    if (next !== "") onPhase?.(next);
  };
  const options = {
    root: request.root,
    io: environment.io,
    files: request.files,
    repositoryFiles: request.repositoryFiles ?? [],
    overrides: request.inputs,
    hostSets: request.configuration.hostSets,
    steps: request.steps,
    onPhase: begin,
  };
  const fleet = attempt(failures, environment, "loading the fleet", () => loadFleet(options));
  begin("");
  // Without the files that declare hosts there are none, and the rules about files still run.
  const files = request.files.filter(
    (path) => !/(^|\/)(flake|hive|network|deployment)\.nix$/.test(path),
  );
  return fleet ?? loadFleet({ ...options, files });
}

/** A failure of nixlint itself must not take with it what else there is to say. */
function attempt<Result>(
  failures: Note[],
  { onFailure }: LintEnvironment,
  what: string,
  work: () => Result,
): Result | undefined {
  try {
    return work();
  } catch (error) {
    onFailure?.(error);
    failures.push(internalNote(`${what} failed`, error));
    return undefined;
  }
}

/** The rules' part of one run. */
class RuleRun {
  readonly places: Places;
  readonly failures: Note[];
  readonly #request: LintRequest;
  readonly #environment: LintEnvironment;
  readonly #fleet: Fleet;
  readonly #levels: Levels;
  readonly #rules: readonly AnyRule[];

  constructor(request: LintRequest, environment: LintEnvironment, fleet: Fleet, failures: Note[]) {
    this.failures = failures;
    this.#request = request;
    this.#environment = environment;
    this.#fleet = fleet;
    this.places = new Places(request.root);
    this.#levels = new Levels(request.configuration);
    this.#rules = environment.rules.filter((rule) => this.#runs(rule));
  }

  findings(): Finding[] {
    const { hosts, today } = this.#request;
    const { clock, onTiming, onFailure } = this.#environment;
    const { reports, failures } = runRules(this.#rules, this.#fleet, {
      levels: this.#levels,
      settings: this.#request.configuration.settings,
      hosts: hosts === null ? null : new Set(hosts),
      clock,
      ...(onTiming && { onTiming }),
      ...(onFailure && { onFailure }),
    });
    this.failures.push(...failures);
    const suppressions = new Suppressions(this.#fleet.files, today);
    const drafts = this.#open(this.#drafts(reports), suppressions);
    const late = this.#drafts(this.#suppressionReports(suppressions));
    drafts.push(...this.#open(late, suppressions));
    return finish(drafts).filter((finding) => this.#isAskedFor(finding));
  }

  /** What is not in the baseline. */
  compared(findings: readonly Finding[]): { findings: readonly Finding[]; notes: Note[] } {
    const { baseline, paths, hosts } = this.#request;
    if (baseline === null) return { findings, notes: [] };
    const whole = paths === null && hosts === null;
    const wasAsked = (rule: string) => whole && this.#rules.some(({ id }) => id === rule);
    return withoutKnown(findings, baseline.content, baseline.file, wasAsked);
  }

  /** A part of the work that is timed, and that the others do not need. */
  part<Result>(name: string, work: () => Result): Result | undefined {
    const { clock, onTiming } = this.#environment;
    const started = clock();
    const result = attempt(this.failures, this.#environment, name, work);
    onTiming?.(name, clock() - started);
    return result;
  }

  /** What is to be said besides the findings; where one says it already, nothing. */
  notes(findings: readonly Finding[]): Note[] {
    const told = new Set(findings.map(({ place }) => `${place.file}:${place.line}`));
    const notes = [
      ...this.#fleet.notes.map((note) => this.#note(note)),
      ...evaluationNotes(this.#fleet, this.places),
    ].filter(({ file, line }) => line === undefined || !told.has(`${file}:${line}`));
    const order = (note: Note) => `${note.kind}\0${note.file ?? ""}\0${note.message}`;
    return notes.sort((a, b) => compare(order(a), order(b)));
  }

  #runs(rule: AnyRule): boolean {
    const { only, skip } = this.#request;
    if (skip.includes(rule.id)) return false;
    return only === null ? this.#levels.runs(rule) : only.includes(rule.id);
  }

  #drafts(reports: readonly RawReport[]): Draft[] {
    const { only } = this.#request;
    const drafts: Draft[] = [];
    for (const raw of reports) {
      const file = this.places.primary(raw.report)?.file ?? null;
      const { rule, report, hosts } = raw;
      let severity = this.#levels.severity(rule, report.severity, { file, hosts });
      // Who names a rule wants to see what it finds.
      if (severity === null && only !== null && !this.#levels.runs(rule)) {
        severity = report.severity ?? (rule.severity === "off" ? "warning" : rule.severity);
      }
      if (severity === null) continue;
      const draft = draftOf(raw, severity, this.places);
      if (draft !== null) drafts.push(draft);
    }
    return drafts;
  }

  #open(drafts: readonly Draft[], suppressions: Suppressions): Draft[] {
    return drafts.filter(({ rule, place, hosts }) => !suppressions.covers(rule, place, hosts));
  }

  #suppressionReports(suppressions: Suppressions): RawReport[] {
    if (!this.#rules.includes(unusedSuppression)) return [];
    const known = this.#environment.rules.map((rule) => rule.id);
    const running = new Set(this.#rules.map((rule) => rule.id));
    running.delete(unusedSuppression.id);
    // A run that is limited to some hosts cannot tell what the others have.
    const ran = (rule: string) => this.#request.hosts === null && running.has(rule);
    const reports: RawReport[] = [];
    for (const fact of suppressions.problems(known, ran)) {
      reports.push({ rule: unusedSuppression, report: unusedSuppression.say(fact), hosts: [] });
    }
    return reports;
  }

  #isAskedFor(finding: Finding): boolean {
    const { paths, hosts } = this.#request;
    if (hosts !== null && !finding.hosts.some((host) => hosts.includes(host))) return false;
    if (paths === null) return true;
    return touches(finding, ({ file }) => {
      return paths.some((path) => path === "" || file === path || file.startsWith(`${path}/`));
    });
  }

  #note({ kind, message, at }: FleetNote): Note {
    const place = at === null ? null : this.places.place(at);
    return place === null
      ? { kind, message }
      : { kind, message, file: place.file, line: place.line };
  }
}

function count(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}
