/** Uses of builtins by name. */
import { globalNames } from "../../evaluator/builtins/index.ts";
import type { Expr } from "../../parser/ast.ts";
import type { FileAnalysis } from "./file-analysis.ts";

export interface BuiltinUse {
  readonly expr: Expr;
  readonly name: string;
  /** Selected with `or`. */
  readonly hasDefault: boolean;
}

/** `builtins.name`, where `builtins` is that of Nix. */
export function builtinUses({ outline, usage }: FileAnalysis): BuiltinUse[] {
  const uses: BuiltinUse[] = [];
  for (const expr of outline.all("select")) {
    const { subject, path } = expr;
    if (subject.kind !== "variable" || subject.name !== "builtins") continue;
    const [first] = path;
    if (usage.bound.has(subject) || first?.kind !== "static-name") continue;
    uses.push({ expr, name: first.name, hasDefault: expr.default !== null });
  }
  return uses;
}

/** Builtins of newer or other implementations, experimental ones, and those nobody calls by hand. */
const FURTHER = [
  "abort",
  "addDrvOutputDependencies",
  "appendContext",
  "break",
  "builtins",
  "convertHash",
  "currentSystem",
  "currentTime",
  "derivation",
  "derivationStrict",
  "exec",
  "false",
  "fetchClosure",
  "fetchFinalTree",
  "fetchGit",
  "fetchMercurial",
  "fetchTarball",
  "fetchTree",
  "fetchurl",
  "flakeRefToString",
  "fromTOML",
  "getFlake",
  "hashFile",
  "import",
  "importNative",
  "langVersion",
  "nixPath",
  "nixVersion",
  "null",
  "outputOf",
  "parallel",
  "parseFlakeRef",
  "placeholder",
  "scopedImport",
  "storeDir",
  "storePath",
  "throw",
  "toPath",
  "traceVerbose",
  "true",
  "unsafeDiscardOutputDependency",
  "wasm",
  "warn",
];

let names: ReadonlySet<string> | undefined;

/** Every attribute that `builtins` of some Nix has. */
export function builtinNames(): ReadonlySet<string> {
  if (names === undefined) {
    const plain = [...globalNames()].map((name) => name.replace(/^__/, ""));
    names = new Set([...plain, ...FURTHER]);
  }
  return names;
}
