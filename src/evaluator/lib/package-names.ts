import { plainText, textArgument } from "../builtins/arguments.ts";
import type { BuiltinTable } from "../builtins/define.ts";
import { compareVersions, parseDrvName } from "../builtins/versions.ts";
import { typeName } from "../describe.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { contextOfText, makeText } from "../text.ts";
import { Attrs, force, type Lazy, PartialText, type Value } from "../value.ts";
import { selectLazy } from "./later.ts";
import { addContext, interpolated, leading, stringified, trailing, whole } from "./partial-text.ts";

/** `lib.strings`: names and versions of packages. */
export const packageNames: BuiltinTable = {
  getName: [1, (ev, value: Lazy) => partOfName(ev, value, "pname", "name")],
  getVersion: [1, (ev, value: Lazy) => partOfName(ev, value, "version", "version")],
  versionOlder: [2, (ev, a: Lazy, b: Lazy) => isOlder(ev, a, b)],
  versionAtLeast: [2, (ev, a: Lazy, b: Lazy) => !isOlder(ev, a, b)],
  nameFromURL: [2, nameFromUrl],
  sanitizeDerivationName: [1, sanitizeDerivationName],
};

/** `pname` or `version` of a package, or what `name` (or a string) has of it. */
function partOfName(
  ev: Evaluator,
  value: Lazy,
  attribute: string,
  part: "name" | "version",
): Value {
  const forced = ev.known(value);
  if (typeName(forced) === "string") return parsedName(ev, forced, part);
  const own = forced instanceof Attrs ? forced.get(attribute) : undefined;
  return own === undefined ? parsedName(ev, selectLazy(ev, forced, "name"), part) : force(own);
}

/** The version begins at the first dash that no letter follows. */
function parsedName(ev: Evaluator, name: Lazy, part: "name" | "version"): Value {
  const text = textArgument(ev, name);
  if (text instanceof PartialText && part === "name") {
    const known = /^(.*?)-[^A-Za-z]/s.exec(leading(text))?.[1];
    if (known !== undefined) return known;
  }
  return parseDrvName(plainText(ev, text))[part];
}

function isOlder(ev: Evaluator, a: Lazy, b: Lazy): boolean {
  return compareVersions(plainText(ev, b), plainText(ev, a)) === 1;
}

/** What stands before a separator in the last part of a URL. */
function nameFromUrl(ev: Evaluator, url: Lazy, separator: Lazy): Value {
  const by = plainText(ev, stringified(ev, separator));
  const text = addContext(
    stringified(ev, url),
    // What has no string in it has no parts either.
    contextOfText(interpolated(ev, ev.known(url))),
  );
  const end = trailing(text);
  const slash = end.lastIndexOf("/");
  if (slash < 0) whole(text);
  const file = end.slice(slash + 1);
  const name = by === "" ? "" : (file.split(by)[0] as string);
  if (name === file) throw new EvalError("assertion", "assertion '(name != filename)' failed");
  return makeText(name, contextOfText(text));
}

const LONGEST_NAME = 207;

/** The text as a name that the store takes: no dots in front, no other characters than it allows, not too long. */
function sanitizeDerivationName(ev: Evaluator, value: Lazy): Value {
  const text = whole(textArgument(ev, value));
  const bytes = Buffer.byteLength(text);
  if (bytes <= LONGEST_NAME && /^[A-Za-z0-9+_?=-][A-Za-z0-9+._?=-]*$/.test(text)) return text;
  const clean = text.replace(/^\.*/, "").replace(/[^A-Za-z0-9+._?=-]+/g, "-");
  const tail = clean.slice(Math.max(clean.length - LONGEST_NAME, 0));
  return tail === "" ? "unknown" : tail;
}
