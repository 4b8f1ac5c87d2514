import type { Finding, LintResult, Note, RelatedPlace } from "../core/finding.ts";
import type { Place } from "../core/span.ts";

/** One result for several repositories: relative to the folder that they have in common. Null for none. */
export function mergeResults(results: readonly LintResult[]): LintResult | null {
  const [first] = results;
  if (first === undefined || results.length === 1) return first ?? null;
  const root = commonFolder(results.map((result) => result.root));
  const moved = results.map((result) => relocate(result, root));
  const sum = (key: "files" | "errors" | "warnings" | "infos" | "durationMs") =>
    results.reduce((total, { summary }) => total + summary[key], 0);
  const hosts = results.reduce((total, { summary }) => total + summary.hosts, 0);
  const known = results.reduce(
    (total, { summary }) => total + summary.knownShare * summary.hosts,
    0,
  );
  const counts = new Map<string, number>();
  for (const { reason, count } of results.flatMap((result) => result.unknown)) {
    counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return {
    root,
    prefix: commonPrefix(first, root),
    hosts: [...new Set(results.flatMap((result) => result.hosts))].sort(),
    findings: moved.flatMap((result) => result.findings),
    notes: moved.flatMap((result) => result.notes),
    sources: Object.assign({}, ...moved.map((result) => result.sources)),
    summary: {
      files: sum("files"),
      hosts,
      errors: sum("errors"),
      warnings: sum("warnings"),
      infos: sum("infos"),
      knownShare: hosts === 0 ? 1 : known / hosts,
      durationMs: sum("durationMs"),
    },
    unknown: [...counts]
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
  };
}

function commonFolder(paths: readonly string[]): string {
  const [first = "/", ...rest] = paths;
  let folder = first;
  while (folder !== "" && !rest.every((path) => path === folder || path.startsWith(`${folder}/`))) {
    folder = folder.slice(0, folder.lastIndexOf("/"));
  }
  return folder === "" ? "/" : folder;
}

/** The way from the git root to the new root; empty where that is above the git root. */
function commonPrefix({ root, prefix }: LintResult, common: string): string {
  const up = root
    .slice(common.length)
    .split("/")
    .filter((part) => part !== "");
  const parts = prefix.split("/").filter((part) => part !== "");
  return up.length >= parts.length ? "" : parts.slice(0, parts.length - up.length).join("/");
}

function relocate(result: LintResult, root: string): LintResult {
  const below = result.root.slice(root === "/" ? 1 : root.length + 1);
  const lead = below === "" ? "" : `${below}/`;
  const place = (it: Place): Place => ({ ...it, file: lead + it.file });
  const related = (it: RelatedPlace): RelatedPlace => ({ ...it, place: place(it.place) });
  const finding = (it: Finding): Finding => ({
    ...it,
    place: place(it.place),
    related: it.related.map(related),
    steps: it.steps.map(related),
    ...(it.fix && {
      fix: { ...it.fix, edits: it.fix.edits.map((edit) => ({ ...edit, file: lead + edit.file })) },
    }),
  });
  const note = (it: Note): Note => (it.file === undefined ? it : { ...it, file: lead + it.file });
  return {
    ...result,
    findings: result.findings.map(finding),
    notes: result.notes.map(note),
    sources: Object.fromEntries(
      Object.entries(result.sources).map(([file, text]) => [lead + file, text]),
    ),
  };
}
