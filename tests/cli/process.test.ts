import { spawn, spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundled, folderWith, json, nixlint } from "./cli.ts";

const ENDLESS = {
  "flake.nix": `{ outputs = { nixpkgs, ... }: {
    nixosConfigurations.web = nixpkgs.lib.nixosSystem {
      modules = [ { networking.hostName = toString (builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: builtins.length (builtins.genList (y: x + y) 100000)) 100000)); } ];
    };
  }; }`,
};

describe.concurrent("the process", () => {
  it("ends at once on SIGINT while it computes", async () => {
    const command = await bundled();
    const child = spawn(process.execPath, [command, folderWith(ENDLESS)], { stdio: "ignore" });
    const ended = new Promise<NodeJS.Signals | null>((done) => {
      child.on("exit", (_, signal) => done(signal));
    });
    await new Promise((later) => setTimeout(later, 1_500));
    expect(child.exitCode, "it ended by itself: make it compute for longer").toBe(null);
    const sent = Date.now();
    child.kill("SIGINT");
    expect(await ended).toBe("SIGINT");
    expect(Date.now() - sent).toBeLessThan(2_000);
  });

  it("says nothing when its reader goes away", async () => {
    const command = await bundled();
    const script = `set -o pipefail; for i in 1 2 3; do "$0" "$1" rules --json; done | head -n 1`;
    const { stdout, stderr } = spawnSync("bash", ["-c", script, process.execPath, command], {
      encoding: "utf8",
    });
    expect(stdout).toBe("{\n");
    expect(stderr).toBe("");
  });

  it("prints everything into a pipe before it ends", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 600 }, (_, i) => [`f${i}.nix`, "{ a = 1; a = 2; }\n"]),
    );
    const outcome = await nixlint([
      "--only",
      "duplicate-attribute",
      "--format",
      "json",
      folderWith(many),
    ]);
    expect(json(outcome).findings).toHaveLength(600);
  });

  it("shows no progress where nobody looks", async () => {
    expect((await nixlint([folderWith({ "a.nix": "{ }" })])).stderr).toBe("");
  });

  it("cannot write a report into a folder that may not be written, and says so", async () => {
    if (process.getuid?.() === 0) return;
    const folder = folderWith({ "a.nix": "{ }", "locked/x": "" });
    chmodSync(join(folder, "locked"), 0o500);
    const outcome = await nixlint(["-o", "locked/out.json"], { cwd: folder });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(/^nixlint: 'locked\/out\.json' cannot be written/);
  });

  it("says so when a report cannot be written", async () => {
    const folder = folderWith({ "a.nix": "{ }", file: "" });
    const outcome = await nixlint(["-o", "file/out.json"], { cwd: folder });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(/^nixlint: 'file\/out\.json' cannot be written/);
  });
});
