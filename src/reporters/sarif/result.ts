import type { Edit, Finding, Fix, RelatedPlace } from "../../core/finding.ts";
import type { SourceFile } from "../../core/source-file.ts";
import type { Sources } from "../sources.ts";
import { visible } from "../visible.ts";
import { level } from "./descriptor.ts";
import { lineHashes } from "./line-hash.ts";
import { artifactLocation, explainedLocation, physicalLocation } from "./location.ts";

/** GitHub shows this many locations of a result and rejects ten times as many. */
const MOST_RELATED = 100;
/** GitHub shows this many steps of a path. */
const MOST_STEPS = 1000;

/** Writes findings as SARIF results; remembers the line hashes of each file. */
export class ResultWriter {
  readonly #sources: Sources;
  readonly #prefix: string;
  readonly #ruleIndex: ReadonlyMap<string, number>;
  readonly #hashes = new Map<string, readonly string[]>();

  constructor(sources: Sources, prefix: string, ruleIndex: ReadonlyMap<string, number>) {
    this.#sources = sources;
    this.#prefix = prefix;
    this.#ruleIndex = ruleIndex;
  }

  result(finding: Finding): object {
    const related = finding.related.slice(0, MOST_RELATED);
    return {
      ruleId: finding.rule,
      ruleIndex: this.#ruleIndex.get(finding.rule),
      level: level(finding.severity),
      message: { text: linkedText(finding.message, related) },
      locations: [{ physicalLocation: physicalLocation(finding.place, this.#prefix) }],
      ...(related.length > 0 && {
        relatedLocations: related.map((it, i) => explainedLocation(it, this.#prefix, i + 1)),
      }),
      ...(finding.steps.length > 0 && { codeFlows: [this.#codeFlow(finding.steps)] }),
      partialFingerprints: this.#fingerprints(finding),
      ...(finding.fix && { fixes: [this.#fix(finding.fix)] }),
      properties: {
        certainty: finding.certainty,
        hosts: finding.hosts.map(visible),
        ...(finding.why !== "" && { why: visible(finding.why) }),
        ...(finding.help !== "" && { help: visible(finding.help) }),
      },
    };
  }

  #codeFlow(steps: readonly RelatedPlace[]): object {
    const locations = steps
      .slice(0, MOST_STEPS)
      .map((step) => ({ location: explainedLocation(step, this.#prefix) }));
    return { threadFlows: [{ locations }] };
  }

  #fingerprints(finding: Finding): object {
    const hash = this.#hashesOf(finding.place.file)[finding.place.line - 1];
    return {
      ...(hash !== undefined && { primaryLocationLineHash: hash }),
      "nixlint/v1": finding.fingerprint,
    };
  }

  #hashesOf(file: string): readonly string[] {
    const known = this.#hashes.get(file);
    if (known) return known;
    const source = this.#sources.get(file);
    const hashes = source ? lineHashes(source.text) : [];
    this.#hashes.set(file, hashes);
    return hashes;
  }

  #fix(fix: Fix): object {
    const byFile = new Map<string, Edit[]>();
    for (const edit of fix.edits) {
      const edits = byFile.get(edit.file);
      if (edits) edits.push(edit);
      else byFile.set(edit.file, [edit]);
    }
    return {
      description: { text: visible(fix.title) },
      artifactChanges: [...byFile].map(([file, edits]) => ({
        artifactLocation: artifactLocation(file, this.#prefix),
        replacements: edits.map((edit) => replacement(edit, this.#sources.get(file))),
      })),
    };
  }
}

/** The message, then a link to each related place: GitHub shows no related place that the text does not link. */
function linkedText(message: string, related: readonly RelatedPlace[]): string {
  const links = related.map((it, i) => `[${linkText(it.message)}](${i + 1})`);
  return links.length === 0 ? visible(message) : `${visible(message)} See: ${links.join("; ")}.`;
}

/** SARIF 3.11.6: brackets and backslashes in the text of a link are escaped. */
function linkText(text: string): string {
  return visible(text).replace(/[\\[\]]/g, "\\$&");
}

function replacement(edit: Edit, source: SourceFile | undefined): object {
  const insertedContent = { text: edit.text };
  if (!source) {
    const charLength = edit.end - edit.start;
    return { deletedRegion: { charOffset: edit.start, charLength }, insertedContent };
  }
  const start = source.position(edit.start);
  const end = source.position(edit.end);
  return {
    deletedRegion: {
      startLine: start.line,
      startColumn: start.column,
      endLine: end.line,
      endColumn: end.column,
    },
    insertedContent,
  };
}
