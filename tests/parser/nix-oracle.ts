/** Runs real Nix' parser, for comparing with it. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What Nix says of one file: the printed tree, or why it was refused. */
export type NixParse =
  | { readonly accepted: true; readonly printed: string }
  | { readonly accepted: false; readonly error: string };

const scratch = mkdtempSync(join(tmpdir(), "nixlint-oracle-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

const env: NodeJS.ProcessEnv = {
  ...process.env,
  NIX_STORE_DIR: "/nix/store",
  NIX_REMOTE: "dummy://",
  ...Object.fromEntries(
    ["STATE", "LOG", "CONF"].map((kind) => {
      const folder = join(scratch, kind.toLowerCase());
      mkdirSync(folder, { recursive: true });
      return [`NIX_${kind}_DIR`, folder];
    }),
  ),
};

/** Why comparing with Nix is not possible here, or undefined when it is. */
export function nixMissing(): string | undefined {
  const { error, status } = spawnSync("nix-instantiate", ["--version"], { env });
  return error || status !== 0 ? "nix-instantiate is not installed" : undefined;
}

/** The names of Nix' builtins, without `__`. */
export function nixBuiltins(): string[] {
  const args = ["--eval", "--strict", "--json", "-E", "builtins.attrNames builtins"];
  const { stdout } = spawnSync("nix-instantiate", args, { env, encoding: "utf8" });
  return JSON.parse(stdout) as string[];
}

/** Runs once over some files; Nix prints one line for each until it refuses one. */
function run(files: readonly string[]): Promise<{ printed: string[]; error: string | undefined }> {
  return new Promise((resolve, reject) => {
    const child = spawn("nix-instantiate", ["--parse", ...files], { env });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (data: Buffer) => out.push(data));
    child.stderr.on("data", (data: Buffer) => err.push(data));
    child.on("error", reject);
    child.on("close", (status) => {
      const lines = Buffer.concat(out).toString("utf8").split("\n");
      lines.pop();
      const error = status === 0 ? undefined : Buffer.concat(err).toString("utf8").trim();
      resolve({ printed: lines, error: error === "" ? `exit ${status}` : error });
    });
  });
}

/** Parses files with Nix, many to a process. A refused file ends the process, which then starts at the next one. */
export async function nixParse(files: readonly string[]): Promise<NixParse[]> {
  const results: NixParse[] = [];
  while (results.length < files.length) {
    const batch = files.slice(results.length, results.length + 100);
    const { printed, error } = await run(batch);
    for (const text of printed) results.push({ accepted: true, printed: text });
    if (printed.length < batch.length) results.push({ accepted: false, error: error ?? "" });
  }
  return results;
}
