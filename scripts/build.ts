/**
 * Bundles the command into dist/: `nixlint.js` (what the shell starts), `worker.js` (what evaluates), `api.js` (what
 * programs import), and the chunks they load when they need them. Packages under `dependencies` in package.json stay outside the bundle; those under
 * `devDependencies` that are imported go into it, and their licences into `THIRD_PARTY_LICENSES.txt`.
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Metafile } from "esbuild";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");

/** CommonJS packages in the bundle ask for Node's modules with `require`, which an ES module does not have. */
const REQUIRE =
  'import { createRequire as __createRequire } from "node:module";' +
  "const require = __createRequire(import.meta.url);";

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function readPackage(folder: string): PackageJson {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

/** Removes what an earlier build wrote; the wasm module is not ours to remove. */
function clean(): void {
  mkdirSync(dist, { recursive: true });
  rmSync(join(dist, "chunks"), { recursive: true, force: true });
  rmSync(join(dist, "catalog"), { recursive: true, force: true });
  for (const file of readdirSync(dist)) {
    if (file.endsWith(".js")) rmSync(join(dist, file));
  }
}

/** Folders of the packages that went into the bundle, sorted. */
function bundledPackages({ inputs }: Metafile): string[] {
  const folders = new Set<string>();
  for (const path of Object.keys(inputs)) {
    const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
    if (folder) folders.add(folder);
  }
  return [...folders].sort();
}

function licence(folder: string): string {
  const { name, version, license = "no licence given" } = readPackage(join(root, folder));
  const file = readdirSync(join(root, folder)).find((it) => /^licen[cs]e(\.|$)/i.test(it));
  const text = file ? readFileSync(join(root, folder, file), "utf8").trim() : "";
  return [`${name} ${version} (${license})`, text].join("\n\n").trim();
}

clean();
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: {
    nixlint: "src/cli/main.ts",
    worker: "src/cli/worker.ts",
    api: "src/cli/api.ts",
  },
  outdir: "dist",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.12",
  // jsonc-parser's `main` is UMD, whose inner `require`s a bundler cannot follow.
  mainFields: ["module", "main"],
  banner: { js: REQUIRE },
  external: Object.keys(readPackage(root).dependencies ?? {}),
  // Names stay: they are what a report about an internal error has.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

const command = join(dist, "nixlint.js");
const text = readFileSync(command, "utf8");
if (!text.startsWith("#!")) writeFileSync(command, `#!/usr/bin/env node\n${text}`);
chmodSync(command, 0o755);

// Read at run time, a file when it is first needed, so that starting does not parse megabytes.
cpSync(join(root, "src/catalog/data"), join(dist, "catalog"), { recursive: true });

const licences = bundledPackages(metafile).map(licence);
writeFileSync(
  join(dist, "THIRD_PARTY_LICENSES.txt"),
  `nixlint contains these packages.\n\n${licences.join(`\n\n${"-".repeat(80)}\n\n`)}\n`,
);
if (!existsSync(join(dist, "nix.wasm"))) {
  console.error("dist/nix.wasm is missing: run `npm run build:wasm`");
  process.exitCode = 1;
}
