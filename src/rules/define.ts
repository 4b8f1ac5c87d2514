import type { Certainty, Severity } from "../core/finding.ts";
import type { RuleMeta } from "../core/rule-meta.ts";
import type { Span } from "../core/span.ts";
import type { Fleet, Host, NixFile } from "../fleet/fleet.ts";
import type { Settings } from "./settings.ts";

/** What a rule has to say of one thing it found. Words only; the facts were found before. */
export interface Report {
  readonly at: Span;
  /** What is wrong, with the names of this case; ends with a full stop; never secret text. */
  readonly message: string;
  /** What to do; the rule's remedy where left out. */
  readonly help?: string;
  readonly certainty?: Certainty;
  /** Instead of the rule's own severity, for a rule that has two. A configured severity beats both. */
  readonly severity?: Severity;
  readonly related?: readonly { readonly at: Span; readonly message: string }[];
  /** The way from cause to effect, in order. */
  readonly steps?: readonly { readonly at: Span; readonly message: string }[];
  readonly hosts?: readonly string[];
  /** What tells this finding from others of the rule, without lines: option paths, host names. */
  readonly key: string;
  readonly fix?: {
    readonly title: string;
    readonly kind: "safe" | "unsafe";
    readonly edits: readonly { readonly at: Span; readonly text: string }[];
  };
}

/** What every rule may ask besides what its scope hands it. */
export interface RuleContext {
  readonly settings: Settings;
  /** The rule's own options from the configuration, checked against its schema. */
  readonly options: Readonly<Record<string, unknown>>;
}

interface RuleBase<Subject, Fact> extends RuleMeta {
  /** JSON Schema of the rule's options; none where it has none. */
  readonly optionsSchema?: object;
  /** Facts only: what is there. */
  find(subject: Subject, context: RuleContext): Iterable<Fact>;
  /** Words only: how a fact is told. */
  say(fact: Fact): Report;
}

/** Looks at the whole fleet. */
export type FleetRule<Fact> = RuleBase<Fleet, Fact> & { readonly scope: "fleet" };
/** Looks at one host; run for each. */
export type HostRule<Fact> = RuleBase<{ readonly host: Host; readonly fleet: Fleet }, Fact> & {
  readonly scope: "host";
};
/** Looks at one file; run for each. */
export type FileRule<Fact> = RuleBase<NixFile, Fact> & { readonly scope: "file" };
/** Looks at flakes, locks and the repository's other files. */
export type RepositoryRule<Fact> = RuleBase<Fleet, Fact> & { readonly scope: "flake" | "repo" };

export type AnyRule =
  | FleetRule<unknown>
  | HostRule<unknown>
  | FileRule<unknown>
  | RepositoryRule<unknown>;

/** Declares a rule; the type of its facts is inferred from `find`. */
export function defineFleetRule<Fact>(rule: FleetRule<Fact>): AnyRule {
  return rule as FleetRule<unknown>;
}

export function defineHostRule<Fact>(rule: HostRule<Fact>): AnyRule {
  return rule as HostRule<unknown>;
}

export function defineFileRule<Fact>(rule: FileRule<Fact>): AnyRule {
  return rule as FileRule<unknown>;
}

export function defineRepositoryRule<Fact>(rule: RepositoryRule<Fact>): AnyRule {
  return rule as RepositoryRule<unknown>;
}
