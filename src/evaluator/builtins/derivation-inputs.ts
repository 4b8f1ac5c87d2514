import type { Context } from "../context.ts";
import type { Evaluator } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import { recordsOf, type StoreRecords } from "../store/records.ts";

/** What a derivation needs: sources, and outputs of other derivations by their paths. */
export interface DerivationInputs {
  readonly sources: Set<string>;
  readonly derivations: Map<string, Set<string>>;
}

/** The inputs that the context of a derivation's strings names; a reason where they are not all known. */
export function collectInputs(ev: Evaluator, context: Context): DerivationInputs | Reason {
  const records = recordsOf(ev);
  const inputs: DerivationInputs = { sources: new Set(), derivations: new Map() };
  for (const element of context.values()) {
    switch (element.kind) {
      case "path":
        inputs.sources.add(element.path);
        break;
      case "output":
        if (!records.derivations.has(element.drvPath)) return notHere(element.drvPath);
        addOutputs(inputs, element.drvPath, [element.output]);
        break;
      case "closure": {
        const missing = addClosure(records, inputs, element.drvPath);
        if (missing !== undefined) return notHere(missing);
        break;
      }
      case "symbolic":
        return new Reason(
          "model",
          `it needs '${element.key}', whose store path is not known`,
          null,
          element.derivation,
        );
    }
  }
  return inputs;
}

function notHere(path: string): Reason {
  return new Reason("impure", `it needs '${path}', which is not on this machine`);
}

function addOutputs(inputs: DerivationInputs, drvPath: string, names: Iterable<string>): void {
  const outputs = inputs.derivations.get(drvPath) ?? new Set();
  for (const name of names) outputs.add(name);
  inputs.derivations.set(drvPath, outputs);
}

/** Adds a derivation with all that it refers to; gives the path whose references are not known. */
function addClosure(
  records: StoreRecords,
  inputs: DerivationInputs,
  drvPath: string,
): string | undefined {
  const pending = [drvPath];
  const seen = new Set<string>();
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    inputs.sources.add(path);
    const derivation = records.derivations.get(path)?.derivation;
    if (derivation !== undefined) {
      addOutputs(inputs, path, derivation.outputs.keys());
      pending.push(...derivation.inputSources, ...derivation.inputDerivations.keys());
      continue;
    }
    const text = records.texts.get(path);
    if (text !== undefined) pending.push(...text.references);
    else if (!records.localPaths.has(path) && !records.fetched.has(path)) return path;
  }
  return undefined;
}
