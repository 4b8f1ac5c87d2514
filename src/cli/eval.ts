import { SourceFile } from "../core/source-file.ts";
import type { BuiltinTable } from "../evaluator/builtins/define.ts";
import { builtinsFor, type NixPathEntry } from "../evaluator/builtins/index.ts";
import { jsonBuiltins } from "../evaluator/builtins/json.ts";
import { attempt } from "../evaluator/builtins/partly.ts";
import { pathBuiltins } from "../evaluator/builtins/paths.ts";
import { xmlBuiltins } from "../evaluator/builtins/xml.ts";
import { call } from "../evaluator/call.ts";
import { coerceToText, normalisePath } from "../evaluator/coerce.ts";
import { deepForceAll } from "../evaluator/deep.ts";
import { describe } from "../evaluator/describe.ts";
import { BudgetExceeded, EvalError } from "../evaluator/errors.ts";
import { Evaluator } from "../evaluator/evaluator.ts";
import type { EvalIO } from "../evaluator/io.ts";
import { print } from "../evaluator/print.ts";
import { piecesOf, type Text } from "../evaluator/text.ts";
import {
  Attrs,
  Choice,
  force,
  Lambda,
  type Lazy,
  lazy,
  NixPath,
  OpenList,
  Unknown,
  type Value,
} from "../evaluator/value.ts";
import { parse } from "../parser/parse.ts";
import {
  EVAL_USAGE,
  type EvalArguments,
  parseAttrPath,
  parseEvalArguments,
  UsageError,
} from "./eval-args.ts";
import { formatEvalError, formatProblems } from "./eval-error.ts";
import { FETCHURL, FETCHURL_NAME, FETCHURL_PATH } from "./nix-fetchurl.ts";

/** What `nixlint eval` needs of the machine. */
export interface EvalSurroundings {
  /** Absolute; relative paths start here, and files under it may be read. */
  readonly cwd: string;
  /** Reads under `cwd` and the granted paths. */
  open(granted: readonly string[]): EvalIO;
  readStdin(): string;
  /** `builtins.currentSystem`, such as `x86_64-linux`. */
  readonly system: string;
  /** Entries of the search path after those of `-I`. */
  readonly nixPath?: readonly string[];
  /** What `builtins.getEnv` sees; nothing by default. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a command prints, and its exit code: 0 for success, 1 for an error in the user's Nix, 2 for wrong usage. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: 0 | 1 | 2;
}

/** `nixlint eval`: deep recursion needs a big stack, so run it in a worker that has one. */
export function run(args: readonly string[], surroundings: EvalSurroundings): CommandResult {
  if (args.includes("--help")) return { stdout: EVAL_USAGE, stderr: "", exitCode: 0 };
  let options: EvalArguments;
  let attrPaths: string[][];
  try {
    options = parseEvalArguments(args);
    attrPaths = options.attrPaths.map(parseAttrPath);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { stdout: "", stderr: `nixlint eval: ${error.message}\n`, exitCode: 2 };
  }
  return new EvalRun(options, surroundings).result(attrPaths.length === 0 ? [[]] : attrPaths);
}

/** A file that nix would not have read; its problems were printed. */
class SyntaxFailure extends Error {}

class EvalRun {
  readonly #options: EvalArguments;
  readonly #surroundings: EvalSurroundings;
  readonly #evaluator: Evaluator;
  #stdout = "";
  #stderr = "";

  constructor(options: EvalArguments, surroundings: EvalSurroundings) {
    this.#options = options;
    this.#surroundings = surroundings;
    const nixPath = [...options.searchPath, ...(surroundings.nixPath ?? [])].map((entry) => {
      const { prefix, path } = nixPathEntry(entry);
      return { prefix, path: this.#absolute(path) };
    });
    const granted = nixPath.map(({ path }) => path);
    if (options.source.kind === "file") granted.push(folderOf(this.#absolute(options.source.path)));
    this.#evaluator = new Evaluator({
      io: surroundings.open(granted),
      builtins: (evaluator) =>
        builtinsFor(evaluator, { nixPath, environment: surroundings.environment ?? {} }),
      searchPath: (name) => this.#findFile(name),
      ...(surroundings.environment?.HOME && { home: surroundings.environment.HOME }),
      importElsewhere: (path) =>
        path === FETCHURL_PATH
          ? lazy(() => this.#evaluator.evalText(FETCHURL, "/", FETCHURL_PATH))
          : undefined,
      currentSystem: options.system ?? surroundings.system,
      strictScope: true,
      onTrace: (message) => {
        this.#stderr += `${message}\n`;
      },
    });
  }

  result(attrPaths: readonly string[][]): CommandResult {
    let exitCode: 0 | 1 = 0;
    try {
      const root = this.#root();
      for (const path of attrPaths) this.#stdout += this.#show(this.#select(root, path));
      this.#rejectProblems();
    } catch (error) {
      exitCode = 1;
      const explanation = this.#explain(error);
      this.#stderr += explanation;
    }
    return { stdout: exitCode === 0 ? this.#stdout : "", stderr: this.#stderr, exitCode };
  }

  #explain(error: unknown): string {
    if (error instanceof SyntaxFailure) return "";
    if (error instanceof BudgetExceeded) return `error: ${error.reason.text}\n`;
    if (error instanceof RangeError && /call stack/.test(error.message)) {
      return "error: stack overflow (possible infinite recursion)\n";
    }
    if (!(error instanceof EvalError)) throw error;
    // A file that nix could not parse explains more than what follows from it.
    try {
      this.#rejectProblems();
    } catch {
      return "";
    }
    return formatEvalError(error);
  }

  #root(): Value {
    const { source } = this.#options;
    const { cwd } = this.#surroundings;
    if (source.kind === "file") {
      const value = this.#evaluator.importPath(this.#absolute(source.path));
      this.#rejectProblems();
      return value;
    }
    const text = source.kind === "stdin" ? this.#surroundings.readStdin() : source.text;
    return this.#evalText(text, cwd);
  }

  #evalText(text: string, folder: string): Value {
    const parsed = parse(text);
    this.#reject({ source: new SourceFile("«string»", text), parsed });
    return this.#evaluator.evalText(text, folder);
  }

  #rejectProblems(): void {
    for (const file of this.#evaluator.files.values()) this.#reject(file);
  }

  #reject(file: Parameters<typeof formatProblems>[0]): void {
    if (file.parsed.problems.length === 0) return;
    this.#stderr += formatProblems(file);
    throw new SyntaxFailure();
  }

  /** The value at an attribute path; functions with named arguments on the way are called, as nix does. */
  #select(root: Value, path: readonly string[]): Value {
    let value = root;
    for (const name of path) {
      value = this.#autoCall(value);
      if (value instanceof Unknown || value instanceof Choice) return value;
      value = step(value, name, path);
    }
    return this.#options.arguments.length === 0 ? value : this.#autoCall(value);
  }

  #autoCall(value: Value): Value {
    if (value instanceof Attrs) {
      const functor = value.map.get("__functor");
      if (functor === undefined) return value;
      return this.#autoCall(call(this.#evaluator, force(functor), value, null));
    }
    if (!(value instanceof Lambda) || value.info.formals === null) return value;
    const { formals, ellipsis } = value.info;
    const given = this.#given();
    const passed = new Map<string, Lazy>(ellipsis ? given : []);
    for (const { name, hasDefault, span } of formals) {
      const argument = given.get(name);
      if (argument !== undefined) passed.set(name, argument);
      else if (!hasDefault) {
        throw new EvalError(
          "missing-argument",
          `cannot evaluate a function that has an argument without a value ('${name}')`,
          span,
          name,
        );
      }
    }
    return call(this.#evaluator, value, new Attrs(passed), null);
  }

  #given(): Map<string, Lazy> {
    const given = new Map<string, Lazy>();
    for (const { name, text, literal } of this.#options.arguments) {
      const value = literal ? lazy(() => this.#evalText(text, this.#surroundings.cwd)) : text;
      given.set(name, value);
    }
    return given;
  }

  #show(value: Value): string {
    const { output, strict } = this.#options;
    if (output === "json") return `${this.#convert(jsonBuiltins.toJSON, value, jsonHole)}\n`;
    if (output === "xml") return this.#convert(xmlBuiltins.toXML, value, textHole);
    if (output === "raw") return fill(coerceToText(this.#evaluator, value, "interpolation"));
    if (strict) deepForceAll(value);
    return `${print(value)}\n`;
  }

  #convert(
    builtin: BuiltinTable[string] | undefined,
    value: Value,
    hole: (before: string, reason: string) => string,
  ): string {
    const text = runBuiltin(builtin, this.#evaluator, value);
    return text instanceof Unknown ? hole("", text.reason.text) : fill(text as Text, hole);
  }

  /** The value of `<name>`. */
  #findFile(name: string): Value {
    const entries = this.#evaluator.builtins.get("nixPath") as Lazy;
    try {
      return runBuiltin(pathBuiltins.findFile, this.#evaluator, entries, name);
    } catch (error) {
      if (name !== FETCHURL_NAME || !(error instanceof EvalError)) throw error;
      return new NixPath(FETCHURL_PATH);
    }
  }

  #absolute(path: string): string {
    return normalisePath(path.startsWith("/") ? path : `${this.#surroundings.cwd}/${path}`);
  }
}

/** What a builtin gives; unknown where it asks for what is not known. */
function runBuiltin(
  builtin: BuiltinTable[string] | undefined,
  ev: Evaluator,
  ...args: Lazy[]
): Value {
  if (builtin === undefined) throw new Error("no such builtin");
  return attempt(() => builtin[1](ev, ...args));
}

function step(value: Value, name: string, path: readonly string[]): Value {
  const whole = path.join(".");
  if (/^\d+$/.test(name)) {
    const isList = Array.isArray(value) || value instanceof OpenList;
    if (!isList) throw wrongKind(whole, "a list", value);
    const index = Number(name);
    const known = Array.isArray(value) ? value.length : value.prefix;
    const item = (Array.isArray(value) ? value : value.items)[index];
    if (index < known) return force(item as Lazy);
    if (value instanceof OpenList) return new Unknown(value.reason);
    throw new EvalError(
      "other",
      `list index ${index} in selection path '${whole}' is out of range`,
    );
  }
  if (!(value instanceof Attrs)) throw wrongKind(whole, "a set", value);
  const attribute = value.get(name);
  if (attribute !== undefined) return force(attribute);
  const message = `attribute '${name}' in selection path '${whole}' not found`;
  throw new EvalError("missing-attribute", message, null, name);
}

function wrongKind(path: string, expected: string, value: Value): EvalError {
  return new EvalError(
    "type",
    `the expression selected by the selection path '${path}' should be ${expected} but is ${describe(value)}`,
  );
}

/** The text with its holes filled by what `hole` makes of the text before and the reason. */
function fill(text: Text, hole: (before: string, reason: string) => string = textHole): string {
  let filled = "";
  for (const piece of piecesOf(text)) {
    filled += typeof piece === "string" ? piece : hole(filled, piece.reason.text);
  }
  return filled;
}

function textHole(_before: string, reason: string): string {
  return `«unknown: ${reason}»`;
}

/** Inside of a string the hole is text, elsewhere a value: `{ "$unknown": why }`. */
function jsonHole(before: string, reason: string): string {
  const quotes = before.replace(/\\./g, "").split('"').length - 1;
  return quotes % 2 === 1
    ? JSON.stringify(textHole(before, reason)).slice(1, -1)
    : JSON.stringify({ $unknown: reason });
}

function nixPathEntry(entry: string): NixPathEntry {
  const equals = entry.indexOf("=");
  return equals < 0
    ? { prefix: "", path: entry }
    : { prefix: entry.slice(0, equals), path: entry.slice(equals + 1) };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 1));
}
