import type { Span } from "../core/span.ts";
import { defineFileRule, type Report } from "./define.ts";

/** What can be wrong with a comment that suppresses findings. `meant` is a suggestion or nothing. */
export type SuppressionFact = { readonly at: Span } & (
  | { readonly kind: "unused"; readonly rule: string; readonly reach: string }
  | { readonly kind: "expired"; readonly rule: string; readonly until: string }
  | { readonly kind: "unknown-rule"; readonly rule: string; readonly meant: string }
  | { readonly kind: "unknown-word"; readonly word: string; readonly meant: string }
  | { readonly kind: "no-rule"; readonly word: string }
  | { readonly kind: "bad-date"; readonly date: string }
  | { readonly kind: "no-start"; readonly rule: string | null }
);

export default defineFileRule<SuppressionFact>({
  id: "unused-suppression",
  scope: "file",
  severity: "warning",
  since: "0.1.0",
  precision: "very-high",
  tags: ["suppression"],
  summary:
    "A comment that suppresses findings suppresses none, or is past its date, or is misspelt.",
  docs: {
    why: "A suppression that is left behind hides the next mistake on that line, and tells the reader of a problem that is not there.",
    remedy: "Remove the comment, or correct the name of its rule.",
    whenToAllow: "For a file that other tools write: `# nixlint-disable-file unused-suppression`.",
    blindSpots:
      "Suppressions of rules that did not run (`--only`, `--host`, or switched off) are not looked at.",
  },
  // Only when all findings are there is it known which suppressions were of use: the linter finds these facts.
  find: () => [],
  say(fact) {
    return { at: fact.at, ...words(fact), key: `${fact.kind} ${subject(fact)}` };
  },
});

function subject(fact: SuppressionFact): string {
  if ("rule" in fact) return fact.rule ?? "";
  return "word" in fact ? fact.word : fact.date;
}

function words(fact: SuppressionFact): Pick<Report, "message" | "help"> {
  switch (fact.kind) {
    case "unused":
      return { message: `There is no finding of '${fact.rule}' ${REACH[fact.reach] ?? "here"}.` };
    case "expired":
      return {
        message: `This suppression of '${fact.rule}' held until ${fact.until}.`,
        help: "Mend what it suppressed, or give it a new date.",
      };
    case "unknown-rule":
      return { message: end(`There is no rule '${fact.rule}'${fact.meant}`) };
    case "unknown-word":
      return { message: end(`'${fact.word}' means nothing to nixlint${fact.meant}`) };
    case "no-rule":
      return {
        message: `'${fact.word}' names no rule, and suppresses nothing.`,
        help: `Name the rules: '# ${fact.word} some-rule -- reason'.`,
      };
    case "bad-date":
      return {
        message: `'${fact.date}' is no date, so this suppresses nothing.`,
        help: "Write the last day as 'until 2027-01-31'.",
      };
    case "no-start": {
      const rule = fact.rule === null ? "anything" : `'${fact.rule}'`;
      return { message: `No 'nixlint-disable' above suppresses ${rule}.` };
    }
  }
}

const REACH: Readonly<Record<string, string>> = {
  "next-line": "on the next line",
  line: "on this line",
  block: "in this block",
  file: "in this file",
};

function end(text: string): string {
  return text.endsWith("?") ? text : `${text}.`;
}
