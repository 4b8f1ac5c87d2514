import { createHash } from "node:crypto";
import type { Finding, LintResult, RelatedPlace } from "../../src/core/finding.ts";
import type { RuleMeta } from "../../src/core/rule-meta.ts";
import { SourceFile } from "../../src/core/source-file.ts";
import type { Place } from "../../src/core/span.ts";
import type { ReporterOptions } from "../../src/reporters/index.ts";

/** What no output may contain. */
export const SECRET = "correct-horse-battery";

/** Characters that must not reach a terminal or a reader as they are. */
export const ESCAPE = "\u001b[31mred\u001b[0m";
export const OVERRIDE = "\u202egnp.exe";

export const sources: Record<string, string> = {
  "hosts/kiln/default.nix": [
    "{ config, ... }:",
    "{",
    "\tnetworking.address = config.fleet.address;",
    `  services.mesh.password = "${SECRET}";`,
    "  # h\u00f6he \u2603 \u5bb6",
    '  "\u5bb6" = a: a;',
    "}",
    "",
  ].join("\r\n"),
  "hosts/loom.nix": '{ networking.address = "10.20.0.7"; }\n',
  "topology/loom.json": `{"peers":[${'{"id":1},'.repeat(60)}{"id":7}]}`,
  "odd dir/a%b.nix": "{ }: {}\n",
};

/** The place of the n-th occurrence of `part` in a file of the sample. */
export function placeOf(file: string, part: string, nth = 1): Place {
  const source = new SourceFile(file, sources[file] as string);
  let start = -1;
  for (let i = 0; i < nth; i++) start = source.text.indexOf(part, start + 1);
  if (start < 0) throw new Error(`no '${part}' in ${file}`);
  const end = start + part.length;
  const from = source.position(start);
  const to = source.position(end);
  return {
    file,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    start,
    end,
  };
}

export function finding(given: Partial<Finding> & Pick<Finding, "rule" | "place">): Finding {
  const seed = `${given.rule} ${given.place.file} ${given.place.start} ${given.message}`;
  return {
    severity: "error",
    certainty: "proven",
    message: "Something is wrong.",
    why: "It matters.",
    help: "Mend it.",
    related: [],
    steps: [],
    hosts: [],
    fingerprint: createHash("sha256").update(seed).digest("hex").slice(0, 16),
    ...given,
  };
}

function related(file: string, part: string, message: string, nth?: number): RelatedPlace {
  return { place: placeOf(file, part, nth), message };
}

const KILN = "hosts/kiln/default.nix";

export const findings: readonly Finding[] = [
  finding({
    rule: "duplicate-address",
    message: "'10.20.0.7' is the address of both 'kiln' and 'loom' [wg0].",
    why: "Two hosts with one address take each other's packets, and which one answers changes from hour to hour.",
    help: "Give one of the two another address.",
    place: placeOf(KILN, "config.fleet.address"),
    hosts: ["kiln", "loom"],
    related: [
      related("hosts/loom.nix", '"10.20.0.7"', "also given to 'loom' [literally] here"),
      related("topology/loom.json", '{"id":7}', "the entry it is computed from"),
    ],
    steps: [
      related("topology/loom.json", '{"id":7}', "the entry is read"),
      related(KILN, "config.fleet.address", "and becomes the address of 'kiln'"),
    ],
  }),
  finding({
    rule: "plaintext-secret",
    message: "The password of 'services.mesh' is readable by everyone (21 characters).",
    why: "The store is readable by every user of the host.",
    help: "Read it from a file at run time.",
    place: placeOf(KILN, `"${SECRET}"`),
    hosts: ["kiln"],
  }),
  finding({
    rule: "unused-argument",
    severity: "warning",
    certainty: "possible",
    message: "The argument 'a' is not used.",
    why: "",
    help: "Rename it to '_'.",
    place: placeOf(KILN, "a: a"),
    fix: {
      title: "Rename it",
      kind: "safe",
      edits: [{ file: KILN, ...offsets(placeOf(KILN, "a: a")), text: "_: a" }],
    },
  }),
  finding({
    rule: "made-up|rule",
    severity: "info",
    message: `Text of the user's: ${ESCAPE} ${OVERRIDE}\n::error::x, <b>&"'\u0007 #1 @all *x* ##[group]y.`,
    place: placeOf("odd dir/a%b.nix", "{ }: {}\n"),
  }),
];

function offsets({ start, end }: Place): { start: number; end: number } {
  return { start, end };
}

export const result: LintResult = {
  root: "/srv/fleet",
  prefix: "nix",
  hosts: ["kiln", "loom"],
  findings,
  notes: [
    { kind: "input", message: "The input 'mesh' is not on this machine; its values are unknown." },
    { kind: "internal", message: "The rule 'port-conflict' failed: no such thing." },
    { kind: "file", message: "Not valid UTF-8.", file: "hosts/old.nix", line: 3 },
  ],
  sources,
  summary: {
    files: 4,
    hosts: 2,
    errors: 2,
    warnings: 1,
    infos: 1,
    knownShare: 0.9416,
    durationMs: 812,
  },
  unknown: [
    { reason: "input 'mesh' is not on this machine", count: 120 },
    { reason: `option 'services.${ESCAPE}' has no fact`, count: 3 },
  ],
};

export const clean: LintResult = {
  ...result,
  findings: [],
  notes: [],
  unknown: [],
  summary: { ...result.summary, errors: 0, warnings: 0, infos: 0, knownShare: 1 },
};

const docs = {
  why: "Why it matters.",
  remedy: "What to do.",
  whenToAllow: "When to allow it.",
  blindSpots: "What it cannot see.",
};

export const rules: readonly RuleMeta[] = [
  {
    id: "duplicate-address",
    scope: "fleet",
    severity: "error",
    since: "0.1.0",
    summary: "Two hosts have one address.",
    precision: "high",
    tags: ["network"],
    docs,
  },
  {
    id: "plaintext-secret",
    scope: "host",
    severity: "error",
    since: "0.1.0",
    summary: "A secret is written where everyone can read it.",
    precision: "high",
    securitySeverity: "7.5",
    tags: ["secret", ...Array.from({ length: 14 }, (_, i) => `tag-${i}`)],
    docs,
  },
  {
    id: "unused-argument",
    scope: "file",
    severity: "off",
    since: "0.1.0",
    summary: "An argument is not used.",
    precision: "very-high",
    tags: [],
    docs: { ...docs, whenToAllow: "", blindSpots: "" },
  },
];

export const options: ReporterOptions = {
  version: "0.1.0",
  rules,
  color: 0,
  width: 0,
  verbose: false,
};
