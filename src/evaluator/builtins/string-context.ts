/*
 * Builtins on string contexts: addDrvOutputDependencies, appendContext, getContext, hasContext,
 * unsafeDiscardOutputDependency, unsafeDiscardStringContext.
 */
import { coerceToText } from "../coerce.ts";
import {
  type Context,
  type ContextElement,
  contextOf,
  joinContexts,
  NO_CONTEXT,
} from "../context.ts";
import { EvalError, UnknownSignal } from "../errors.ts";
import { type Evaluator, holeReason } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import { isStorePath } from "../store/store-path.ts";
import { contextOfText, knownText, type Text, withContext } from "../text.ts";
import { Attrs, type Lazy, type List, PartialText, type Value } from "../value.ts";
import { plainText, textArgument } from "./arguments.ts";
import type { BuiltinTable } from "./define.ts";

export const contextBuiltins: BuiltinTable = {
  addDrvOutputDependencies: [1, addDrvOutputDependencies],
  appendContext: [2, appendContext],
  getContext: [1, getContext],
  hasContext: [1, hasContext],
  unsafeDiscardOutputDependency: [1, discardOutputDependency],
  unsafeDiscardStringContext: [
    1,
    (ev: Evaluator, value: Lazy) => withContext(interpolated(ev, value), NO_CONTEXT),
  ],
};

function interpolated(ev: Evaluator, value: Lazy): Text {
  return coerceToText(ev, ev.known(value), "interpolation");
}

function hasContext(ev: Evaluator, value: Lazy): Value {
  const text = textArgument(ev, value);
  if (contextOfText(text).size > 0) return true;
  // What fills a hole may bring a context.
  if (text instanceof PartialText) throw new UnknownSignal(holeReason(text));
  return false;
}

interface Needs {
  path: boolean;
  allOutputs: boolean;
  outputs: string[];
}

/** Store path → what of it the string needs: `path`, `allOutputs`, `outputs`. */
function getContext(ev: Evaluator, value: Lazy): Value {
  const text = textArgument(ev, value);
  if (text instanceof PartialText) throw new UnknownSignal(holeReason(text));
  const needs = new Map<string, Needs>();
  const of = (path: string): Needs => {
    const known = needs.get(path) ?? { path: false, allOutputs: false, outputs: [] };
    needs.set(path, known);
    return known;
  };
  for (const element of contextOfText(text).values()) {
    switch (element.kind) {
      case "path":
        of(element.path).path = true;
        break;
      case "closure":
        of(element.drvPath).allOutputs = true;
        break;
      case "output":
        of(element.drvPath).outputs.push(element.output);
        break;
      case "symbolic":
        throw new UnknownSignal(
          new Reason("model", `the store path of '${element.key}' is not known`),
        );
    }
  }
  return new Attrs(new Map([...needs].map(([path, need]) => [path, needsValue(need)])));
}

function needsValue(need: Needs): Attrs {
  const map = new Map<string, Lazy>();
  if (need.path) map.set("path", true);
  if (need.allOutputs) map.set("allOutputs", true);
  if (need.outputs.length > 0) map.set("outputs", need.outputs.sort());
  return new Attrs(map);
}

function appendContext(ev: Evaluator, value: Lazy, addition: Lazy): Value {
  const text = textArgument(ev, value);
  const attrs = ev.closedAttrs(addition);
  const elements: ContextElement[] = [];
  for (const path of attrs.names()) {
    if (!isStorePath(path)) {
      throw new EvalError("other", `context key '${path}' is not a store path`);
    }
    elements.push(...elementsOf(ev, path, ev.attrs(attrs.map.get(path) as Lazy)));
  }
  return withContext(text, joinContexts(contextOfText(text), contextOf(...elements)));
}

function elementsOf(ev: Evaluator, path: string, needs: Attrs): ContextElement[] {
  const elements: ContextElement[] = [];
  const own = needs.get("path");
  if (own !== undefined && ev.bool(own)) elements.push({ kind: "path", path });
  const all = needs.get("allOutputs");
  if (all !== undefined && ev.bool(all)) {
    refuseOther(path, "all-outputs context");
    elements.push({ kind: "closure", drvPath: path });
  }
  const outputs = needs.get("outputs");
  const names: List = outputs === undefined ? [] : ev.list(outputs);
  if (names.length > 0) refuseOther(path, "derivation output context");
  for (const name of names) {
    elements.push({ kind: "output", drvPath: path, output: plainText(ev, name) });
  }
  return elements;
}

function refuseOther(path: string, what: string): void {
  if (path.endsWith(".drv")) return;
  throw new EvalError(
    "other",
    `tried to add ${what} of ${path}, which is not a derivation, to a string`,
  );
}

function discardOutputDependency(ev: Evaluator, value: Lazy): Value {
  const text = interpolated(ev, value);
  const context = [...contextOfText(text).values()].map(
    (element): ContextElement =>
      element.kind === "closure" ? { kind: "path", path: element.drvPath } : element,
  );
  return withContext(text, contextOf(...context));
}

function addDrvOutputDependencies(ev: Evaluator, value: Lazy): Value {
  const text = interpolated(ev, value);
  const context: Context = contextOfText(text);
  if (text instanceof PartialText && context.size === 0) {
    throw new UnknownSignal(holeReason(text));
  }
  if (context.size !== 1) {
    throw new EvalError(
      "other",
      `context of string '${knownText(text) ?? "…"}' must have exactly one element, but has ${context.size}`,
    );
  }
  const element = [...context.values()][0] as ContextElement;
  switch (element.kind) {
    case "closure":
    case "symbolic":
      return text;
    case "output":
      throw new EvalError(
        "other",
        `\`addDrvOutputDependencies\` can only act on derivations, not on a derivation output such as '${element.output}'`,
      );
    case "path":
      if (!element.path.endsWith(".drv")) {
        throw new EvalError("other", `path '${element.path}' is not a derivation`);
      }
      return withContext(text, contextOf({ kind: "closure", drvPath: element.path }));
  }
}
