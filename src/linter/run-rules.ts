import type { Note } from "../core/finding.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { AnyRule, Report, RuleContext } from "../rules/define.ts";
import type { Settings } from "../rules/settings.ts";
import type { Levels, Subject } from "./levels.ts";

/** What a rule said, before anything was decided about it. */
export interface RawReport {
  readonly rule: AnyRule;
  readonly report: Report;
  /** Names of the hosts concerned, sorted. */
  readonly hosts: readonly string[];
}

export interface RunOptions {
  readonly levels: Levels;
  readonly settings: Settings;
  /** Hosts that rules of scope `host` look at; null for all. */
  readonly hosts: ReadonlySet<string> | null;
  /** Milliseconds that a rule took. */
  readonly onTiming?: (rule: string, ms: number) => void;
  /** Milliseconds from any moment on. */
  readonly clock: () => number;
  /** A failure of nixlint itself, for those who mend it. */
  readonly onFailure?: (error: unknown) => void;
}

/** Runs rules one by one. A rule that throws is noted by its name, and the others go on. */
export function runRules(
  rules: readonly AnyRule[],
  fleet: Fleet,
  options: RunOptions,
): { reports: RawReport[]; failures: Note[] } {
  const reports: RawReport[] = [];
  const failures: Note[] = [];
  for (const rule of rules) {
    const started = options.clock();
    for (const run of runsOf(rule, fleet, options)) {
      try {
        for (const report of run.reports())
          reports.push({ rule, report, hosts: run.hosts(report) });
      } catch (error) {
        options.onFailure?.(error);
        failures.push(internalNote(`rule '${rule.id}' failed${run.what}`, error));
      }
    }
    options.onTiming?.(rule.id, options.clock() - started);
  }
  return { reports, failures };
}

/** One rule applied to one subject. */
interface Run {
  /** The subject's name in a note: ` on host 'web'`, or nothing. */
  readonly what: string;
  reports(): Iterable<Report>;
  hosts(report: Report): readonly string[];
}

function* runsOf(rule: AnyRule, fleet: Fleet, options: RunOptions): Iterable<Run> {
  const context = (subject: Subject): RuleContext => ({
    settings: options.settings,
    options: options.levels.options(rule, subject),
  });
  const named = ({ hosts = [] }: Report) => [...new Set(hosts)].sort();
  switch (rule.scope) {
    case "file":
      for (const file of fleet.files) {
        const subject = { file: file.path, hosts: [] };
        yield {
          what: ` on '${file.path}'`,
          reports: () => said(rule, rule.find(file, context(subject))),
          hosts: named,
        };
      }
      break;
    case "host":
      for (const host of fleet.hosts) {
        if (options.hosts !== null && !options.hosts.has(host.name)) continue;
        const subject = { file: null, hosts: [host.name] };
        yield {
          what: ` on host '${host.name}'`,
          reports: () => said(rule, rule.find({ host, fleet }, context(subject))),
          hosts: (report) => (report.hosts === undefined ? [host.name] : named(report)),
        };
      }
      break;
    default:
      yield {
        what: "",
        reports: () => said(rule, rule.find(fleet, context({ file: null, hosts: [] }))),
        hosts: named,
      };
  }
}

function* said(rule: AnyRule, facts: Iterable<unknown>): Iterable<Report> {
  for (const fact of facts) yield rule.say(fact);
}

/** A note on a failure of nixlint itself: no trace, and no text of the user's files beyond the error's own words. */
export function internalNote(what: string, error: unknown): Note {
  const why = error instanceof Error ? `${error.name}: ${error.message}` : "not an error object";
  const [first] = why.split("\n", 1);
  return {
    kind: "internal",
    message: `${what} (${first}); this is a mistake in nixlint, and the rest of it ran`,
  };
}
