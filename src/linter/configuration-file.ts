import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { didYouMean } from "../core/near-miss.ts";
import { SourceFile } from "../core/source-file.ts";
import type { AnyRule } from "../rules/define.ts";
import type { ConfigurationFile } from "./configuration.ts";
import { ConfigurationError, type ConfigurationProblem } from "./configuration-error.ts";
import { configurationSchema } from "./configuration-schema.ts";

/** Checks configurations against the schema, and says what is wrong where. */
export class ConfigurationChecker {
  readonly #validate: ValidateFunction;

  constructor(rules: readonly AnyRule[]) {
    const ajv = new Ajv({ allErrors: true, verbose: true, strict: false });
    this.#validate = ajv.compile(configurationSchema(rules));
  }

  /** Reads `nixlint.json`: JSON with comments and trailing commas. Throws `ConfigurationError`. */
  readJson(file: string, text: string): ConfigurationFile {
    const source = new SourceFile(file, text);
    const errors: ParseError[] = [];
    const tree = parseTree(text, errors, { allowTrailingComma: true });
    const [error] = errors;
    if (error !== undefined || tree === undefined) {
      // Further errors follow from the first.
      const message =
        error === undefined ? "It is empty." : `${words(printParseErrorCode(error.error))}.`;
      throw new ConfigurationError([{ ...at(source, error?.offset ?? 0), message }]);
    }
    const problems = repeatedKeys(source, tree);
    const value: unknown = getNodeValue(tree);
    const place = (path: Path, key?: string) => placeOf(source, tree, path, key);
    problems.push(...this.#problems(value, place));
    if (problems.length > 0) throw new ConfigurationError(problems.sort(byPlace));
    return value as ConfigurationFile;
  }

  /** Checks a configuration that is no JSON text: of `place` come file and position of each mistake. */
  check(value: unknown, place: (path: Path) => Located): ConfigurationFile {
    const problems = this.#problems(value, place);
    if (problems.length > 0) throw new ConfigurationError(problems);
    return value as ConfigurationFile;
  }

  #problems(value: unknown, place: (path: Path, key?: string) => Located): ConfigurationProblem[] {
    if (this.#validate(value)) return [];
    const errors = this.#validate.errors ?? [];
    const wrongType = new Set(
      errors.filter(({ keyword }) => keyword === "type").map(({ instancePath }) => instancePath),
    );
    return errors
      .filter(({ keyword }) => keyword !== "if")
      .filter(({ keyword, instancePath }) => keyword !== "enum" || !wrongType.has(instancePath))
      .map((error) => {
        const path = pointer(error.instancePath);
        return { ...place(path, error.params.additionalProperty), message: sentence(error, path) };
      });
  }
}

type Path = readonly (string | number)[];
type Located = Omit<ConfigurationProblem, "message">;

function at(source: SourceFile, offset: number): Required<Located> {
  return { file: source.path, ...source.position(offset) };
}

/** Of a key that must not be there the place of the key, else that of the value. */
function placeOf(source: SourceFile, tree: Node, path: Path, key: string | undefined): Located {
  let node: Node | undefined;
  if (key === undefined) node = findNodeAtLocation(tree, [...path]);
  else node = findNodeAtLocation(tree, [...path, key])?.parent?.children?.[0];
  return at(source, node?.offset ?? 0);
}

function repeatedKeys(source: SourceFile, node: Node): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const seen = new Set<string>();
  for (const child of node.children ?? []) {
    problems.push(...repeatedKeys(source, child));
    const key = node.type === "object" ? child.children?.[0] : undefined;
    if (key === undefined) continue;
    if (seen.has(key.value)) {
      problems.push({ ...at(source, key.offset), message: `'${key.value}' is there twice.` });
    }
    seen.add(key.value);
  }
  return problems;
}

function pointer(text: string): Path {
  return text
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function sentence(error: ErrorObject, path: Path): string {
  const { keyword, params } = error;
  const where = path.length === 0 ? "The configuration" : `'${path.join(".")}'`;
  if (keyword === "additionalProperties") {
    const key = String(params.additionalProperty);
    const known = Object.keys(error.parentSchema?.properties ?? {});
    const what = path.at(-1) === "rules" ? "There is no rule" : `${where} has no key`;
    return end(`${what} '${key}'${didYouMean(key, known)}`);
  }
  if (keyword === "enum") {
    const allowed = (params.allowedValues as unknown[]).map(String);
    const given = typeof error.data === "string" ? error.data : JSON.stringify(error.data);
    const meant = didYouMean(given, allowed);
    const rest = meant === "" ? `; it can be ${listed(allowed)}` : meant;
    return end(`${where} cannot be ${JSON.stringify(error.data)}${rest}`);
  }
  if (keyword === "type") {
    return end(`${where} must be ${listed([params.type].flat().map(article))}`);
  }
  if (keyword === "required") return `${where} lacks '${params.missingProperty}'.`;
  if (keyword === "pattern" && path[0] === "networks") {
    return `${where} must be a range of addresses such as "10.20.0.0/24".`;
  }
  if (keyword === "maxProperties") return `${where}: the rule has no options.`;
  return end(`${where} ${error.message ?? "is wrong"}`);
}

function end(text: string): string {
  return /[.?]$/.test(text) ? text : `${text}.`;
}

function article(type: string): string {
  const name = type === "array" ? "list" : type;
  return /^[aeio]/.test(name) ? `an ${name}` : `a ${name}`;
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}

/** `CommaExpected` → `Comma expected`. */
function words(code: string): string {
  const spaced = code.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function byPlace(a: ConfigurationProblem, b: ConfigurationProblem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
