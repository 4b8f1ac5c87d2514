/**
 * `npm run parse-corpus -- DIR...`: parses every .nix file below the folders with nixlint and with nix-instantiate, and
 * compares whether each is accepted and, where it is, the tree. Exits with 1 when nixlint rejects what Nix accepts.
 */
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { prepareParser } from "../src/cli/wasm.ts";
import type { ParsedFile } from "../src/parser/ast.ts";
import { parse } from "../src/parser/parse.ts";
import { printExpr } from "../src/parser/print.ts";
import { undefinedVariables } from "../src/parser/scope.ts";
import { type NixParse, nixBuiltins, nixMissing, nixParse } from "../tests/parser/nix-oracle.ts";
import { comparable } from "../tests/parser/printed.ts";

/** Builtins that are variables without `__`. */
const plainGlobals = [
  "abort",
  "baseNameOf",
  "break",
  "builtins",
  "derivation",
  "derivationStrict",
  "dirOf",
  "false",
  "fetchGit",
  "fetchMercurial",
  "fetchTarball",
  "fetchTree",
  "fromTOML",
  "import",
  "isNull",
  "map",
  "null",
  "placeholder",
  "removeAttrs",
  "scopedImport",
  "throw",
  "toString",
  "true",
];

function nixFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".nix"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Why nixlint rejects a file, or undefined. */
function rejection(
  text: string,
  file: ParsedFile,
  globals: ReadonlySet<string>,
): string | undefined {
  const problem = file.problems[0];
  if (problem) {
    const line = text.slice(0, problem.start).split("\n").length;
    return `line ${line}: ${problem.message}`;
  }
  if (file.encrypted) return "encrypted";
  const [variable] = undefinedVariables(file.root, globals);
  return variable && `undefined variable '${variable.name}'`;
}

type Outcome =
  | "both accept"
  | "both reject"
  | "wrongly rejected"
  | "wrongly accepted"
  | "tree"
  | "newer";

/** Whether the difference is one between Nix 2.8, which Debian has, and today's Nix, which nixlint follows. */
function isNewer(reason: string | undefined, error: string, text: string): boolean {
  if (reason !== undefined) return reason.includes("null byte");
  return error.includes("undefined variable 'break'") || / \|> | <\| /.test(text);
}

function compare(
  path: string,
  nix: NixParse,
  globals: ReadonlySet<string>,
): { outcome: Outcome; detail: string } {
  const text = readFileSync(path, "utf8");
  const file = parse(text);
  const reason = rejection(text, file, globals);
  const error = nix.accepted ? "" : (nix.error.split("\n")[0] ?? "");
  if ((reason === undefined) !== nix.accepted && isNewer(reason, error, text)) {
    return { outcome: "newer", detail: reason ?? error };
  }
  if (reason !== undefined) {
    const outcome = nix.accepted ? "wrongly rejected" : "both reject";
    return { outcome, detail: nix.accepted ? reason : `${reason} | ${error}` };
  }
  if (!nix.accepted) return { outcome: "wrongly accepted", detail: error };
  const options = { folder: dirname(path), home: homedir() };
  const ours = comparable(printExpr(file.root, options));
  const theirs = comparable(nix.printed);
  if (ours === theirs) return { outcome: "both accept", detail: "" };
  let at = 0;
  while (ours[at] === theirs[at]) at++;
  const shown = (value: string): string => value.slice(Math.max(0, at - 40), at + 60);
  return { outcome: "tree", detail: `\n    ours: ${shown(ours)}\n    nix:  ${shown(theirs)}` };
}

const verbose = process.argv.includes("--verbose");
const folders = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const missing = nixMissing();
if (folders.length === 0 || missing) {
  console.error(missing ?? "usage: npm run parse-corpus -- [--verbose] DIR...");
  process.exit(2);
}
prepareParser();
const files = folders.flatMap((folder) => nixFiles(resolve(folder)));
const half = Math.ceil(files.length / 2);
const nix = (
  await Promise.all([nixParse(files.slice(0, half)), nixParse(files.slice(half))])
).flat();
const globals = new Set([...plainGlobals, ...nixBuiltins().map((name) => `__${name}`)]);
globals.add("__currentSystem").add("__currentTime").add("__nixPath").add("__storeDir");

const groups = new Map<Outcome, string[]>();
files.forEach((path, index) => {
  const { outcome, detail } = compare(path, nix[index] as NixParse, globals);
  const list = groups.get(outcome) ?? [];
  list.push(`${path}: ${detail}`);
  groups.set(outcome, list);
});
const shown: readonly (readonly [Outcome, string])[] = [
  ["both accept", "accepted by both, same tree"],
  ["tree", "accepted by both, different tree"],
  ["both reject", "rejected by both"],
  ["wrongly rejected", "wrongly rejected"],
  ["wrongly accepted", "wrongly accepted"],
  ["newer", "different because nixlint follows a newer Nix"],
];
for (const [outcome, title] of shown) {
  const list = groups.get(outcome) ?? [];
  console.log(`${String(list.length).padStart(6)}  ${title}`);
  if (outcome === "both accept" || (outcome === "both reject" && !verbose)) continue;
  for (const line of list) console.log(`          ${line}`);
}
process.exit((groups.get("wrongly rejected")?.length ?? 0) > 0 ? 1 : 0);
