import type { Span } from "../core/span.ts";
import { builtinsFor } from "../evaluator/builtins/index.ts";
import { describe } from "../evaluator/describe.ts";
import { BudgetExceeded, EvalError } from "../evaluator/errors.ts";
import { Evaluator } from "../evaluator/evaluator.ts";
import type { EvalIO } from "../evaluator/io.ts";
import {
  Attrs,
  Choice,
  ContextString,
  force,
  type Lazy,
  NixFloat,
  NixPath,
  OpenList,
  PartialText,
  Unknown,
} from "../evaluator/value.ts";
import type { ConfigurationFile } from "./configuration.ts";
import { ConfigurationError, type ConfigurationProblem } from "./configuration-error.ts";
import type { ConfigurationChecker } from "./configuration-file.ts";

/** A configuration needs next to nothing; who loops gets an answer. */
const STEPS = 10_000_000;

export interface NixConfiguration {
  readonly io: EvalIO;
  /** Absolute path of the file. */
  readonly path: string;
  /** Its name in messages. */
  readonly shown: string;
  readonly checker: ConfigurationChecker;
}

/** Evaluates `nixlint.nix` to what `nixlint.json` holds. Throws `ConfigurationError`. */
export function readNixConfiguration({
  io,
  path,
  shown,
  checker,
}: NixConfiguration): ConfigurationFile {
  const evaluator = new Evaluator({ io, builtins: (ev) => builtinsFor(ev), steps: STEPS });
  const reader = new NixReader(path, shown);
  try {
    const loaded = evaluator.loadFile(path);
    if (!(loaded instanceof Unknown) && loaded.parsed.problems.length > 0) {
      throw new ConfigurationError(
        loaded.parsed.problems.map(({ message, start, end }) => ({
          ...reader.located({ file: loaded.source, start, end }),
          message,
        })),
      );
    }
    const value = reader.plain(evaluator.importPath(path), []);
    return checker.check(value, (key) => reader.placeOf(key));
  } catch (error) {
    if (error instanceof EvalError) {
      throw new ConfigurationError([{ ...reader.located(error.at), message: `${error.message}.` }]);
    }
    const tooDeep = error instanceof RangeError && /call stack/i.test(error.message);
    if (error instanceof BudgetExceeded || tooDeep) {
      throw new ConfigurationError([{ file: shown, message: "Its evaluation does not end." }]);
    }
    throw error;
  }
}

type Path = readonly (string | number)[];
type Located = Omit<ConfigurationProblem, "message">;

/** Turns a Nix value into plain data, and remembers where each attribute is defined. */
class NixReader {
  readonly #path: string;
  readonly #shown: string;
  readonly #places = new Map<string, Span>();

  constructor(path: string, shown: string) {
    this.#path = path;
    this.#shown = shown;
  }

  plain(lazy: Lazy, path: Path): unknown {
    const value = force(lazy);
    if (value instanceof ContextString) return value.text;
    if (value instanceof NixPath) return value.path;
    if (value instanceof NixFloat) return value.value;
    if (value instanceof Unknown || value instanceof Choice) {
      return this.#fail(path, `is not known: ${value.reason.text}`);
    }
    if (value instanceof OpenList) {
      return this.#fail(path, `is only partly known: ${value.reason.text}`);
    }
    if (value instanceof PartialText) return this.#fail(path, "is only partly known");
    if (Array.isArray(value)) return value.map((element, i) => this.plain(element, [...path, i]));
    if (value instanceof Attrs) return this.#set(value, path);
    if (typeof value === "bigint") return Number(value);
    if (value === null || typeof value !== "object") return value;
    return this.#fail(path, `must be plain data and is ${describe(value)}`);
  }

  #set(set: Attrs, path: Path): Record<string, unknown> {
    if (set.rest !== null) this.#fail(path, `is only partly known: ${set.rest.reason.text}`);
    const plain: Record<string, unknown> = {};
    for (const [name, value] of set.map) {
      const here = [...path, name];
      const span = set.position(name);
      if (span !== undefined) this.#places.set(here.join("\0"), span);
      plain[name] = this.plain(value, here);
    }
    return plain;
  }

  /** The place of an attribute, or of the nearest one around it. */
  placeOf(path: Path): Located {
    for (let length = path.length; length > 0; length--) {
      const span = this.#places.get(path.slice(0, length).join("\0"));
      if (span !== undefined) return this.located(span);
    }
    return { file: this.#shown };
  }

  located(span: Span | null): Located {
    if (span === null) return { file: this.#shown };
    const { path } = span.file;
    const file = path === this.#path ? this.#shown : path;
    return { file, ...span.file.position(span.start) };
  }

  #fail(path: Path, what: string): never {
    const name = path.length === 0 ? "The configuration" : `'${path.join(".")}'`;
    throw new ConfigurationError([{ ...this.placeOf(path), message: `${name} ${what}.` }]);
  }
}
