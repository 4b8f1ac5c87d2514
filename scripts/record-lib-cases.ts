/*
 * Records what nix says of the expressions in fixtures/lib/*.cases: each expression is a line, and the line after it
 * begins with `=>` (what is printed), `=! throw` (an error that tryEval catches) or `=! error`.
 *
 * Nix 2.8 has no readFileType, so give it a copy of the library whose `pathType` reads the folder instead.
 *
 *   npx tsx scripts/record-lib-cases.ts <folder of nixpkgs' lib> [files...]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [library, ...given] = process.argv.slice(2);
if (library === undefined) throw new Error("which nixpkgs' lib?");
const cases = resolve(import.meta.dirname, "../fixtures/lib");
const files =
  given.length > 0
    ? given
    : readdirSync(cases)
        .filter((name) => name.endsWith(".cases"))
        .map((name) => join(cases, name));
const scratch = mkdtempSync(join(tmpdir(), "lib-cases-"));
const env = {
  ...process.env,
  NIX_STORE_DIR: "/nix/store",
  NIX_STATE_DIR: join(scratch, "state"),
  NIX_LOG_DIR: join(scratch, "log"),
  NIX_CONF_DIR: join(scratch, "conf"),
  NIX_REMOTE: "dummy://",
};

function nix(expression: string): { ok: boolean; output: string } {
  const text = `let lib = import ${resolve(library as string)}; in with lib; ${expression}`;
  const result = spawnSync("nix-instantiate", ["--eval", "--strict", "-E", text], {
    cwd: join(cases, "tree"),
    encoding: "utf8",
    env,
  });
  return { ok: result.status === 0, output: result.stdout.trim() };
}

function recorded(expression: string): string {
  const plain = nix(expression);
  if (plain.ok) return `=> ${plain.output.replaceAll(join(cases, "tree"), "/tree")}`;
  const caught = nix(`builtins.tryEval (let x = ${expression}; in builtins.deepSeq x x)`);
  return caught.ok ? "=! throw" : "=! error";
}

for (const file of files) {
  const lines = readFileSync(file, "utf8").split("\n");
  const kept = lines.filter((line) => !line.startsWith("=>") && !line.startsWith("=!"));
  const result = kept.flatMap((line) =>
    line === "" || line.startsWith("#") ? [line] : [line, recorded(line)],
  );
  writeFileSync(file, result.join("\n"));
}
