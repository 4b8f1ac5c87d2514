import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type * as Api from "../../src/cli/api.ts";
import { bundled, folderWith } from "./cli.ts";

const folder = folderWith({
  "flake.nix": "{ outputs = { ... }: { }; }\n",
  "a.nix": "{ a = 1; a = 2; }\n",
  "b.nix": "{ imports = [ ./c/ ]; }\n",
});

/** The module that `import "nixlint"` gives. */
async function api(): Promise<typeof Api> {
  return import(join(dirname(await bundled()), "api.js"));
}

describe("import from nixlint", () => {
  it("lints as the command does", async () => {
    const { format, lint } = await api();
    const phases: string[] = [];
    const result = await lint(folder, {
      only: ["duplicate-attribute", "path-slash"],
      rules: { "path-slash": "info" },
      onPhase: (phase) => phases.push(phase),
    });
    expect(result.findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
      "duplicate-attribute error",
      "path-slash info",
    ]);
    expect(phases).toContain("running rules");
    expect(JSON.parse(await format(result, "json")).findings).toHaveLength(2);
  });

  it("takes a text that is not saved", async () => {
    const { lint } = await api();
    const text = { file: join(folder, "b.nix"), content: "{ b = 1; b = 2; }" };
    const { findings } = await lint([], { text, only: ["duplicate-attribute"] });
    expect(findings).toMatchObject([{ place: { file: "b.nix" } }]);
  });

  it("rejects mistakes with UserError", async () => {
    const { lint, UserError } = await api();
    await expect(lint("/nowhere")).rejects.toBeInstanceOf(UserError);
    await expect(lint(folder, { only: ["nothing"] })).rejects.toThrow("there is no rule 'nothing'");
  });

  it("knows the rules", async () => {
    const { rules, version } = await api();
    expect((await rules()).map(({ id }) => id)).toContain("duplicate-address");
    expect(version).toMatch(/^\d/);
  });
});
