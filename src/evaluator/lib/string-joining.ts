import { textArgument } from "../builtins/arguments.ts";
import type { BuiltinTable } from "../builtins/define.ts";
import { coerceToText, normalisePath } from "../coerce.ts";
import { typeName } from "../describe.ts";
import { EvalError } from "../errors.ts";
import { type Evaluator, holeReason } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import { concatTexts, contextOfText, knownText, makeText, type Text } from "../text.ts";
import {
  Attrs,
  Choice,
  type ContextString,
  force,
  type Lazy,
  type List,
  NixPath,
  OpenList,
  type PartialText,
  Unknown,
  type Value,
} from "../value.ts";
import { branch, guarded } from "./later.ts";
import { getOutput } from "./outputs.ts";
import {
  bytesOf,
  concatenated,
  entriesOf,
  hole,
  interpolated,
  itemsOf,
  itemsOfSet,
  joined,
  knownLength,
  type MaybeText,
  whole,
} from "./partial-text.ts";

/** `lib.strings`: texts made of lists and sets of texts. */
export const stringJoining: BuiltinTable = {
  concatStrings: [1, (ev, list: Lazy) => concatMapped(ev, undefined, list)],
  concatMapStrings: [2, (ev, f: Lazy, list: Lazy) => concatMapped(ev, f, list)],
  concatImapStrings: [2, (ev, f: Lazy, list: Lazy) => concatIndexed(ev, "", f, list)],
  concatStringsSep: [2, (ev, sep: Lazy, list: Lazy) => joinMapped(ev, sep, undefined, list)],
  join: [2, (ev, sep: Lazy, list: Lazy) => joinMapped(ev, sep, undefined, list)],
  concatMapStringsSep: [3, (ev, sep: Lazy, f: Lazy, list: Lazy) => joinMapped(ev, sep, f, list)],
  concatImapStringsSep: [
    3,
    (ev, sep: Lazy, f: Lazy, list: Lazy) => concatIndexed(ev, sep, f, list),
  ],
  concatMapAttrsStringSep: [3, concatMapAttrsStringSep],
  concatLines: [1, concatLines],
  intersperse: [2, intersperse],
  replicate: [2, replicate],
  optionalString: [2, (ev, condition: Lazy, text: Lazy) => branch(ev, condition, text, "")],
  stringAsChars: [2, stringAsChars],
  makeSearchPath: [2, (ev, folder: Lazy, paths: Lazy) => searchPath(ev, folder, paths)],
  makeSearchPathOutput: [
    3,
    (ev, output: Lazy, folder: Lazy, packages: Lazy) => searchPath(ev, folder, packages, output),
  ],
  makeLibraryPath: [1, (ev, packages: Lazy) => searchPath(ev, "lib", packages, "lib")],
  makeIncludePath: [1, (ev, packages: Lazy) => searchPath(ev, "include", packages, "dev")],
  makeBinPath: [1, (ev, packages: Lazy) => searchPath(ev, "bin", packages, "bin")],
};

function concatMapped(ev: Evaluator, f: Lazy | undefined, list: Lazy): Value {
  const from = itemsOf(ev, list);
  return concatenated(textsOf(ev, f, from.items), from);
}

function joinMapped(ev: Evaluator, separator: Lazy, f: Lazy | undefined, list: Lazy): Value {
  const between = textArgument(ev, separator);
  const from = itemsOf(ev, list);
  return joined(between, textsOf(ev, f, from.items), from);
}

/** The texts that a list's elements stand for, after a function was applied to each. */
function textsOf(ev: Evaluator, f: Lazy | undefined, items: List): Text[] {
  const texts = new Array<Text>(items.length);
  const fn = f === undefined || items.length === 0 ? undefined : force(f);
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as Lazy;
    texts[i] = interpolated(ev, fn === undefined ? item : ev.call(fn, item));
  }
  return texts;
}

function concatIndexed(ev: Evaluator, separator: Lazy, f: Lazy, list: Lazy): Value {
  const between = textArgument(ev, separator);
  const from = itemsOf(ev, list);
  // The index of an item is known only while nothing unknown can stand before it.
  const sure = from.items.slice(0, from.prefix);
  if (sure.length === 0) return joined(between, [], from);
  const fn = force(f);
  const texts = sure.map((item, i) => interpolated(ev, ev.call2(fn, i + 1, item)));
  return joined(between, texts, from);
}

function concatMapAttrsStringSep(ev: Evaluator, separator: Lazy, f: Lazy, set: Lazy): Value {
  const between = textArgument(ev, separator);
  const attrs = ev.attrs(set);
  const entries = entriesOf(attrs);
  const fn = entries.length === 0 ? null : force(f);
  const texts = entries.map(([name, value]) => interpolated(ev, ev.call2(fn, name, value)));
  return joined(between, texts, itemsOfSet(attrs));
}

/** Each line ended by a newline. */
function concatLines(ev: Evaluator, list: Lazy): Value {
  const from = itemsOf(ev, list);
  const lines = textsOf(ev, undefined, from.items).map((line) => concatTexts([line, "\n"]));
  return concatenated(lines, from);
}

function intersperse(ev: Evaluator, separator: Lazy, list: Lazy): Value {
  const { items, reason, prefix } = itemsOf(ev, list);
  const spread: Lazy[] = [];
  items.forEach((item, i) => {
    if (i > 0) spread.push(separator);
    spread.push(item);
  });
  return reason === null ? spread : new OpenList(spread, reason, Math.max(0, 2 * prefix - 1));
}

/** Texts longer than this are not made. */
const MAX_LENGTH = 2 ** 26;

function replicate(ev: Evaluator, count: Lazy, text: Lazy): Value {
  const times = ev.smallInt(count);
  if (times < 0) {
    throw new EvalError("type", `cannot create list of size ${times}`);
  }
  if (times === 0) return "";
  const one = interpolated(ev, text);
  if (times * knownLength(one) > MAX_LENGTH || times > MAX_LENGTH) {
    return new Unknown(new Reason("budget", `a text is repeated ${times} times`));
  }
  return concatenated(new Array<Text>(times).fill(one));
}

function stringAsChars(ev: Evaluator, f: Lazy, text: Lazy): Value {
  return concatenated(textsOf(ev, f, charactersOf(interpolated(ev, text))));
}

/** The bytes of a text as strings, each with the text's context. */
export function charactersOf(text: Text): (string | ContextString)[] {
  const bytes = bytesOf(whole(text));
  const context = contextOfText(text);
  return context.size === 0 ? bytes : bytes.map((byte) => makeText(byte, context));
}

/**
 * `folder` in each of the paths, separated by colons; paths that are null are left out. With an output, packages
 * stand for that output of theirs (or for `out`, or for themselves).
 */
function searchPath(ev: Evaluator, folder: Lazy, paths: Lazy, output?: Lazy): Value {
  const from = itemsOf(ev, paths);
  const texts: MaybeText[] = [];
  let prefix = 0;
  for (const [i, item] of from.items.entries()) {
    const path =
      output === undefined ? force(item) : guarded(() => getOutput(ev, ev.text(output), item));
    if (path === null) continue;
    // What is unknown may be null.
    const unknown = path instanceof Unknown || path instanceof Choice;
    if (unknown) texts.push(new Unknown(path.reason));
    else texts.push(folderIn(ev, path, interpolated(ev, folder)));
    if (i < from.prefix) prefix = texts.length;
  }
  return joined(":", texts, { ...from, prefix });
}

function folderIn(ev: Evaluator, path: Value, folder: Text): Text {
  if (path instanceof NixPath) {
    // A path stays one when something is added, and is copied to the store as a whole.
    const known = knownText(folder);
    if (known === undefined) return hole(holeReason(folder as PartialText));
    return interpolated(ev, new NixPath(normalisePath(`${path.path}/${known}`)));
  }
  if (typeName(path) === "int" || typeName(path) === "float") {
    throw new EvalError("type", "cannot add a string to a number");
  }
  const start = path instanceof Attrs ? coerceToText(ev, path, "add") : interpolated(ev, path);
  return concatTexts([start, "/", folder]);
}
