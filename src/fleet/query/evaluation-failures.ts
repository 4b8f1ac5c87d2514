import type { Span } from "../../core/span.ts";
import { isDerivation } from "../../evaluator/equality.ts";
import type { EvalError } from "../../evaluator/errors.ts";
import { localPathOf } from "../../evaluator/local-path.ts";
import { Attrs, force, NixPath, PartialText, type Value } from "../../evaluator/value.ts";
import type { OptionNode } from "../../modules/evaluate.ts";
import { isOwn } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { read, readValue } from "../read.ts";

/** Something of a host that cannot be evaluated. */
export interface EvaluationFailure {
  readonly host: Host;
  readonly error: EvalError;
  /** The option whose value it is; null for the host itself and for imports. */
  readonly option: readonly string[] | null;
  /** For imports: the file that has it, absolute; null where none is known. */
  readonly importer: string | null;
  readonly kind: "host" | "import" | "option";
}

/** A path of the repository that is the value of an option, or an element of its list. */
export interface PathValue {
  readonly host: Host;
  readonly option: readonly string[];
  /** Absolute. */
  readonly path: string;
  /** The definition that gives it. */
  readonly at: Span | null;
}

/** What came of evaluating everything that the repository defines. */
export interface FullEvaluation {
  readonly failures: readonly EvaluationFailure[];
  readonly paths: readonly PathValue[];
}

/** Options are looked into this far; what is nested deeper is one value. */
const MAX_DEPTH = 24;

const known = new WeakMap<Fleet, FullEvaluation>();

/** Forces what the repository's modules define, of every host that is no variant of another. Costly; done once. */
export function fullEvaluation(fleet: Fleet): FullEvaluation {
  let result = known.get(fleet);
  if (result === undefined) {
    const visitor = new Visitor(fleet.root);
    for (const host of fleet.hosts) if (host.variantOf === null) visitor.host(host);
    result = { failures: visitor.failures, paths: visitor.paths };
    known.set(fleet, result);
  }
  return result;
}

class Visitor {
  readonly failures: EvaluationFailure[] = [];
  readonly paths: PathValue[] = [];
  readonly #root: string;

  constructor(root: string) {
    this.#root = `${root}/`;
  }

  host(host: Host): void {
    const fail = (error: EvalError) => {
      this.failures.push({ host, error, option: null, importer: null, kind: "host" });
    };
    if (host.error !== null) fail(host.error);
    const { evaluation } = host;
    if (evaluation === null) return;
    const found = read(() => {
      for (const { error, importedBy } of evaluation.failedImports) {
        const importer = importedBy?.place ?? null;
        this.failures.push({ host, error, option: null, importer, kind: "import" });
      }
      this.#visit(host, evaluation.root, 0);
      return null;
    });
    if (!found.ok) fail(found.error);
  }

  #visit(host: Host, node: OptionNode, depth: number): void {
    if (node.path[0] === "_module" || depth > MAX_DEPTH) return;
    if (depth > 0 && this.#attempt(host, node, () => node.definitions().some(isOwn)) !== true) {
      return;
    }
    const whole = this.#attempt(host, node, () => this.#isWhole(host, node));
    if (whole !== false) return;
    const names = this.#attempt(host, node, () => node.names()) ?? [];
    for (const name of names) {
      const child = this.#attempt(host, node, () => node.child(name));
      if (child !== undefined) this.#visit(host, child, depth + 1);
    }
  }

  #attempt<Result>(host: Host, node: OptionNode, work: () => Result): Result | undefined {
    let result: Result | undefined;
    const reading = read(() => {
      result = work();
      return null;
    });
    if (reading.ok) return result;
    const { error } = reading;
    this.failures.push({ host, error, option: node.path, importer: null, kind: "option" });
    return undefined;
  }

  /** Whether a value is one thing to its readers: no set, or a package, a flake and the like. */
  #isWhole(host: Host, node: OptionNode): boolean {
    if (node.kind === "set") return false;
    const value = force(node.value);
    if (Array.isArray(value)) for (const one of value) this.#leaf(host, node, force(one));
    else this.#leaf(host, node, value);
    return !(value instanceof Attrs) || isSymbolic(value);
  }

  #leaf(host: Host, node: OptionNode, value: Value): void {
    const path =
      value instanceof NixPath
        ? value.path
        : value instanceof PartialText
          ? localPathOf(value)
          : undefined;
    if (path === undefined || !path.startsWith(this.#root)) return;
    const definitions = node.definitions().filter((one) => isOwn(one) && one.wins);
    const at = definitions.find((one) => one.span !== null)?.span ?? null;
    this.paths.push({ host, option: node.path, path, at });
  }
}

function isSymbolic(value: Attrs): boolean {
  const type = value.map.get("_type") ?? value.map.get("type");
  return isDerivation(value) || (type !== undefined && typeof readValue(type) === "string");
}
