import type { LintResult, Note } from "../../core/finding.ts";
import { worstFirst } from "../order.ts";
import type { Reporter, ReporterOptions } from "../reporter.ts";
import { Sources } from "../sources.ts";
import { printableJson, visible } from "../visible.ts";
import { ruleDescriptor, unknownRuleDescriptor } from "./descriptor.ts";
import { artifactLocation, SOURCE_ROOT } from "./location.ts";
import { ResultWriter } from "./result.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
/** GitHub shows this many results of a run. */
const MOST_RESULTS = 5000;

/**
 * SARIF 2.1.0 for GitHub code scanning and other readers: one run, because GitHub rejects several of one tool and
 * category; paths relative to the git root; no time and no absolute path, so that the same tree gives the same file.
 */
export const sarif: Reporter = (result, options) => {
  const log = { $schema: SCHEMA, version: "2.1.0", runs: [run(result, options)] };
  return `${printableJson(log, 2)}\n`;
};

function run(result: LintResult, options: ReporterOptions): object {
  const sorted = worstFirst(result.findings);
  const reported = sorted.slice(0, MOST_RESULTS);
  const { rules, index } = describeRules(
    reported.map((it) => it.rule),
    options,
  );
  const writer = new ResultWriter(new Sources(result), result.prefix, index);
  return {
    tool: {
      driver: {
        name: "nixlint",
        version: options.version,
        semanticVersion: options.version,
        ...(options.homepage && { informationUri: options.homepage }),
        rules,
      },
    },
    ...(options.sarifCategory && {
      automationDetails: { id: `${options.sarifCategory.replace(/\/+$/, "")}/` },
    }),
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: notifications(result, sorted.length - reported.length),
      },
    ],
    originalUriBaseIds: {
      [SOURCE_ROOT]: { description: { text: "The root of the git repository." } },
    },
    columnKind: "utf16CodeUnits",
    results: reported.map((finding) => writer.result(finding)),
    properties: {
      hosts: result.hosts.map(visible),
      knownShare: result.summary.knownShare,
      unknown: result.unknown.map(({ reason, count }) => ({ reason: visible(reason), count })),
    },
  };
}

function describeRules(
  reported: readonly string[],
  options: ReporterOptions,
): { rules: object[]; index: Map<string, number> } {
  const index = new Map<string, number>();
  const rules: object[] = [];
  for (const rule of options.rules) {
    index.set(rule.id, rules.length);
    rules.push(ruleDescriptor(rule));
  }
  for (const id of reported) {
    if (index.has(id)) continue;
    index.set(id, rules.length);
    rules.push(unknownRuleDescriptor(id));
  }
  return { rules, index };
}

function notifications({ notes, prefix }: LintResult, left: number): object[] {
  const written = notes.map((note) => notification(note, prefix));
  if (left > 0) {
    written.push({
      level: "warning",
      descriptor: { id: "nixlint/results-left-out" },
      message: { text: `The ${MOST_RESULTS} worst results are listed, and ${left} are left out.` },
    });
  }
  return written;
}

function notification(note: Note, prefix: string): object {
  const { file, line } = note;
  return {
    level: note.kind === "internal" ? "error" : "note",
    descriptor: { id: `nixlint/${note.kind}` },
    message: { text: visible(note.message) },
    ...(file !== undefined && {
      locations: [
        {
          physicalLocation: {
            artifactLocation: artifactLocation(file, prefix),
            ...(line !== undefined && { region: { startLine: line } }),
          },
        },
      ],
    }),
  };
}
