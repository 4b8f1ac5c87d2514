/** Applies the fixes of findings to the texts they are about. */
import type { Edit, Finding, Fix } from "../core/finding.ts";
import { parse } from "../parser/parse.ts";

export interface FixedFile {
  /** As in the findings. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** Fixes that were applied. */
  readonly count: number;
}

/** A fix that would have broken its file: a mistake of the rule, not of the user. */
export interface RefusedFix {
  readonly rule: string;
  readonly file: string;
  readonly title: string;
}

export interface FixRound {
  /** Files that changed, sorted. */
  readonly files: readonly FixedFile[];
  readonly refused: readonly RefusedFix[];
}

export interface FixOptions {
  /** Whether fixes are applied that may change a value. */
  readonly unsafe: boolean;
  /** Fixes by `fixId` that were refused in a round before. */
  readonly refused?: ReadonlySet<string>;
}

/** As many rounds as are run until nothing more can be fixed. A fix seldom needs more than three. */
export const MAX_FIX_ROUNDS = 20;

/** What tells a fix from others that a round before refused. */
export function fixId({ rule, file, title }: RefusedFix): string {
  return [rule, file, title].join("\0");
}

interface Candidate {
  readonly finding: Finding;
  readonly fix: Fix;
}

/**
 * One round: of fixes that overlap the first wins, and the others have to wait for the next round, in which the files
 * are linted again. A fix is applied whole or not at all. A Nix file that had no syntax problem has none afterwards,
 * and keeps its comments: what would break that is refused.
 */
export function applyFixes(
  findings: readonly Finding[],
  textOf: (file: string) => string | undefined,
  options: FixOptions,
): FixRound {
  const candidates = findings.flatMap((finding) => {
    const { fix } = finding;
    if (fix === undefined || (fix.kind === "unsafe" && !options.unsafe)) return [];
    const id = fixId({ rule: finding.rule, file: finding.place.file, title: fix.title });
    return options.refused?.has(id) ? [] : [{ finding, fix }];
  });
  const chosen = withoutOverlaps(candidates);
  const refused: RefusedFix[] = [];
  let fixed = attempt(chosen, textOf);
  if (fixed === null) {
    // One of them breaks a file: they are added one by one, and those that do are left out.
    const kept: Candidate[] = [];
    for (const candidate of chosen) {
      if (attempt([...ofSameFiles(kept, candidate), candidate], textOf) !== null) {
        kept.push(candidate);
      } else {
        const { finding, fix } = candidate;
        refused.push({ rule: finding.rule, file: finding.place.file, title: fix.title });
      }
    }
    fixed = attempt(kept, textOf) ?? [];
  }
  return { files: fixed, refused };
}

function ofSameFiles(kept: readonly Candidate[], { fix }: Candidate): Candidate[] {
  const files = new Set(fix.edits.map(({ file }) => file));
  return kept.filter((other) => other.fix.edits.some(({ file }) => files.has(file)));
}

/** Those that do not touch what another before them does; equal edits are one. */
function withoutOverlaps(candidates: readonly Candidate[]): Candidate[] {
  const taken = new Map<string, Edit[]>();
  return candidates.filter(({ fix }) => {
    const isFree = fix.edits.every((edit) => {
      const others = taken.get(edit.file) ?? [];
      return others.every((other) => isSame(edit, other) || !overlaps(edit, other));
    });
    if (!isFree || overlapsItself(fix)) return false;
    for (const edit of fix.edits) {
      const others = taken.get(edit.file);
      if (others === undefined) taken.set(edit.file, [edit]);
      else others.push(edit);
    }
    return true;
  });
}

function overlapsItself({ edits }: Fix): boolean {
  return edits.some((edit, i) => {
    return edits.slice(i + 1).some((other) => edit.file === other.file && overlaps(edit, other));
  });
}

/** Edits that touch each other count as overlapping: what both put there has no order. */
function overlaps(a: Edit, b: Edit): boolean {
  return a.start <= b.end && b.start <= a.end;
}

function isSame(a: Edit, b: Edit): boolean {
  // Two insertions at one place are two, though they read alike.
  return a.start === b.start && a.end === b.end && a.text === b.text && a.start < a.end;
}

/** The files with the fixes applied; null where one would be broken. */
function attempt(
  chosen: readonly Candidate[],
  textOf: (file: string) => string | undefined,
): FixedFile[] | null {
  const edits = new Map<string, Map<string, Edit>>();
  const counts = new Map<string, number>();
  for (const { fix } of chosen) {
    for (const edit of fix.edits) {
      const ofFile = edits.get(edit.file) ?? new Map<string, Edit>();
      edits.set(edit.file, ofFile);
      ofFile.set(`${edit.start}:${edit.end}`, edit);
    }
    for (const file of new Set(fix.edits.map((edit) => edit.file))) {
      counts.set(file, (counts.get(file) ?? 0) + 1);
    }
  }
  const files: FixedFile[] = [];
  for (const [file, ofFile] of [...edits].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const before = textOf(file);
    if (before === undefined) return null;
    const after = edited(before, [...ofFile.values()]);
    if (file.endsWith(".nix") && isBroken(before, after)) return null;
    if (after !== before) files.push({ file, before, after, count: counts.get(file) ?? 0 });
  }
  return files;
}

/** Line ends that a fix writes are those of the file. */
function edited(text: string, edits: readonly Edit[]): string {
  const crlf = text.includes("\r\n");
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end, text: put } of [...edits].sort((a, b) => a.start - b.start)) {
    pieces.push(text.slice(from, start), crlf ? put.replace(/\r?\n/g, "\r\n") : put);
    from = end;
  }
  return pieces.join("") + text.slice(from);
}

function isBroken(before: string, after: string): boolean {
  const old = parse(before);
  const now = parse(after);
  if (now.problems.length > old.problems.length) return true;
  const kept = now.comments.map(({ text }) => text);
  return old.comments.some(({ text }, i) => kept[i] !== text);
}

export interface FixOutcome<Result> {
  /** What is found when all is fixed. */
  readonly result: Result;
  /** Files that differ from what they were at first, sorted. */
  readonly files: readonly FixedFile[];
  readonly refused: readonly RefusedFix[];
}

/**
 * Lints and fixes until a round changes nothing. `lintWith` lints with some files replaced; `textOf` gives a file as it
 * was at first, undefined for one that must not be changed.
 */
export async function fixUntilDone<Result extends { readonly findings: readonly Finding[] }>(
  lintWith: (texts: ReadonlyMap<string, string>) => Promise<Result>,
  textOf: (file: string) => string | undefined,
  unsafe: boolean,
): Promise<FixOutcome<Result>> {
  const texts = new Map<string, string>();
  const counts = new Map<string, number>();
  const refused: RefusedFix[] = [];
  let result = await lintWith(texts);
  for (let round = 0; round < MAX_FIX_ROUNDS; round++) {
    const options = { unsafe, refused: new Set(refused.map(fixId)) };
    const fixed = applyFixes(result.findings, (file) => texts.get(file) ?? textOf(file), options);
    refused.push(...fixed.refused);
    if (fixed.files.length === 0) break;
    for (const { file, after, count } of fixed.files) {
      texts.set(file, after);
      counts.set(file, (counts.get(file) ?? 0) + count);
    }
    result = await lintWith(texts);
  }
  const files = [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    result,
    files: files.flatMap(([file, after]) => {
      const before = textOf(file);
      const isSame = before === undefined || before === after;
      return isSame ? [] : [{ file, before, after, count: counts.get(file) ?? 0 }];
    }),
    refused,
  };
}
