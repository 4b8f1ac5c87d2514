// Builds dist/ after `npm install` in a clone, before `npm pack`, and when npm or pre-commit install
// this repository straight from git. Plain JavaScript: it runs before there is a TypeScript loader.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** Runs npm in the repository with all its chatter on stderr: pre-commit reads the stdout of `npm pack`. */
function npm(args, env = process.env) {
  const cli = process.env.npm_execpath;
  const [command, first] = cli ? [process.execPath, [cli]] : ["npm", []];
  const { status } = spawnSync(command, [...first, ...args], {
    cwd: root,
    env,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) process.exit(status ?? 1);
}

function hasBuildTools() {
  try {
    require.resolve("esbuild");
    require.resolve("tsx");
    return true;
  } catch {
    return false;
  }
}

/** `npm install -g git+file://...` of npm 10 and 11 hands its own `global` down, so no tools arrive in the clone. */
function withoutGlobal() {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^npm_config_(global|location|prefix|local_prefix|omit|include|production)$/i.test(name)) {
      delete env[name];
    }
  }
  return env;
}

if (!existsSync(`${root}/src/cli/main.ts`)) process.exit(0);
if (!hasBuildTools() && process.env.npm_config_global === "true") {
  npm(["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"], withoutGlobal());
}
// Without the tools (`npm ci --omit=dev`) there is nothing to build with, and nothing was asked for.
if (hasBuildTools()) npm(["run", "--silent", "build"], withoutGlobal());
