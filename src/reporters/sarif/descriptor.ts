import type { Severity } from "../../core/finding.ts";
import type { RuleMeta } from "../../core/rule-meta.ts";
import { escapeMarkdown } from "../markdown.ts";

/** GitHub shows ten tags of a rule and rejects a file with more than twenty. */
const MOST_TAGS = 10;
/** GitHub's limit for the texts of a rule, in characters. */
const MOST_TEXT = 1024;

export type Level = "error" | "warning" | "note";

const LEVEL: Readonly<Record<Severity, Level>> = {
  error: "error",
  warning: "warning",
  info: "note",
};

const PROBLEM_SEVERITY: Readonly<Record<Level, string>> = {
  error: "error",
  warning: "warning",
  note: "recommendation",
};

export function level(severity: Severity): Level {
  return LEVEL[severity];
}

/** A rule as SARIF's `reportingDescriptor`, with the properties GitHub reads. */
export function ruleDescriptor(rule: RuleMeta): object {
  const on = rule.severity !== "off";
  const ruleLevel = level(rule.severity === "off" ? "warning" : rule.severity);
  const security = isSecuritySeverity(rule.securitySeverity);
  return {
    id: rule.id,
    name: pascalCase(rule.id),
    shortDescription: { text: limited(rule.summary) },
    fullDescription: { text: limited(`${rule.summary} ${rule.docs.why}`.trim()) },
    help: help(rule),
    defaultConfiguration: { enabled: on, level: ruleLevel },
    properties: {
      tags: tags(rule, security),
      precision: rule.precision,
      ...(security
        ? { "security-severity": rule.securitySeverity }
        : { "problem.severity": PROBLEM_SEVERITY[ruleLevel] }),
      scope: rule.scope,
      since: rule.since,
    },
  };
}

/** A descriptor for a finding whose rule has no metadata, so that every result has one. */
export function unknownRuleDescriptor(id: string): object {
  const text = `Findings of '${id}'.`;
  return {
    id,
    name: pascalCase(id),
    shortDescription: { text },
    fullDescription: { text },
    help: { text, markdown: escapeMarkdown(text) },
  };
}

/** GitHub rejects the whole file when this is not a number from 0.0 to 10.0 as text. */
function isSecuritySeverity(value: string | undefined): value is string {
  return value !== undefined && /^\d+(\.\d+)?$/.test(value) && Number(value) <= 10;
}

function tags(rule: RuleMeta, security: boolean): string[] {
  const all = security ? ["security", ...rule.tags] : rule.tags;
  return [...new Set(all)].slice(0, MOST_TAGS);
}

function help({ summary, docs }: RuleMeta): object {
  const sections: [string, string][] = [
    ["Why", docs.why],
    ["What to do", docs.remedy],
    ["When to allow it", docs.whenToAllow],
    ["What it cannot see", docs.blindSpots],
  ];
  const written = sections.filter(([, text]) => text !== "");
  const plain = [summary, ...written.map(([title, text]) => `${title}: ${text}`)];
  const markdown = [summary, ...written.map(([title, text]) => `## ${title}\n\n${text}`)];
  return { text: plain.join("\n\n"), markdown: markdown.join("\n\n") };
}

function limited(text: string): string {
  return text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT - 1)}\u2026`;
}

function pascalCase(id: string): string {
  return id
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
