import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { concatTexts } from "../text.ts";
import {
  Attrs,
  Builtin,
  Choice,
  force,
  type Lazy,
  OpenList,
  Unknown,
  type Value,
} from "../value.ts";
import { Collector } from "./collector.ts";
import { valueText } from "./ini.ts";
import { later } from "./later.ts";
import { functionOf, patternFunction } from "./native.ts";
import { entriesOf, interpolated } from "./partial-text.ts";
import { escapeShellArgs } from "./string-escapes.ts";
import { warn } from "./surroundings.ts";

/** `lib.cli`: options of command lines made of sets. */
export function cliLib(_: Evaluator): Map<string, Lazy> {
  return new Map<string, Lazy>([
    ["toGNUCommandLine", toGNUCommandLine],
    ["toGNUCommandLineShell", shell("toGNUCommandLineShell", toGNUCommandLine)],
    ["toCommandLine", toCommandLine],
    ["toCommandLineShell", shell("toCommandLineShell", toCommandLine)],
    ["toCommandLineGNU", toCommandLineGNU],
    ["toCommandLineShellGNU", shell("toCommandLineShellGNU", toCommandLineGNU)],
  ]);
}

/** Nothing of `lib.cli` is a member of `lib`. */
export const flatCli: readonly string[] = [];

/** The words of a command line, quoted for a shell. */
function shell(name: string, words: Builtin): Builtin {
  return new Builtin(`lib.cli.${name}`, 2, (ev: Evaluator, format: Lazy, settings: Lazy) =>
    escapeShellArgs(ev, ev.call2(words, format, settings)),
  );
}

/** The words for each attribute, one attribute after the other. */
function wordsOf(attrs: Attrs, add: (name: string, value: Value, into: Collector) => void): Value {
  const into = new Collector();
  if (attrs.rest !== null) into.doubt(attrs.rest.reason);
  for (const [name, value] of entriesOf(attrs)) {
    const forced = force(value);
    // It may be a list of any length.
    if (forced instanceof Unknown || forced instanceof Choice) into.doubt(forced.reason);
    else add(name, forced, into);
  }
  return into.finish();
}

/** Calls `add` for each element of a list, or for the value itself. */
function eachOf(value: Value, into: Collector, add: (item: Lazy) => void): void {
  if (Array.isArray(value)) value.forEach(add);
  else if (value instanceof OpenList) {
    value.items.forEach((item, i) => {
      if (i === value.prefix) into.doubt(value.reason);
      add(item);
    });
    into.doubt(value.reason);
  } else add(value);
}

/** Adds what a function of the user's gives for an attribute: a list of words. */
function addAll(ev: Evaluator, words: Value, into: Collector): void {
  if (words instanceof Unknown || words instanceof Choice) into.doubt(words.reason);
  else if (words instanceof OpenList) eachOf(words, into, (word) => into.push(word));
  else for (const word of ev.list(words)) into.push(word);
}

const valueWord = functionOf("lib.generators.mkValueStringDefault", (ev, value) =>
  valueText(ev, ev.known(value)),
);

/** `-k` for a name of one byte, `--key` for others. */
function gnuName(name: string): string {
  return Buffer.byteLength(name) === 1 ? `-${name}` : `--${name}`;
}

const toGNUCommandLine = patternFunction(
  "lib.cli.toGNUCommandLine",
  { mkOptionName: true, mkBool: true, mkList: true, mkOption: true, optionValueSeparator: true },
  (ev, args) => {
    warn(ev, "lib.cli.toGNUCommandLine is deprecated, please use lib.cli.toCommandLine instead.");
    return functionOf("lib.cli.toGNUCommandLine", (ev, settings) =>
      wordsOf(ev.attrs(settings), (name, value, into) => gnuWords(ev, args, name, value, into)),
    );
  },
);

function gnuWords(ev: Evaluator, args: Attrs, name: string, value: Value, into: Collector): void {
  const custom = (key: string, item: Lazy): boolean => {
    const fn = args.get(key);
    if (fn !== undefined) addAll(ev, ev.call2(force(fn), name, item), into);
    return fn !== undefined;
  };
  const mkOptionName = args.get("mkOptionName");
  const option = later(() =>
    mkOptionName === undefined ? gnuName(name) : ev.call(force(mkOptionName), name),
  );
  const addOption = (item: Lazy): void => {
    if (!custom("mkOption", item)) gnuOption(ev, args, option, item, into);
  };
  if (typeof value === "boolean") {
    if (!custom("mkBool", value) && value) into.push(option);
  } else if (Array.isArray(value) || value instanceof OpenList) {
    if (!custom("mkList", value)) eachOf(value, into, addOption);
  } else addOption(value);
}

function gnuOption(ev: Evaluator, args: Attrs, option: Lazy, item: Lazy, into: Collector): void {
  const value = force(item);
  if (value === null) return;
  if (value instanceof Unknown || value instanceof Choice) {
    into.doubt(value.reason);
    return;
  }
  const separator = force(args.get("optionValueSeparator") ?? null);
  if (separator === null) {
    into.push(option);
    into.push(later(() => valueText(ev, value)));
    return;
  }
  const word = () =>
    concatTexts([interpolated(ev, option), interpolated(ev, separator), valueText(ev, value)]);
  into.push(later(word));
}

/** The pattern of what an option format gives. */
const formatPattern = patternFunction(
  "lib.cli.toCommandLine",
  { option: false, sep: false, explicitBool: false, formatArg: true },
  (_, format) => format,
);

/** The original means to throw, by a name that its library does not have: `tryEval` does not catch it. */
function noName(): EvalError {
  return new EvalError(
    "missing-attribute",
    "lib.cli.toCommandLine only accepts non-empty option names.",
  );
}

const toCommandLine = new Builtin(
  "lib.cli.toCommandLine",
  2,
  (ev: Evaluator, optionFormat: Lazy, settings: Lazy) =>
    wordsOf(ev.attrs(settings), (name, value, into) => {
      if (name === "") throw noName();
      const format = ev.attrs(ev.call(formatPattern, ev.call(force(optionFormat), name)));
      eachOf(value, into, (item) => optionWords(ev, format, item, into));
    }),
);

function optionWords(ev: Evaluator, format: Attrs, item: Lazy, into: Collector): void {
  const of = (name: string): Lazy => format.get(name) as Lazy;
  const value = force(item);
  if (value === null) return;
  if (value instanceof Unknown || value instanceof Choice) {
    into.doubt(value.reason);
    return;
  }
  if (!ev.bool(of("explicitBool")) && typeof value === "boolean") {
    if (value) into.push(of("option"));
    return;
  }
  const arg = later(() => ev.call(force(format.get("formatArg") ?? valueWord), value));
  const separator = force(of("sep"));
  if (separator === null) {
    into.push(of("option"));
    into.push(arg);
    return;
  }
  const word = () =>
    concatTexts([of("option"), separator, arg].map((part) => interpolated(ev, part)));
  into.push(later(word));
}

const toCommandLineGNU = patternFunction(
  "lib.cli.toCommandLineGNU",
  { isLong: true, explicitBool: true, formatArg: true },
  (_, args) => {
    const isLong = args.get("isLong");
    const optionFormat = functionOf("optionFormat", (ev, name) => {
      const long = later(() =>
        isLong === undefined
          ? Buffer.byteLength(ev.text(name)) > 1
          : ev.bool(ev.call(force(isLong), name)),
      );
      return Attrs.of({
        option: later(() => concatTexts([ev.bool(long) ? "--" : "-", interpolated(ev, name)])),
        sep: later(() => (ev.bool(long) ? "=" : "")),
        explicitBool: args.get("explicitBool") ?? false,
        formatArg: args.get("formatArg") ?? valueWord,
      });
    });
    return new Builtin(toCommandLine.name, 2, toCommandLine.code, [optionFormat]);
  },
);
