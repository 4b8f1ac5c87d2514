import type { LintResult } from "../core/finding.ts";
import type { RuleMeta } from "../core/rule-meta.ts";
import type { Place } from "../core/span.ts";

/** Rules with this tag point at secret text; no line they point at is ever quoted. */
export const SECRET_TAG = "secret";

/** Knows the lines that hold secret text, by the findings of the rules that look for it. */
export class SecretLines {
  readonly #lines = new Map<string, Set<number>>();

  constructor(result: LintResult, rules: readonly RuleMeta[]) {
    const secretRules = new Set(
      rules.filter((rule) => rule.tags.includes(SECRET_TAG)).map((rule) => rule.id),
    );
    for (const finding of result.findings) {
      if (!secretRules.has(finding.rule)) continue;
      this.#add(finding.place);
      for (const { place } of finding.related) this.#add(place);
      for (const { place } of finding.steps) this.#add(place);
    }
  }

  has(file: string, line: number): boolean {
    return this.#lines.get(file)?.has(line) ?? false;
  }

  #add(place: Place): void {
    const lines = this.#lines.get(place.file) ?? new Set();
    this.#lines.set(place.file, lines);
    for (let line = place.line; line <= place.endLine; line++) lines.add(line);
  }
}

/**
 * A line that holds a secret, with only the name before its `=` or `:` left; nothing of it when the name cannot be
 * told from the secret. The value keeps neither its text nor its length.
 */
export function hideSecret(line: string): string {
  const name = /^\s*[\w."'${}-]+\s*[=:]\s+(?=\S)/.exec(line)?.[0] ?? "";
  return `${name}\u2022\u2022\u2022`;
}
