import { describe, expect, it } from "vitest";
import type { Span } from "../../src/core/span.ts";
import { DEFAULT_CONFIGURATION, withFile } from "../../src/linter/configuration.ts";
import { UnknownHostError } from "../../src/linter/lint.ts";
import type { Report } from "../../src/rules/define.ts";
import unusedSuppression from "../../src/rules/unused-suppression.ts";
import { type FolderOptions, lintFiles } from "../lint-folder.ts";
import { hostRule } from "./sample-rules.ts";

const fleet = (first = "{ }") => ({
  "a.nix": first,
  "flake.nix": `{
    inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
    outputs = { nixpkgs, ... }: {
      nixosConfigurations = nixpkgs.lib.genAttrs [ "web" "mail" "display-1" ] (name:
        nixpkgs.lib.nixosSystem { modules = [ { networking.hostName = name; } ]; });
    };
  }`,
});

/** What a rule that reports each host comes to, as `severity hosts: message`. */
function found(
  say: (host: string, at: Span) => Report,
  options: FolderOptions & { first?: string } = {},
): string[] {
  const rules = [hostRule(say), unusedSuppression];
  const { findings } = lintFiles(fleet(options.first), { rules, ...options });
  return findings.map(({ severity, hosts, message }) => `${severity} ${hosts.join()}: ${message}`);
}

const same = (_: string, at: Span): Report => ({ at, message: "The same.", key: "k" });
const named = (host: string, at: Span): Report => ({ at, message: `On ${host}.`, key: "k" });
const keyed = (host: string, at: Span): Report => ({ at, message: `On ${host}.`, key: host });

describe("what several hosts have at one place", () => {
  it("is one finding that names them all", () => {
    expect(found(same)).toEqual(["warning display-1,mail,web: The same."]);
  });

  it("is one even when the words name the host, as long as the key does not", () => {
    expect(found(named)).toEqual(["warning display-1,mail,web: On display-1."]);
    expect(found(keyed)).toEqual([
      "warning display-1: On display-1.",
      "warning mail: On mail.",
      "warning web: On web.",
    ]);
  });

  it("is proven when it is for one of them, and as bad as for the worst", () => {
    const rules = [
      hostRule((host, at) => ({
        ...same(host, at),
        certainty: host === "mail" ? "proven" : "possible",
        severity: host === "web" ? "error" : "info",
      })),
    ];
    const { findings } = lintFiles(fleet(), { rules });
    expect(findings).toMatchObject([{ certainty: "proven", severity: "error" }]);
  });
});

describe("settings for hosts", () => {
  const configuration = withFile(DEFAULT_CONFIGURATION, {
    overrides: [
      { hosts: ["display-*"], rules: { "per-host": "off" } },
      { hosts: ["mail"], files: ["a.nix"], rules: { "per-host": "error" } },
      { hosts: ["web"], files: ["b.nix"], rules: { "per-host": "error" } },
    ],
  });

  it("change what is found on them", () => {
    expect(found(keyed, { configuration })).toEqual([
      "error mail: On mail.",
      "warning web: On web.",
    ]);
    expect(found(same, { configuration })).toEqual(["error mail,web: The same."]);
  });
});

describe("suppressions for hosts", () => {
  it("leave the others", () => {
    const first = "{ } # nixlint-disable-line per-host [host=mail,display-*] -- they may";
    expect(found(same, { first })).toEqual(["warning web: The same."]);
  });

  it("that hold for none are reported", () => {
    const first = "{ } # nixlint-disable-line per-host [host=nobody]";
    expect(found(same, { first })).toEqual([
      "warning display-1,mail,web: The same.",
      "warning : There is no finding of 'per-host' on this line.",
    ]);
  });
});

describe("the hosts asked for", () => {
  it("limit the report", () => {
    expect(found(keyed, { hosts: ["web"] })).toEqual(["warning web: On web."]);
  });

  it("leave suppressions of other hosts alone", () => {
    const first = "{ } # nixlint-disable-line per-host [host=mail]";
    expect(found(keyed, { hosts: ["web"], first })).toEqual(["warning web: On web."]);
  });

  it("must be there", () => {
    expect(() => found(keyed, { hosts: ["wbe"] })).toThrow(UnknownHostError);
  });
});

describe("places outside of the root", () => {
  const outside = (at: Span): Span => ({
    file: Object.assign(Object.create(Object.getPrototypeOf(at.file)), at.file, {
      path: "/nix/x.nix",
    }),
    start: 0,
    end: 1,
  });

  it("give way to the nearest place inside, and are left out of what explains", () => {
    const rules = [
      hostRule((host, at) => ({
        ...same(host, at),
        at: outside(at),
        related: [
          { at: outside(at), message: "outside" },
          { at, message: "inside" },
        ],
        fix: { title: "Mend it", kind: "safe", edits: [{ at: outside(at), text: "" }] },
      })),
    ];
    const { findings } = lintFiles(fleet(), { rules });
    expect(findings).toMatchObject([
      { place: { file: "a.nix" }, related: [{ message: "inside" }] },
    ]);
    expect(findings[0]).not.toHaveProperty("fix");
  });

  it("alone are not reported", () => {
    const rules = [hostRule((host, at) => ({ ...same(host, at), at: outside(at) }))];
    expect(lintFiles(fleet(), { rules }).findings).toEqual([]);
  });
});
