import { parseDocument } from "yaml";
import type { SourceFile } from "../../core/source-file.ts";
import type { Fleet } from "../fleet.ts";
import { type TextFile, textFiles } from "../repository-files.ts";

/** A rule of `.sops.yaml`: for which files, and to whose keys they are encrypted. */
export interface SopsRule {
  /** The `.sops.yaml` it is from. */
  readonly source: SourceFile;
  /** Offset of the rule. */
  readonly start: number;
  readonly end: number;
  /** Whether the rule is the one for a file, by its path relative to the root. */
  isAbout(path: string): boolean;
  /** Recipients of age, as they are written. */
  readonly age: readonly string[];
  /** Recipients of other kinds: fingerprints of PGP, keys of clouds. */
  readonly others: number;
  /** Names that the file gives to keys (`&web`): name → key. */
  readonly anchors: ReadonlyMap<string, string>;
}

const known = new WeakMap<Fleet, readonly SopsRule[]>();

/** The rules of every `.sops.yaml`, in order; only the first that is about a file counts, as sops has it. */
export function sopsRules(fleet: Fleet): readonly SopsRule[] {
  let rules = known.get(fleet);
  if (rules === undefined) {
    rules = [...textFiles(fleet, (path) => /(?:^|\/)\.sops\.ya?ml$/.test(path))].flatMap(rulesOf);
    known.set(fleet, rules);
  }
  return rules;
}

function rulesOf(file: TextFile): SopsRule[] {
  const document = parseDocument(file.source.text, { logLevel: "silent" });
  if (document.errors.length > 0) return [];
  const all = document.toJS() as { creation_rules?: unknown } | null;
  const list = Array.isArray(all?.creation_rules) ? all.creation_rules : [];
  const nodes = document.get("creation_rules") as
    | { items?: readonly { range?: readonly number[] }[] }
    | undefined;
  const folder = file.path.replace(/[^/]*$/, "");
  const anchors = anchorsOf(file.source.text);
  const rules: SopsRule[] = [];
  const before: RegExp[] = [];
  for (const [i, rule] of list.entries()) {
    const { path_regex: pattern } = (rule ?? {}) as { path_regex?: unknown };
    const regex = typeof pattern === "string" ? expression(pattern) : /(?:)/;
    if (regex === null) break;
    const earlier = [...before];
    before.push(regex);
    const range = nodes?.items?.[i]?.range ?? [0, 0];
    rules.push({
      source: file.source,
      start: range[0] ?? 0,
      end: range[1] ?? 0,
      anchors,
      isAbout: (path) => {
        if (!path.startsWith(folder)) return false;
        const below = path.slice(folder.length);
        // A rule without a pattern is about whatever is given to sops by hand.
        if (typeof pattern !== "string") return false;
        return regex.test(below) && !earlier.some((one) => one.test(below));
      },
      ...recipients(rule),
    });
  }
  return rules;
}

/** Patterns of Go's regular expressions that JavaScript reads alike; null for others. */
function expression(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern);
  } catch {
    return null;
  }
}

function recipients(rule: unknown): { age: string[]; others: number } {
  const age: string[] = [];
  let others = 0;
  const visit = (value: unknown, name: string): void => {
    if (Array.isArray(value)) for (const one of value) visit(one, name);
    else if (value !== null && typeof value === "object") {
      for (const [key, inner] of Object.entries(value)) visit(inner, key);
    } else if (typeof value === "string") {
      if (name === "age") age.push(...value.split(/[\s,]+/).filter((one) => one !== ""));
      else if (
        /^(?:pgp|kms|gcp_kms|azure_keyvault|hc_vault|hc_vault_transit_uri|fp|arn)/.test(name)
      ) {
        others++;
      }
    }
  };
  visit(rule, "");
  return { age, others };
}

function anchorsOf(text: string): ReadonlyMap<string, string> {
  const anchors = new Map<string, string>();
  for (const [, name = "", key = ""] of text.matchAll(/&([\w.-]+)\s+["']?(age1\w+|ssh-\S+ \S+)/g)) {
    anchors.set(name, key);
  }
  return anchors;
}
