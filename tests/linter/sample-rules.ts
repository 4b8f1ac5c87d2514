import type { Span } from "../../src/core/span.ts";
import { defineFileRule, defineHostRule, type Report } from "../../src/rules/define.ts";

const meta = {
  severity: "warning",
  since: "0.1.0",
  precision: "high",
  tags: [],
  summary: "A word that must not be there.",
  docs: { why: "It matters.", remedy: "Mend it.", whenToAllow: "Never.", blindSpots: "None." },
} as const;

/** Reports every `TODO` of a file; the key is the word after it. */
export const todo = defineFileRule<{ readonly at: Span; readonly word: string }>({
  ...meta,
  id: "todo",
  scope: "file",
  *find({ source }) {
    for (const match of source.text.matchAll(/TODO(?:-(\w+))?/g)) {
      const at = { file: source, start: match.index, end: match.index + match[0].length };
      yield { at, word: match[1] ?? "" };
    }
  },
  say: ({ at, word }) => ({ at, message: `There is a TODO ${word}.`, key: word }),
});

/** Fails on every file. */
export const broken = defineFileRule<never>({
  ...meta,
  id: "broken",
  scope: "file",
  find() {
    throw new TypeError("x is not a function\n    at secret/path.ts");
  },
  say: (fact) => fact,
});

/** Says of each host what it is told to say. */
export function hostRule(say: (host: string, at: Span) => Report) {
  return defineHostRule<{ readonly host: string; readonly at: Span }>({
    ...meta,
    id: "per-host",
    scope: "host",
    *find({ host, fleet }) {
      const [file] = fleet.files;
      if (file) yield { host: host.name, at: { file: file.source, start: 0, end: 1 } };
    },
    say: ({ host, at }) => say(host, at),
  });
}
