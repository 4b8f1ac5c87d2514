/** Writes to dist/types what a program that imports nixlint needs of our types: `cli/api.d.ts` and what it leads to. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path/posix";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const target = join(root, "dist/types");
const emitted = mkdtempSync(join(tmpdir(), "nixlint-types-"));

/** Files that a declaration imports, relative to `src`. */
function imports(file: string): string[] {
  const text = readFileSync(join(emitted, "src", file), "utf8");
  return [...text.matchAll(/(?:from|import\()\s*"(\.[^"]+)\.ts"/g)].map(([, path = ""]) =>
    normalize(join(dirname(file), `${path}.d.ts`)),
  );
}

try {
  const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
  const args = [join(dirname(compiler), "bin/tsc"), "-p", "tsconfig.api.json", "--outDir", emitted];
  spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", 2, 2] });
  rmSync(target, { recursive: true, force: true });
  const todo = ["cli/api.d.ts"];
  const done = new Set<string>();
  for (let file = todo.pop(); file !== undefined; file = todo.pop()) {
    if (done.has(file)) continue;
    done.add(file);
    mkdirSync(dirname(join(target, file)), { recursive: true });
    copyFileSync(join(emitted, "src", file), join(target, file));
    todo.push(...imports(file));
  }
} finally {
  rmSync(emitted, { recursive: true, force: true });
}
