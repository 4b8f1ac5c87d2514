import { coerceToText } from "../coerce.ts";
import { ContextUnion } from "../context.ts";
import { EvalError, UnknownSignal } from "../errors.ts";
import { type Evaluator, holeReason } from "../evaluator.ts";
import { printJson } from "../json/print.ts";
import { Reason } from "../reason.ts";
import {
  addressedByInput,
  type DerivationParts,
  fixedOutput,
  type StoreDerivation,
} from "../store/derivation.ts";
import { findAlgorithm, type HashAlgorithm, parseHashOrEmpty } from "../store/hash.ts";
import { recordsOf } from "../store/records.ts";
import { type IngestionMethod, nameProblem } from "../store/store-path.ts";
import { contextOfText, knownText, type Text } from "../text.ts";
import { type Attrs, force, type Lazy, PartialText } from "../value.ts";
import { plainText } from "./arguments.ts";
import { collectInputs } from "./derivation-inputs.ts";

/** What `derivationStrict` makes of its argument. */
export interface DerivationDraft {
  readonly name: string | undefined;
  /** Names of the outputs, sorted; null where they are not known. */
  readonly outputs: readonly string[] | null;
  /** Null where something in it is not known. */
  readonly derivation: StoreDerivation | null;
  /** Why there is none; the subject is the derivation's attribute set. */
  readonly unknown: Reason | null;
}

/** Forces all attributes as Nix does, with the errors Nix has for them, whether or not they are known. */
export function draftDerivation(ev: Evaluator, attributes: Attrs): DerivationDraft {
  return new Draft(ev, attributes).finish();
}

/** Attributes that steer the derivation and are never part of its environment. */
const STEERING = new Set(["__ignoreNulls", "__contentAddressed", "__impure", "args"]);

class Draft {
  readonly #ev: Evaluator;
  readonly #attributes: Attrs;
  readonly #name: string | undefined;
  readonly #environment = new Map<string, string>();
  readonly #args: string[] = [];
  /** JSON by attribute, where `__structuredAttrs` is set. */
  readonly #json: Map<string, string> | null;
  readonly #context = new ContextUnion();
  #unknown: Reason | null = null;
  #outputs: readonly string[] | null = ["out"];
  #builder = "";
  #platform = "";
  #outputHash: string | undefined;
  #algorithm: HashAlgorithm | undefined;
  #method: IngestionMethod | undefined;

  constructor(ev: Evaluator, attributes: Attrs) {
    this.#ev = ev;
    this.#attributes = attributes;
    if (attributes.rest !== null) this.#unknown = attributes.rest.reason;
    this.#name = this.#ask(() => plainText(ev, attributes.get("name") as Lazy));
    if (this.#name !== undefined) checkName(this.#name);
    this.#json = this.#flag("__structuredAttrs") ? new Map() : null;
  }

  finish(): DerivationDraft {
    const ignoreNulls = this.#flag("__ignoreNulls");
    for (const name of this.#attributes.names()) {
      const value = this.#attributes.map.get(name) as Lazy;
      if (name === "__ignoreNulls" || (ignoreNulls && force(value) === null)) continue;
      this.#attribute(name, value);
    }
    const complete = this.#complete();
    return {
      name: this.#name,
      outputs: this.#outputs === null ? null : [...this.#outputs].sort(),
      derivation: complete,
      unknown: complete === null ? this.#why() : null,
    };
  }

  /** The reason for the hole in the paths; it has the derivation's set as subject. */
  #why(): Reason {
    const cause = this.#unknown as Reason;
    const what = this.#name === undefined ? "a derivation" : `derivation '${this.#name}'`;
    const text = `the store path of ${what} is not known: ${cause.text}`;
    return new Reason(cause.kind, text, cause.at, this.#attributes);
  }

  /** The result, or undefined and a note where it takes an unknown value. */
  #ask<T>(compute: () => T): T | undefined {
    try {
      return compute();
    } catch (error) {
      if (!(error instanceof UnknownSignal)) throw error;
      this.#unknown ??= error.reason;
      return undefined;
    }
  }

  #flag(name: string): boolean {
    const value = this.#attributes.map.get(name);
    return value !== undefined && this.#ask(() => this.#ev.bool(value)) === true;
  }

  /** The known text; its context becomes the derivation's inputs. */
  #take(text: Text): string | undefined {
    this.#context.add(contextOfText(text));
    if (text instanceof PartialText) this.#unknown ??= holeReason(text);
    return knownText(text);
  }

  #attribute(name: string, value: Lazy): void {
    if (STEERING.has(name)) this.#steering(name, value);
    else if (this.#json !== null) this.#structured(this.#json, name, value);
    else {
      const text = this.#take(coerceToText(this.#ev, value, "environment"));
      if (text === undefined) {
        if (name === "outputs") this.#outputs = null;
        return;
      }
      this.#environment.set(name, text);
      this.#special(name, text);
    }
  }

  #steering(name: string, value: Lazy): void {
    if (name === "args") {
      const args = this.#ask(() => this.#ev.list(value)) ?? [];
      for (const arg of args) {
        this.#args.push(this.#take(coerceToText(this.#ev, arg, "environment")) ?? "");
      }
    } else if (this.#ask(() => this.#ev.bool(value))) {
      this.#unknown ??= new Reason("impure", "its outputs are named by what it builds");
    }
  }

  #structured(json: Map<string, string>, name: string, value: Lazy): void {
    if (name === "__structuredAttrs") return;
    const text = this.#take(printJson(this.#ev, value));
    if (text !== undefined) json.set(name, text);
    const ev = this.#ev;
    if (name === "outputs") {
      const names = this.#ask(() => ev.list(value).map((element) => plainText(ev, element)));
      if (names === undefined) this.#outputs = null;
      else this.#setOutputs(names);
    } else if (name === "builder") {
      this.#builder = this.#take(this.#ask(() => ev.string(value)) ?? "") ?? "";
    } else if (["system", "outputHash", "outputHashAlgo", "outputHashMode"].includes(name)) {
      const plain = this.#ask(() => plainText(ev, value));
      if (plain !== undefined) this.#special(name, plain);
    }
  }

  /** Attributes that Nix itself looks into. */
  #special(name: string, text: string): void {
    if (name === "builder") this.#builder = text;
    else if (name === "system") this.#platform = text;
    else if (name === "outputHash") this.#outputHash = text;
    else if (name === "outputHashAlgo") this.#algorithm = findAlgorithm(text);
    else if (name === "outputHashMode") this.#method = ingestionMethod(text);
    else if (name === "outputs") this.#setOutputs(text.split(/[ \t\n\r]+/).filter(Boolean));
  }

  #setOutputs(names: readonly string[]): void {
    const duplicate = names.find((name, i) => names.indexOf(name) !== i);
    if (duplicate !== undefined) fail(`duplicate derivation output '${duplicate}'`);
    if (names.includes("drvPath")) fail("invalid derivation output name 'drvPath'");
    if (names.length === 0) fail("derivation cannot have an empty set of outputs");
    this.#outputs = names;
  }

  /** The derivation with its output paths; null where something is unknown. */
  #complete(): StoreDerivation | null {
    if (this.#unknown !== null) return null;
    const name = this.#name as string;
    const outputs = this.#outputs as readonly string[];
    if (this.#builder === "") fail("required attribute 'builder' missing");
    if (this.#platform === "") fail("required attribute 'system' missing");
    const single = outputs.length === 1 && outputs[0] === "out";
    if (name.endsWith(".drv") && !(this.#method === "text" && single)) {
      fail(
        "derivation names are allowed to end in '.drv' only if they produce a single derivation file",
      );
    }
    const inputs = collectInputs(this.#ev, this.#context.context);
    if (inputs instanceof Reason) {
      this.#unknown = inputs;
      return null;
    }
    if (this.#json !== null) {
      const members = [...this.#json].map(([key, value]) => `${JSON.stringify(key)}:${value}`);
      this.#environment.set("__json", `{${members.join(",")}}`);
    }
    const parts: DerivationParts = {
      name,
      inputDerivations: inputs.derivations,
      inputSources: inputs.sources,
      platform: this.#platform,
      builder: this.#builder,
      args: this.#args,
      environment: this.#environment,
    };
    return this.#withOutputs(parts, outputs, single);
  }

  #withOutputs(
    parts: DerivationParts,
    outputs: readonly string[],
    single: boolean,
  ): StoreDerivation | null {
    if (this.#outputHash !== undefined) {
      if (!single) fail("multiple outputs are not supported in fixed-output derivations");
      const hash = parseHashOrEmpty(this.#outputHash, this.#algorithm);
      return fixedOutput(parts, this.#method ?? "flat", hash);
    }
    const records = recordsOf(this.#ev).derivations;
    const derivation = addressedByInput(
      parts,
      new Set(outputs),
      (path) => records.get(path)?.inputHash() ?? "deferred",
    );
    if (derivation !== undefined) return derivation;
    this.#unknown = new Reason("impure", "it needs a derivation that is named by what it builds");
    return null;
  }
}

function checkName(name: string): void {
  const problem = nameProblem(name);
  if (problem === undefined) return;
  fail(`invalid derivation name: ${problem}. Please pass a different 'name'.`);
}

function ingestionMethod(mode: string): IngestionMethod {
  if (mode === "recursive" || mode === "nar") return "nar";
  if (mode === "flat" || mode === "text" || mode === "git") return mode;
  return fail(`invalid value '${mode}' for 'outputHashMode' attribute`);
}

function fail(message: string): never {
  throw new EvalError("other", message);
}
