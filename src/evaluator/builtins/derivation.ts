/*
 * Builtins that make derivations: derivation, derivationStrict.
 */
import { contextOf } from "../context.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import type { Reason } from "../reason.ts";
import {
  derivationPath,
  type InputHash,
  inputHash,
  outputName,
  type StoreDerivation,
} from "../store/derivation.ts";
import { recordsOf } from "../store/records.ts";
import { textOfPieces } from "../text.ts";
import {
  Attrs,
  ContextString,
  force,
  type Lazy,
  lazy,
  OpenList,
  Unknown,
  type Value,
} from "../value.ts";
import { plainText, requiredAttribute } from "./arguments.ts";
import type { BuiltinTable } from "./define.ts";
import { type DerivationDraft, draftDerivation } from "./derivation-draft.ts";

export const derivationBuiltins: BuiltinTable = {
  derivation: [1, derivation],
  derivationStrict: [1, derivationStrict],
};

/** The set of a derivation's first output: the given attributes, one attribute for each output, paths when asked for. */
function derivation(ev: Evaluator, argument: Lazy): Value {
  const attributes = ev.attrs(argument);
  const strict = lazy(() => derivationStrict(ev, attributes));
  const given = attributes.get("outputs") ?? ["out"];
  const list = force(given);
  // With unknown outputs the set is open: any name may be an output.
  const open = list instanceof Unknown || list instanceof OpenList ? list.reason : null;
  const names = open === null ? ev.list(list).map((name) => plainText(ev, name)) : [];
  if (names.length === 0 && open === null) {
    throw new EvalError("other", "'builtins.head' called on an empty list");
  }
  const common = new Map(attributes.map);
  const outputs = names.map((name) => [name, lazy(() => output(name))] as const);
  for (const [name, value] of outputs) common.set(name, value);
  common.set("all", open === null ? outputs.map(([, value]) => value) : new Unknown(open));
  common.set("drvAttrs", attributes);
  const strictPart = (name: string): Lazy =>
    lazy(() => {
      const part = ev.attrs(strict).get(name);
      return part === undefined ? missingOutput(name) : force(part);
    });
  const output = (name: string | null): Attrs => {
    const map = new Map(common);
    const unknown = open === null ? null : new Unknown(open);
    map.set("outPath", name === null ? (unknown as Unknown) : strictPart(name));
    map.set("drvPath", strictPart("drvPath"));
    map.set("type", "derivation");
    map.set("outputName", name ?? (unknown as Unknown));
    const rest = attributes.rest ?? (open === null ? null : { reason: open });
    return new Attrs(map, attributes.positions, rest);
  };
  const first = outputs[0];
  return first === undefined ? output(null) : force(first[1]);
}

function missingOutput(name: string): never {
  throw new EvalError("missing-attribute", `attribute '${name}' missing`, null, name);
}

/** `{ drvPath, out, … }`: real store paths where everything is known, else paths with a hole for the hash. */
function derivationStrict(ev: Evaluator, argument: Lazy): Value {
  const attributes = ev.attrs(argument);
  requiredAttribute(attributes, "name");
  const draft = draftDerivation(ev, attributes);
  return draft.derivation === null
    ? symbolicPaths(attributes, draft)
    : knownPaths(ev, attributes, draft.derivation);
}

function knownPaths(ev: Evaluator, attributes: Attrs, derivation: StoreDerivation): Attrs {
  const records = recordsOf(ev).derivations;
  const drvPath = derivationPath(derivation);
  if (!records.has(drvPath)) {
    let hash: InputHash | undefined;
    const ofInput = (path: string) => records.get(path)?.inputHash() ?? "deferred";
    const own = (): InputHash => {
      hash ??= inputHash(derivation, ofInput);
      return hash;
    };
    records.set(drvPath, { derivation, attributes, inputHash: own });
  }
  const paths = new Map<string, Lazy>();
  paths.set("drvPath", new ContextString(drvPath, contextOf({ kind: "closure", drvPath })));
  for (const [output, { path }] of derivation.outputs) {
    paths.set(output, new ContextString(path, contextOf({ kind: "output", drvPath, output })));
  }
  return new Attrs(paths);
}

let serial = 0;

/** Paths of a derivation that is not wholly known; each carries the derivation's attributes in its context. */
function symbolicPaths(attributes: Attrs, draft: DerivationDraft): Attrs {
  const { name, outputs } = draft;
  const reason = draft.unknown as Reason;
  const key = `${name ?? "derivation"}#${++serial}`;
  const path = (suffix: string, output: string): Value => {
    const hash = new Unknown(reason);
    const element = { kind: "symbolic", key: `${output}${key}`, derivation: attributes } as const;
    const named = name === undefined ? [new Unknown(reason)] : [`-${name}${suffix}`];
    return textOfPieces(["/nix/store/", hash, ...named], contextOf(element));
  };
  const paths = new Map<string, Lazy>();
  paths.set("drvPath", path(".drv", "="));
  for (const output of outputs ?? []) {
    paths.set(output, path(outputName("", output), `!${output}!`));
  }
  return new Attrs(paths, null, outputs === null ? { reason } : null);
}
