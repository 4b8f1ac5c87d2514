import { describe, expect, it } from "vitest";
import type { LintResult } from "../../src/core/finding.ts";
import { formats, reporters } from "../../src/reporters/index.ts";
import { printableJson, visible } from "../../src/reporters/visible.ts";
import { finding, options, placeOf, result, rules, SECRET, sources } from "./sample.ts";

/** What no byte stream of ours may hold; line feeds are ours. */
const HARMFUL =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const EVIL = "x\u001b]0;title\u0007\r\n::error::y\u202e\u2066z\u0085\u009b\ud800\u{e0041}";

const hostile: LintResult = {
  ...result,
  root: `/srv/${EVIL}`,
  prefix: `p${EVIL}`,
  hosts: [EVIL],
  findings: [
    finding({
      rule: EVIL,
      message: EVIL,
      why: EVIL,
      help: EVIL,
      place: { ...placeOf("hosts/loom.nix", "networking"), file: EVIL },
      hosts: [EVIL],
      related: [{ place: placeOf("hosts/loom.nix", "networking"), message: EVIL }],
      steps: [{ place: placeOf("hosts/loom.nix", "networking"), message: EVIL }],
      fix: { title: EVIL, kind: "safe", edits: [{ file: EVIL, start: 0, end: 1, text: EVIL }] },
    }),
  ],
  notes: [{ kind: "file", message: EVIL, file: EVIL, line: 1 }],
  sources: { ...sources, [EVIL]: `networking ${EVIL}` },
  unknown: [{ reason: EVIL, count: 1 }],
};

describe("what users write cannot steer a terminal or a reader", () => {
  for (const format of formats) {
    it(format, () => {
      const written = reporters[format](hostile, { ...options, verbose: true, pathPrefix: EVIL });
      expect(HARMFUL.exec(written)?.index).toBeUndefined();
      expect(written).not.toMatch(/^::error::y/m);
      expect(Buffer.from(written, "utf8").toString("utf8")).toBe(written);
    });
  }

  it("and a terminal's colours stay the only escapes", () => {
    const written = reporters.text(hostile, { ...options, color: 3, verbose: true });
    // biome-ignore lint/complexity/useRegexLiterals: the escape is clearer as a string
    const withoutColours = written.replace(new RegExp("\u001b\\[[0-9;]*m", "g"), "");
    expect(withoutColours).not.toMatch(HARMFUL);
  });

  it("ordinary text is left alone", () => {
    const ordinary = "h\u00f6he \u5bb6 \u{1f9f6} \u{1f469}\u200d\u{1f52c} 'a' <b> % \\";
    expect(visible(ordinary)).toBe(ordinary);
    expect(JSON.parse(printableJson({ [EVIL]: [EVIL, ordinary] }))).toEqual({
      [EVIL]: [EVIL, ordinary],
    });
  });
});

describe("secret text is never quoted", () => {
  const KILN = "hosts/kiln/default.nix";
  const nearby = finding({ rule: "unused-argument", place: placeOf(KILN, "services.mesh") });
  const withNearby = { ...result, findings: [...result.findings, nearby] };

  for (const format of formats) {
    it(`${format}, not even by another rule on the same line`, () => {
      const written = reporters[format](withNearby, { ...options, verbose: true });
      expect(written).not.toContain(SECRET);
    });
  }

  it("while the name it is given to is shown", () => {
    expect(reporters.text(withNearby, options)).toContain(
      "services.mesh.password = \u2022\u2022\u2022",
    );
  });

  it("and a line of a key file is hidden altogether", () => {
    const text = "-----BEGIN KEY-----\nQUJD+REVG/0hJSg==\nQUJD = x\nPASSWORD=hunter2\n";
    const place = {
      file: "id",
      line: 1,
      column: 1,
      endLine: 4,
      endColumn: 9,
      start: 0,
      end: text.length,
    };
    const lines = [1, 2, 3, 4].map((line) =>
      finding({ rule: "unused-argument", place: { ...place, line, endLine: line } }),
    );
    const findings = [finding({ rule: "plaintext-secret", place }), ...lines];
    const written = reporters.text({ ...result, findings, sources: { id: text } }, options);
    for (const part of ["BEGIN", "QUJD+", "hunter2", "= x", "=="]) {
      expect(written).not.toContain(part);
    }
  });

  it("by every rule with the tag, and only those", () => {
    const untagged = rules.map((rule) => ({ ...rule, tags: [] }));
    expect(reporters.text(result, { ...options, rules: untagged })).toContain(SECRET);
  });
});
