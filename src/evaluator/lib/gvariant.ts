import { textArgument } from "../builtins/arguments.ts";
import { type BuiltinTable, builtinsOf } from "../builtins/define.ts";
import { typeName } from "../describe.ts";
import { equal } from "../equality.ts";
import { UnknownSignal } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { concatTexts, type Text } from "../text.ts";
import {
  Attrs,
  Builtin,
  Choice,
  force,
  type Lazy,
  NixFloat,
  Unknown,
  type Value,
} from "../value.ts";
import { attrOr, later, select, selectLazy } from "./later.ts";
import {
  concatenated,
  hole,
  interpolated,
  itemsOf,
  joined,
  mapPieces,
  stringified,
} from "./partial-text.ts";
import { thrown } from "./surroundings.ts";

/** `lib.gvariant`: values of GNOME's settings with their types. */
export function gvariantLib(_: Evaluator): Map<string, Lazy> {
  return new Map<string, Lazy>([
    ...builtinsOf(functions, "lib.gvariant."),
    ["type", new Attrs(new Map<string, Lazy>([...SIMPLE, ...builtinsOf(compound)]))],
    ["intConstructors", INTEGERS.map((kind) => Attrs.of({ ...kind }))],
  ]);
}

/** Nothing of `lib.gvariant` is a member of `lib`. */
export const flatGvariant: readonly string[] = [];

const SIMPLE: readonly (readonly [string, string])[] = [
  ["string", "s"],
  ["boolean", "b"],
  ["uchar", "y"],
  ["int16", "n"],
  ["uint16", "q"],
  ["int32", "i"],
  ["uint32", "u"],
  ["int64", "x"],
  ["uint64", "t"],
  ["double", "d"],
  ["variant", "v"],
];

const compound: BuiltinTable = {
  arrayOf: [1, (ev, type: Lazy) => concatTexts(["a", interpolated(ev, type)])],
  maybeOf: [1, (ev, type: Lazy) => concatTexts(["m", interpolated(ev, type)])],
  tupleOf: [1, (ev, types: Lazy) => tupleType(ev, ev.list(types))],
  dictionaryEntryOf: [2, dictionaryType],
};

function tupleType(ev: Evaluator, types: readonly Lazy[]): Text {
  return concatTexts(["(", concatenated(types.map((type) => interpolated(ev, type))), ")"]);
}

function dictionaryType(ev: Evaluator, name: Lazy, value: Lazy): Text {
  return concatTexts(["{", interpolated(ev, name), interpolated(ev, value), "}"]);
}

/** Kinds of integers, and what each can hold; null where nothing limits it but Nix' own integers. */
const INTEGERS = [
  { name: "mkInt32", type: "i", min: -2147483648, max: 2147483647 },
  { name: "mkUint32", type: "u", min: 0, max: 4294967295 },
  { name: "mkInt64", type: "x", min: null, max: null },
  { name: "mkUint64", type: "t", min: 0, max: null },
  { name: "mkInt16", type: "n", min: -32768, max: 32767 },
  { name: "mkUint16", type: "q", min: 0, max: 65535 },
  { name: "mkUchar", type: "y", min: 0, max: 255 },
] as const;

/** Shows a value, given the set that it is in. */
type Show = (ev: Evaluator, self: Attrs) => Text;

const own = (ev: Evaluator, self: Attrs, name: string): Lazy => selectLazy(ev, self, name);

const typed =
  (show: (ev: Evaluator, value: Lazy) => Text): Show =>
  (ev, self) =>
    concatTexts([
      "@",
      interpolated(ev, own(ev, self, "type")),
      " ",
      show(ev, own(ev, self, "value")),
    ]);

const showTyped = typed(stringified);
const showPlain: Show = (ev, self) => stringified(ev, own(ev, self, "value"));
/** The elements of a list between commas. */
function commas(ev: Evaluator, list: Lazy): Text {
  const from = itemsOf(ev, list);
  return joined(
    ",",
    from.items.map((item) => stringified(ev, item)),
    from,
  );
}
const showArray = typed((ev, value) => concatTexts(["[", commas(ev, value), "]"]));
const showTuple = typed((ev, value) => concatTexts(["(", commas(ev, value), ")"]));
const showEmpty = typed(() => "[]");

function primitive(type: Lazy, value: Lazy, show: Show = showTyped): Attrs {
  const toString = new Builtin("__toString", 1, (ev: Evaluator, self: Lazy) =>
    show(ev, ev.attrs(self)),
  );
  return Attrs.of({ _type: "gvariant", type, value, __toString: toString });
}

function isGvariant(ev: Evaluator, value: Lazy): boolean {
  const type = attrOr(ev.known(value), "_type");
  return type !== undefined && equal(type, "gvariant");
}

/** The value with the type that its own kind says; integers could have several, which is an error. */
function makeValue(ev: Evaluator, value: Lazy): Value {
  const forced = ev.known(value);
  if (typeof forced === "boolean") return makeBoolean(forced);
  if (forced instanceof NixFloat) return primitive("d", forced, showPlain);
  if (typeName(forced) === "string") return makeString(forced);
  if (typeName(forced) === "list") return makeArray(ev, forced);
  if (isGvariant(ev, forced)) return forced;
  if (typeof forced === "number" || typeof forced === "bigint") {
    const fitting = INTEGERS.filter(
      ({ min, max }) => (min === null || min <= forced) && (max === null || forced <= max),
    );
    const lines = fitting.map(({ name, type }) => `- \`lib.gvariant.${name}\` for \`${type}\``);
    throw thrown(
      `The GVariant type for number “${forced}” is unclear.\nPlease wrap the value with one of the following, depending on the value type in GSettings schema:\n${lines.join("\n")}\n`,
    );
  }
  if (forced instanceof Attrs) {
    throw thrown(
      "Cannot construct GVariant value from an attribute set. If you want to construct a dictionary, you will need to create an array containing items constructed with `lib.gvariant.mkDictionaryEntry`.",
    );
  }
  throw thrown(`The GVariant type of “${typeName(forced)}” can't be inferred.`);
}

/** What `toString` of the GVariant of a value gives. */
export function gvariantText(ev: Evaluator, value: Lazy): Text {
  const forced = force(value);
  if (forced instanceof Unknown || forced instanceof Choice) return hole(forced.reason);
  try {
    return stringified(ev, makeValue(ev, forced));
  } catch (error) {
    if (error instanceof UnknownSignal) return hole(error.reason);
    throw error;
  }
}

/** The type that a value says it has. */
function typeOf(ev: Evaluator, variant: Lazy): Lazy {
  return later(() => select(ev, variant, "type"));
}

function makeValues(ev: Evaluator, elements: Lazy): Lazy[] {
  return ev.list(elements).map((element) => later(() => makeValue(ev, element)));
}

function makeArray(ev: Evaluator, elements: Lazy): Attrs {
  const values = later(() => {
    const made = makeValues(ev, elements);
    if (made.length === 0) throw thrown("Please create empty array with mkEmptyArray.");
    return made;
  });
  const type = later(() => {
    const types = ev.list(values).map((value) => typeOf(ev, value));
    const first = types[0] as Lazy;
    if (!types.every((other) => equal(first, other))) {
      throw thrown("Elements in a list should have same type.");
    }
    return concatTexts(["a", interpolated(ev, first)]);
  });
  return primitive(type, values, showArray);
}

function makeTuple(ev: Evaluator, elements: Lazy): Attrs {
  const values = later(() => makeValues(ev, elements));
  const type = later(() =>
    tupleType(
      ev,
      ev.list(values).map((value) => typeOf(ev, value)),
    ),
  );
  return primitive(type, values, showTuple);
}

function makeDictionaryEntry(ev: Evaluator, name: Lazy, value: Lazy): Attrs {
  const key = later(() => makeValue(ev, name));
  const content = later(() => makeValue(ev, value));
  const type = later(() => dictionaryType(ev, typeOf(ev, key), typeOf(ev, content)));
  const show = typed((ev) =>
    concatTexts(["{", interpolated(ev, key), ",", interpolated(ev, content), "}"]),
  );
  return primitive(type, Attrs.of({ name, value }), show);
}

function makeMaybe(ev: Evaluator, elementType: Lazy, element: Lazy): Attrs {
  const type = later(() => concatTexts(["m", interpolated(ev, elementType)]));
  return primitive(type, element, (ev, self) => {
    const value = ev.known(own(ev, self, "value"));
    if (value !== null) return concatTexts(["just ", stringified(ev, value)]);
    return concatTexts(["@", interpolated(ev, own(ev, self, "type")), " nothing"]);
  });
}

function makeVariant(ev: Evaluator, element: Lazy): Attrs {
  const value = later(() => makeValue(ev, element));
  return primitive("v", value, (ev, self) =>
    concatTexts(["<", stringified(ev, own(ev, self, "value")), ">"]),
  );
}

function makeObjectPath(value: Lazy): Attrs {
  return primitive("s", value, (ev, self) => {
    const text = textArgument(ev, own(ev, self, "value"));
    return concatTexts([
      "objectpath '",
      mapPieces(text, (known) => known.replaceAll("'", "\\'")),
      "'",
    ]);
  });
}

function makeBoolean(value: Lazy): Attrs {
  return primitive("b", value, (ev, self) => (ev.bool(own(ev, self, "value")) ? "true" : "false"));
}

function makeString(value: Lazy): Attrs {
  return primitive("s", value, (ev, self) => {
    const text = textArgument(ev, own(ev, self, "value"));
    const safe = mapPieces(text, (known) =>
      known.replace(/['\\]/g, "\\$&").replaceAll("\n", "\\n"),
    );
    return concatTexts(["'", safe, "'"]);
  });
}

const functions: BuiltinTable = {
  isGVariant: [1, (ev, value: Lazy) => isGvariant(ev, value)],
  mkValue: [1, makeValue],
  mkArray: [1, makeArray],
  mkEmptyArray: [
    1,
    (ev, type: Lazy) =>
      primitive(
        later(() => concatTexts(["a", interpolated(ev, type)])),
        [],
        showEmpty,
      ),
  ],
  mkVariant: [1, makeVariant],
  mkDictionaryEntry: [2, makeDictionaryEntry],
  mkMaybe: [2, makeMaybe],
  mkNothing: [1, (ev, type: Lazy) => makeMaybe(ev, type, null)],
  mkJust: [
    1,
    (ev, element: Lazy) => {
      const value = later(() => makeValue(ev, element));
      return makeMaybe(ev, typeOf(ev, value), value);
    },
  ],
  mkTuple: [1, makeTuple],
  mkBoolean: [1, (_, value: Lazy) => makeBoolean(value)],
  mkString: [1, (_, value: Lazy) => makeString(value)],
  mkObjectpath: [1, (_, value: Lazy) => makeObjectPath(value)],
  mkUchar: [1, (_, value: Lazy) => primitive("y", value)],
  mkInt16: [1, (_, value: Lazy) => primitive("n", value)],
  mkUint16: [1, (_, value: Lazy) => primitive("q", value)],
  mkInt32: [1, (_, value: Lazy) => primitive("i", value, showPlain)],
  mkUint32: [1, (_, value: Lazy) => primitive("u", value)],
  mkInt64: [1, (_, value: Lazy) => primitive("x", value)],
  mkUint64: [1, (_, value: Lazy) => primitive("t", value)],
  mkDouble: [1, (_, value: Lazy) => primitive("d", value, showPlain)],
};
