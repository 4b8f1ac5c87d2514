import { didYouMean } from "../core/near-miss.ts";
import type { Place } from "../core/span.ts";
import type { NixFile } from "../fleet/fleet.ts";
import type { SuppressionFact } from "../rules/unused-suppression.ts";
import {
  type BadDirective,
  DIRECTIVE_WORDS,
  type Directive,
  readDirectives,
} from "./directives.ts";
import { nameMatcher } from "./patterns.ts";

interface Active {
  readonly directive: Directive;
  readonly host: ((name: string) => boolean) | null;
  readonly expired: boolean;
  used: boolean;
}

/** The suppressions of all files, and which of them were of use. */
export class Suppressions {
  readonly #byFile = new Map<string, Active[]>();
  readonly #bad: BadDirective[] = [];

  /** `today` is `YYYY-MM-DD`: what holds until an earlier day is expired, and suppresses nothing. */
  constructor(files: readonly NixFile[], today: string) {
    for (const file of files) {
      const { directives, bad } = readDirectives(file);
      this.#bad.push(...bad);
      if (directives.length === 0) continue;
      this.#byFile.set(
        file.path,
        directives.map((directive) => ({
          directive,
          host: directive.hosts === null ? null : nameMatcher(directive.hosts),
          expired: directive.until !== null && directive.until < today,
          used: false,
        })),
      );
    }
  }

  /** Whether a finding of a rule at a place, about these hosts, is suppressed. */
  covers(rule: string, place: Place, hosts: readonly string[]): boolean {
    let covered = false;
    for (const active of this.#byFile.get(place.file) ?? []) {
      const { directive, host, expired } = active;
      if (directive.rule !== rule || expired) continue;
      if (place.line < directive.from || place.line > directive.to) continue;
      if (host !== null && !hosts.some((name) => host(name))) continue;
      active.used = true;
      covered = true;
    }
    return covered;
  }

  /**
   * What is wrong with the suppressions themselves, after all findings went through `covers`. Nothing is said of the
   * suppressions of a rule of which `ran` is false.
   */
  *problems(known: readonly string[], ran: (rule: string) => boolean): Iterable<SuppressionFact> {
    for (const { file, start, end, problem } of this.#bad) {
      const at = { file: file.source, start, end };
      if (problem.kind === "unknown-word") {
        yield { ...problem, at, meant: didYouMean(problem.word, DIRECTIVE_WORDS) };
      } else yield { ...problem, at };
    }
    for (const list of this.#byFile.values()) {
      for (const { directive, expired, used } of list) {
        const { rule, until, file, start, end } = directive;
        const at = { file: file.source, start, end };
        if (!known.includes(rule)) {
          yield { kind: "unknown-rule", at, rule, meant: didYouMean(rule, known) };
        } else if (expired) yield { kind: "expired", at, rule, until: until ?? "" };
        else if (!used && ran(rule)) yield { kind: "unused", at, rule, reach: directive.reach };
      }
    }
  }
}
