import { describe, expect, it } from "vitest";
import { readBaseline, writeBaseline } from "../../src/linter/baseline.ts";
import { DEFAULT_CONFIGURATION, withFile } from "../../src/linter/configuration.ts";
import { lintFiles } from "../lint-folder.ts";
import { broken, todo } from "./sample-rules.ts";

const rules = [todo];

function fingerprints(text: string): string[] {
  return lintFiles({ "a.nix": text }, { rules }).findings.map(({ fingerprint }) => fingerprint);
}

describe("findings", () => {
  it("are sorted by file, line and column, with 1-based places relative to the root", () => {
    const { findings, sources } = lintFiles(
      { "b.nix": '"TODO"', "a.nix": '[\n  "TODO" "TODO-x"\n]', "c/d.nix": '{ a = "TODO"; }' },
      { rules },
    );
    expect(findings.map(({ place }) => `${place.file}:${place.line}:${place.column}`)).toEqual([
      "a.nix:2:4",
      "a.nix:2:11",
      "b.nix:1:2",
      "c/d.nix:1:8",
    ]);
    expect(Object.keys(sources)).toEqual(["a.nix", "b.nix", "c/d.nix"]);
    expect(findings[0]).toMatchObject({
      severity: "warning",
      certainty: "proven",
      why: "It matters.",
      help: "Mend it.",
      place: { endLine: 2, endColumn: 8, start: 5, end: 9 },
    });
  });

  it("keep their fingerprint when lines move, and each has its own", () => {
    const before = fingerprints('[ "TODO-x" "TODO-y" "TODO-y" ]');
    const after = fingerprints('\n\n[\n# moved\n"TODO-x"\n "TODO-y"\n "TODO-y" ]');
    expect(after).toEqual(before);
    expect(new Set(before).size).toBe(3);
    for (const fingerprint of before) expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });

  it("are the same in every run", () => {
    const files = { "a.nix": '[ "TODO" "TODO" ]', "b.nix": '"TODO"' };
    expect(lintFiles(files, { rules })).toEqual(lintFiles(files, { rules }));
  });

  it("of a rule that throws are missing, which is said without a trace, and the others are there", () => {
    const failures: unknown[] = [];
    const result = lintFiles(
      { "a.nix": '"TODO"' },
      { rules: [broken, todo], onFailure: (error) => failures.push(error) },
    );
    expect(result.findings.map(({ rule }) => rule)).toEqual(["todo"]);
    expect(result.notes.filter(({ kind }) => kind === "internal")).toEqual([
      {
        kind: "internal",
        message:
          "rule 'broken' failed on 'a.nix' (TypeError: x is not a function); this is a mistake in nixlint, and the rest of it ran",
      },
    ]);
    expect(failures).toHaveLength(1);
  });

  it("are limited to paths", () => {
    const files = { "a.nix": '"TODO"', "hosts/b.nix": '"TODO"', "hosts2/c.nix": '"TODO"' };
    const at = (...paths: string[]) =>
      lintFiles(files, { rules, paths }).findings.map(({ place }) => place.file);
    expect(at("hosts")).toEqual(["hosts/b.nix"]);
    expect(at("a.nix", "hosts/b.nix")).toEqual(["a.nix", "hosts/b.nix"]);
    expect(at("nothing.nix")).toEqual([]);
  });

  it("are limited by severity, and counted", () => {
    const files = { "a.nix": '"TODO"' };
    expect(lintFiles(files, { rules }).summary).toMatchObject({ files: 1, warnings: 1, errors: 0 });
    expect(lintFiles(files, { rules, severity: "error" }).summary.warnings).toBe(0);
  });
});

describe("severity", () => {
  const files = { "a.nix": '"TODO"', "old/b.nix": '"TODO"' };
  const severities = (file: Parameters<typeof withFile>[1]) => {
    const configuration = withFile(DEFAULT_CONFIGURATION, file);
    const { findings } = lintFiles(files, { rules, configuration });
    return findings.map(({ place, severity }) => `${place.file} ${severity}`);
  };

  it("is the configuration's", () => {
    expect(severities({ rules: { todo: "error" } })).toEqual(["a.nix error", "old/b.nix error"]);
    expect(severities({ rules: { todo: "off" } })).toEqual([]);
    expect(severities({ rules: { todo: "on" } })).toEqual(["a.nix warning", "old/b.nix warning"]);
  });

  it("can be set for paths, the last one wins", () => {
    const overrides = [
      { files: ["old"], rules: { todo: "info" as const } },
      { files: ["**/b.nix"], rules: { todo: "error" as const } },
    ];
    expect(severities({ overrides })).toEqual(["a.nix warning", "old/b.nix error"]);
  });

  it("can be switched on for paths alone", () => {
    const overrides = [{ files: ["old/**"], rules: { todo: "on" as const } }];
    expect(severities({ rules: { todo: "off" }, overrides })).toEqual(["old/b.nix warning"]);
  });

  it("for hosts leaves findings that concern no host", () => {
    const overrides = [{ hosts: ["*"], rules: { todo: "off" as const } }];
    expect(severities({ overrides })).toHaveLength(2);
  });
});

describe("baseline", () => {
  const { findings } = lintFiles({ "a.nix": '[ "TODO-x" "TODO-y" ]' }, { rules });
  const content = readBaseline(writeBaseline(findings));

  it("hides what is in it, and nothing new", () => {
    const baseline = { file: "known.json", content };
    const result = lintFiles({ "a.nix": '[\n"TODO-z" "TODO-y" "TODO-x" ]' }, { rules, baseline });
    expect(result.findings.map(({ message }) => message)).toEqual(["There is a TODO z."]);
    expect(result.notes.filter(({ kind }) => kind === "configuration")).toEqual([]);
  });

  it("says which entries are out of date", () => {
    const baseline = { file: "known.json", content };
    const { notes } = lintFiles({ "a.nix": '"TODO-x"' }, { rules, baseline });
    expect(notes.filter(({ kind }) => kind === "configuration")).toEqual([
      {
        kind: "configuration",
        file: "known.json",
        message: "an entry of the baseline is no longer found: todo in 'a.nix': There is a TODO y.",
      },
    ]);
  });

  it("that is none is refused in a sentence", () => {
    expect(() => readBaseline("{")).toThrow(/it is not JSON/);
    expect(() => readBaseline("[]")).toThrow(/not a baseline of nixlint/);
    expect(() => readBaseline('{"version":1,"findings":[{}]}')).toThrow(/no fingerprint/);
  });
});
