import { execFile } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, vi } from "vitest";

// A process takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const repository = fileURLToPath(new URL("../..", import.meta.url));
/** Test files run in threads of one process, and share the bundle. */
const bundle = join(tmpdir(), `nixlint-bundle-${process.pid}`);
const REQUIRE =
  'import { createRequire as __createRequire } from "node:module";' +
  "const require = __createRequire(import.meta.url);";

/** Bundles the sources as they are, as `scripts/build.ts` does; `dist` may be of yesterday. */
export async function bundled(): Promise<string> {
  const command = join(bundle, "nixlint.js");
  if (existsSync(command)) return command;
  const draft = mkdtempSync(join(tmpdir(), "nixlint-draft-"));
  await build({
    absWorkingDir: repository,
    entryPoints: {
      nixlint: "src/cli/main.ts",
      worker: "src/cli/worker.ts",
      api: "src/cli/api.ts",
    },
    outdir: draft,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.12",
    mainFields: ["module", "main"],
    banner: { js: REQUIRE },
    logLevel: "warning",
  });
  cpSync(join(repository, "dist/nix.wasm"), join(draft, "nix.wasm"));
  cpSync(join(repository, "src/catalog/data"), join(draft, "catalog"), { recursive: true });
  try {
    renameSync(draft, bundle);
  } catch {
    // Another thread was faster.
    rmSync(draft, { recursive: true, force: true });
  }
  return command;
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the command as a user does. */
export async function nixlint(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const command = await bundled();
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [command, ...args],
      {
        cwd: options.cwd ?? repository,
        encoding: "utf8",
        timeout: 60_000,
        env: { PATH: process.env.PATH, HOME: "/nonexistent", ...options.env },
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
        resolve({ code, stdout, stderr });
      },
    );
    child.stdin?.end(options.stdin ?? "");
  });
}

/** A new folder with these files, removed after the tests; content `null` is a file that nobody may read. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array | null>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "nixlint-test-")));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content ?? "1");
    if (content === null) chmodSync(path, 0);
  }
  return folder;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The result that a run printed with `--format json`. */
export function json({ stdout }: Outcome): {
  hosts: string[];
  findings: { rule: string; file: string; line: number; severity: string; message: string }[];
  notes: { kind: string; message: string; file?: string; line?: number }[];
  summary: { files: number; errors: number };
} {
  return JSON.parse(stdout);
}
