import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lintFolder } from "../lint-folder.ts";

const FLEETS = join(import.meta.dirname, "../../fixtures/fleets");

/** What a run found, with the files that explain it. */
function found(fleet: string) {
  const result = lintFolder(join(FLEETS, fleet));
  expect(result.notes).toEqual([]);
  return {
    hosts: result.hosts,
    findings: result.findings.map(({ rule, place, hosts, related }) => ({
      rule,
      at: `${place.file}:${place.line}`,
      hosts,
      related: related.map((one) => `${one.place.file}:${one.place.line}`),
    })),
  };
}

// Every address comes from JSON, through readDir, fromJSON, splitString, foldl', recursiveUpdate, genAttrs, an option's
// default and interpolation.
describe("a fleet that computes its addresses", () => {
  const hosts = ["buoy", "crane", "ferry", "lighthouse", "tug"];

  it("has exactly the two mistakes that were planted, and both entries are shown", () => {
    expect(found("harbour")).toEqual({
      hosts,
      findings: [
        { rule: "plaintext-secret", at: "hosts/tug.nix:12", hosts: ["tug"], related: [] },
        {
          rule: "duplicate-address",
          at: "modules/mesh.nix:38",
          hosts: ["crane", "ferry"],
          related: ["modules/mesh.nix:38", "berths/crane.json:5", "berths/ferry.json:5"],
        },
      ],
    });
  });

  it("has none in its clean twin", () => {
    expect(found("harbour-clean")).toEqual({ hosts, findings: [] });
  });
});
