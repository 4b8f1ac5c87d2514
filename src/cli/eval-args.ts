/** How `nixlint eval` prints a value. */
export type EvalOutput = "nix" | "json" | "xml" | "raw";

/** What the arguments of `nixlint eval` say. */
export interface EvalArguments {
  /** What is evaluated: text, a file's path, or standard input. */
  readonly source:
    | { readonly kind: "expression"; readonly text: string }
    | { readonly kind: "file"; readonly path: string }
    | { readonly kind: "stdin" };
  /** Attribute paths as written; the value itself if there is none. */
  readonly attrPaths: readonly string[];
  readonly strict: boolean;
  readonly output: EvalOutput;
  /** Arguments for functions on the way: name → expression, or text of a string. */
  readonly arguments: readonly {
    readonly name: string;
    readonly text: string;
    readonly literal: boolean;
  }[];
  /** Entries of the search path for `<name>`, as given: `name=path` or `path`. */
  readonly searchPath: readonly string[];
  readonly system: string | null;
}

/** A mistake in the arguments; `message` is one sentence without full stop. */
export class UsageError extends Error {}

export const EVAL_USAGE = `usage: nixlint eval [options] [FILE]

Evaluates an expression as 'nix-instantiate --eval' does, and prints its value. Nothing is built, fetched or executed.

  -e, --expr EXPR         evaluate EXPR
  -f, --file FILE         evaluate FILE, '-' is standard input
  -A, --attr PATH         select an attribute: a.b."c d".0
      --strict            evaluate what is inside of sets and lists
      --json, --xml       print JSON or XML (implies --strict)
      --raw               print the text of a string as it is
      --arg NAME EXPR     argument for a function with named arguments
      --argstr NAME TEXT  the same, with a text
  -I [NAME=]PATH          where <NAME> is looked for
      --system SYSTEM     builtins.currentSystem
`;

interface Draft {
  source: EvalArguments["source"] | null;
  attrPaths: string[];
  strict: boolean;
  output: EvalOutput;
  arguments: { name: string; text: string; literal: boolean }[];
  searchPath: string[];
  system: string | null;
}

type Apply = (draft: Draft, values: readonly string[]) => Partial<Draft>;

/** How many values each option takes, and what it sets. */
const OPTIONS: Record<string, readonly [count: number, apply: Apply]> = {
  "--expr": [1, (draft, [text = ""]) => withSource(draft, { kind: "expression", text })],
  "--file": [1, (draft, [path = ""]) => withSource(draft, fileSource(path))],
  "--attr": [1, (draft, [path = ""]) => ({ attrPaths: [...draft.attrPaths, path] })],
  "--strict": [0, () => ({ strict: true })],
  "--json": [0, () => ({ output: "json" })],
  "--xml": [0, () => ({ output: "xml" })],
  "--raw": [0, () => ({ output: "raw" })],
  "--arg": [2, (draft, values) => withArgument(draft, values, true)],
  "--argstr": [2, (draft, values) => withArgument(draft, values, false)],
  "--include": [1, (draft, [entry = ""]) => ({ searchPath: [...draft.searchPath, entry] })],
  "--system": [1, (_, [system = ""]) => ({ system })],
  // Taken, and without effect, so that command lines of nix-instantiate work.
  "--eval": [0, () => ({})],
  "--show-trace": [0, () => ({})],
  "--no-location": [0, () => ({})],
};

const SHORT: Record<string, string> = {
  "-e": "--expr",
  "-E": "--expr",
  "-f": "--file",
  "-A": "--attr",
  "-I": "--include",
};

/** Reads the arguments after `eval`; throws `UsageError`. */
export function parseEvalArguments(args: readonly string[]): EvalArguments {
  const draft: Draft = {
    source: null,
    attrPaths: [],
    strict: false,
    output: "nix",
    arguments: [],
    searchPath: [],
    system: null,
  };
  for (let i = 0; i < args.length; ) {
    const arg = args[i++] as string;
    if (!arg.startsWith("-") || arg === "-") {
      Object.assign(draft, withSource(draft, fileSource(arg)));
      continue;
    }
    const { name, attached } = splitOption(arg);
    const option = OPTIONS[name];
    if (option === undefined) throw new UsageError(`unknown option '${arg}'`);
    const [count, apply] = option;
    const values = [...attached, ...args.slice(i, i + count - attached.length)];
    if (values.length !== count) throw new UsageError(`option '${arg}' needs ${count} value(s)`);
    i += count - attached.length;
    Object.assign(draft, apply(draft, values));
  }
  const { source, ...rest } = draft;
  if (source === null) throw new UsageError("an expression (-e) or a file is needed");
  return { ...rest, source };
}

/** `--name=value`, and `-Ivalue` as nix has it. */
function splitOption(arg: string): { name: string; attached: string[] } {
  const equals = arg.indexOf("=");
  if (arg.startsWith("--") && equals > 0) {
    return { name: arg.slice(0, equals), attached: [arg.slice(equals + 1)] };
  }
  if (/^-I./.test(arg)) return { name: "--include", attached: [arg.slice(2)] };
  return { name: SHORT[arg] ?? arg, attached: [] };
}

function fileSource(path: string): EvalArguments["source"] {
  return path === "-" ? { kind: "stdin" } : { kind: "file", path };
}

function withSource(draft: Draft, source: EvalArguments["source"]): Partial<Draft> {
  if (draft.source !== null) throw new UsageError("only one expression or file can be evaluated");
  return { source };
}

function withArgument(
  draft: Draft,
  [name = "", text = ""]: readonly string[],
  literal: boolean,
): Partial<Draft> {
  return { arguments: [...draft.arguments, { name, text, literal }] };
}

/** The names of an attribute path: `a."b.c".0`; throws `UsageError` for an open quote or an empty name. */
export function parseAttrPath(path: string): string[] {
  const names: string[] = [];
  let name = "";
  for (let i = 0; i < path.length; i++) {
    const char = path[i] as string;
    if (char === ".") {
      if (name === "") throw new UsageError(`empty attribute name in selection path '${path}'`);
      names.push(name);
      name = "";
    } else if (char === '"') {
      const end = path.indexOf('"', i + 1);
      if (end < 0) throw new UsageError(`missing closing quote in selection path '${path}'`);
      name += path.slice(i + 1, end);
      i = end;
    } else name += char;
  }
  if (name !== "") names.push(name);
  return names;
}
