/**
 * Compiles the parser into dist/nix.wasm: the files of src/parser/native, the grammar of npm's tree-sitter-nix and the C
 * core of npm's tree-sitter, by clang from npm, so no compiler is needed on the machine. The hash of everything that
 * goes in is kept in a section of the module; when it is the same nothing is done.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
const output = join(root, "dist/nix.wasm");
const section = "nixlint-inputs";

const flags = [
  "--target=wasm32-wasip1",
  "-flto",
  "-DNDEBUG",
  "-std=gnu11",
  "-D_POSIX_C_SOURCE=200112L",
  "-D_DEFAULT_SOURCE",
  "-fvisibility=hidden",
  "-w",
];
const linkFlags = [
  "-nostartfiles",
  "-Wl,--no-entry",
  "-Wl,--strip-all",
  "-Wl,--stack-first",
  "-Wl,-z,stack-size=1048576",
];
/** Each with the folders in which its headers are looked up first; the core and the grammar have a parser.h each. */
const units: readonly {
  readonly source: string;
  readonly include: readonly string[];
  readonly optimize: string;
}[] = [
  { source: "native/tokens.c", include: ["native"], optimize: "-O2" },
  { source: "native/grammar.c", include: ["native", "grammar"], optimize: "-O2" },
  // Runs for broken files only, and is the biggest: size before speed.
  { source: "native/recover.c", include: ["native", "core/src", "core/include"], optimize: "-Os" },
  { source: "native/host.c", include: ["native"], optimize: "-Os" },
];

interface Tree {
  [name: string]: Tree | Uint8Array | string;
}

function packageFolder(name: string): string {
  return dirname(require.resolve(`${name}/package.json`));
}

/** The C files below a folder, as the compiler's virtual file system wants them. */
function readTree(folder: string): Tree {
  const tree: Tree = {};
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) tree[entry.name] = readTree(path);
    else if (/\.[ch]$/.test(entry.name)) tree[entry.name] = readFileSync(path);
  }
  return tree;
}

function addToHash(hash: ReturnType<typeof createHash>, tree: Tree, path: string): void {
  for (const name of Object.keys(tree).sort()) {
    const entry = tree[name] as Tree | Uint8Array | string;
    if (entry instanceof Uint8Array || typeof entry === "string") {
      hash.update(`${path}/${name}\0${entry.length}\0`).update(entry);
    } else {
      addToHash(hash, entry, `${path}/${name}`);
    }
  }
}

/** The hash that the module on disk was built from, or undefined. */
function builtFrom(): string | undefined {
  try {
    const module = new WebAssembly.Module(readFileSync(output));
    const content = WebAssembly.Module.customSections(module, section)[0];
    return content && Buffer.from(content).toString("latin1");
  } catch {
    return undefined;
  }
}

/** A custom section with a name and content under 64 bytes each, so that every length is one byte. */
function customSection(name: string, content: string): Buffer {
  const body = Buffer.concat([
    Buffer.from([name.length]),
    Buffer.from(name, "latin1"),
    Buffer.from(content, "latin1"),
  ]);
  return Buffer.concat([Buffer.from([0, body.length]), body]);
}

/** The compiler's own types leave out what its documentation describes. */
interface Clang {
  runClang(
    args: string[],
    files: Tree,
    options: {
      stdout: null;
      stderr: (bytes: Uint8Array | null) => void;
    },
  ): Promise<Tree>;
  /** Without arguments it only makes ready, and says how far it is unless told otherwise. */
  runLLVM(args: null, files: Tree, options: { fetchProgress: () => void }): Promise<unknown>;
  readonly Exit: new () => Error & { readonly code: number };
}

async function compile(files: Tree): Promise<Uint8Array<ArrayBuffer>> {
  const { runClang, runLLVM, Exit } = (await import("@yowasp/clang")) as unknown as Clang;
  let tree = files;
  const run = async (args: string[]): Promise<void> => {
    const stderr = (bytes: Uint8Array | null): void => {
      if (bytes) process.stderr.write(bytes);
    };
    try {
      tree = await runClang(["clang", ...args], tree, { stdout: null, stderr });
    } catch (error) {
      // The error of a failed run carries the whole file tree, which would be printed.
      if (error instanceof Exit) throw new Error(`clang ${args.join(" ")}: exit ${error.code}`);
      throw error;
    }
  };
  await runLLVM(null, {}, { fetchProgress: () => undefined });
  const objects: string[] = [];
  for (const { source, include, optimize } of units) {
    const object = `${source.replace(/\W/g, "_")}.o`;
    await run([
      optimize,
      ...flags,
      ...include.flatMap((dir) => ["-I", dir]),
      "-c",
      source,
      "-o",
      object,
    ]);
    objects.push(object);
  }
  await run(["-O2", ...flags, ...linkFlags, ...objects, "-o", "nix.wasm"]);
  return tree["nix.wasm"] as Uint8Array<ArrayBuffer>;
}

const core = packageFolder("tree-sitter");
const files: Tree = {
  native: readTree(join(root, "src/parser/native")),
  grammar: readTree(join(packageFolder("tree-sitter-nix"), "src")),
  core: readTree(join(core, "vendor/tree-sitter/lib")),
};
const clang = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies[
  "@yowasp/clang"
];
const hash = createHash("sha256").update(JSON.stringify([flags, linkFlags, units, clang]));
addToHash(hash, files, "");
const inputs = hash.digest("hex").slice(0, 48);

if (builtFrom() === inputs) {
  console.log("dist/nix.wasm is up to date");
} else {
  const started = performance.now();
  const wasm = await compile(files);
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(wasm));
  if (imports.length > 0) {
    throw new Error(`dist/nix.wasm would import ${imports.map((entry) => entry.name).join(", ")}`);
  }
  mkdirSync(dirname(output), { recursive: true });
  const temporary = `${output}.${process.pid}`;
  writeFileSync(temporary, Buffer.concat([wasm, customSection(section, inputs)]));
  renameSync(temporary, output);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`dist/nix.wasm built: ${(wasm.length / 1024).toFixed(0)} KB in ${seconds} s`);
}
