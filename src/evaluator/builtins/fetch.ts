/*
 * Builtins that fetch: fetchClosure, fetchGit, fetchMercurial, fetchTarball, fetchTree, fetchurl, getFlake; and outputOf.
 * Nothing is ever fetched: the result is the store path where a hash fixes it, else unknown, with the arguments as its
 * reason's subject.
 */
import { coerceToText } from "../coerce.ts";
import { contextOf } from "../context.ts";
import { describe } from "../describe.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import { type Hash, parseHashOrEmpty } from "../store/hash.ts";
import { type FetchedSource, recordsOf } from "../store/records.ts";
import { fixedOutputPath, nameProblem } from "../store/store-path.ts";
import { contextOfText } from "../text.ts";
import {
  Attrs,
  ContextString,
  force,
  type Lazy,
  NixPath,
  PartialText,
  Unknown,
  type Value,
} from "../value.ts";
import { plainText } from "./arguments.ts";
import type { BuiltinTable } from "./define.ts";

export const fetchBuiltins: BuiltinTable = {
  fetchClosure: [1, fetchClosure],
  fetchGit: [1, (ev: Evaluator, argument: Lazy) => fetchTree(ev, argument, "fetchGit")],
  fetchMercurial: [1, fetchMercurial],
  fetchTarball: [1, (ev: Evaluator, argument: Lazy) => download(ev, argument, "fetchTarball")],
  fetchTree: [1, (ev: Evaluator, argument: Lazy) => fetchTree(ev, argument, "fetchTree")],
  fetchurl: [1, (ev: Evaluator, argument: Lazy) => download(ev, argument, "fetchurl")],
  getFlake: [1, getFlake],
  outputOf: [2, outputOf],
};

/** Unknown because it would have to be fetched; the subject says what. */
function fetched(fetcher: string, what: string, given: Attrs): Unknown {
  const subject: FetchedSource = { fetcher, arguments: given };
  return new Unknown(new Reason("impure", `${fetcher} of ${what} is not fetched`, null, subject));
}

function fail(message: string): never {
  throw new EvalError("other", message);
}

/** `fetchurl` and `fetchTarball`: a URL, or `{ url, name ?, sha256 ? }`. */
function download(ev: Evaluator, argument: Lazy, fetcher: "fetchurl" | "fetchTarball"): Value {
  const value = ev.known(argument);
  let name = fetcher === "fetchTarball" ? "source" : "";
  let url: string | undefined;
  let hash: Hash | undefined;
  if (value instanceof Attrs) {
    for (const key of ev.closedAttrs(value).names()) {
      const given = value.map.get(key) as Lazy;
      if (key === "url") url = plainText(ev, given);
      else if (key === "sha256") hash = parseHashOrEmpty(plainText(ev, given), "sha256");
      else if (key === "name") name = plainText(ev, given);
      else fail(`unsupported argument '${key}' to '${fetcher}'`);
    }
    if (url === undefined) fail("'url' argument required");
  } else url = plainText(ev, value);
  if (name === "") name = url.replace(/\/$/, "").replace(/^.*\//s, "");
  const problem = nameProblem(name);
  if (problem !== undefined) {
    fail(
      `invalid store path name when fetching URL '${url}': ${problem}. ${nameAdvice(value, fetcher)}`,
    );
  }
  const given = value instanceof Attrs ? value : Attrs.of({ url });
  if (hash === undefined) return fetched(fetcher, `'${url}'`, given);
  const path = fixedOutputPath(fetcher === "fetchTarball" ? "nar" : "flat", hash, name);
  recordsOf(ev).fetched.set(path, { fetcher, arguments: given });
  return new ContextString(path, contextOf({ kind: "path", path }));
}

/** How to give a fetched file a name that the store takes. */
function nameAdvice(argument: Value, fetcher: string): string {
  const so = "so that it can create a valid store path.";
  if (!(argument instanceof Attrs)) {
    return `Please pass an attribute set with 'url' and 'name' attributes to '${fetcher}',  ${so}`;
  }
  return argument.map.has("name")
    ? `Please change the value for the 'name' attribute passed to '${fetcher}', ${so}`
    : `Please add a valid 'name' attribute to the argument for '${fetcher}', ${so}`;
}

/** `fetchGit` and `fetchTree`: a URL, or a set of strings, Booleans and integers. */
function fetchTree(ev: Evaluator, argument: Lazy, fetcher: "fetchGit" | "fetchTree"): Value {
  const value = ev.known(argument);
  if (!(value instanceof Attrs)) {
    const text = coerceToText(ev, value, "add");
    const what = text instanceof PartialText ? "a URL" : `'${plain(text)}'`;
    if (fetcher === "fetchTree" && !(text instanceof PartialText)) checkFileUrl(plain(text));
    return fetched(fetcher, what, Attrs.of({ url: text }));
  }
  const type = value.get("type");
  if (type !== undefined && fetcher === "fetchGit") fail("unexpected argument 'type'");
  if (type === undefined && fetcher === "fetchTree") {
    fail("argument 'type' is missing in call to 'fetchTree'");
  }
  if (type !== undefined) plainText(ev, type);
  for (const key of value.names())
    checkTreeArgument(key, force(value.map.get(key) as Lazy), fetcher);
  if (fetcher === "fetchTree" && value.map.has("name")) {
    fail("argument 'name' isn’t supported in call to 'fetchTree'");
  }
  if (fetcher === "fetchGit" && value.rest === null && !value.map.has("url")) {
    fail("input attribute 'url' is missing");
  }
  const url = value.map.get("url");
  const shown = url === undefined ? undefined : force(url);
  if (typeof shown === "string" && fetcher === "fetchTree") checkFileUrl(shown);
  return fetched(fetcher, typeof shown === "string" ? `'${shown}'` : "a source tree", value);
}

function plain(text: string | ContextString): string {
  return typeof text === "string" ? text : text.text;
}

/** A file or an archive on this machine is named by its absolute path. */
function checkFileUrl(url: string): void {
  if (!/^(?:(?:tarball|file)\+)?file:(?!\/|$)/.test(url)) return;
  fail(
    `tarball '${url}' must use an absolute path. The 'file' scheme does not support relative paths.`,
  );
}

function checkTreeArgument(key: string, value: Value, fetcher: string): void {
  if (key === "publicKeys" || value instanceof Unknown || value instanceof NixPath) return;
  if (typeof value === "string" || typeof value === "boolean") return;
  if (value instanceof ContextString || value instanceof PartialText) return;
  if (typeof value === "number" || typeof value === "bigint") {
    if (value < 0) fail(`negative value given for '${fetcher}' argument '${key}': ${value}`);
    return;
  }
  throw new EvalError(
    "type",
    `argument '${key}' to '${fetcher}' is ${describe(value)} while a string, Boolean or integer is expected`,
  );
}

function fetchMercurial(ev: Evaluator, argument: Lazy): Value {
  const value = ev.known(argument);
  if (!(value instanceof Attrs)) {
    return fetched(
      "fetchMercurial",
      "a repository",
      Attrs.of({ url: coerceToText(ev, value, "add") }),
    );
  }
  for (const key of value.names()) {
    if (!["url", "rev", "name"].includes(key)) {
      fail(`unsupported argument '${key}' to 'fetchMercurial'`);
    }
  }
  if (value.rest === null && !value.map.has("url")) fail("'url' argument required");
  return fetched("fetchMercurial", "a repository", value);
}

/** The store path is named in the arguments, but nothing says what is in it. */
function fetchClosure(ev: Evaluator, argument: Lazy): Value {
  const attrs = ev.attrs(argument);
  for (const key of attrs.names()) {
    if (!["fromPath", "toPath", "fromStore", "inputAddressed"].includes(key)) {
      fail(`attribute '${key}' isn't supported in call to 'fetchClosure'`);
    }
  }
  if (attrs.rest === null) {
    for (const key of ["fromPath", "fromStore"]) {
      if (!attrs.map.has(key)) fail(`attribute '${key}' is missing in call to 'fetchClosure'`);
    }
  }
  return fetched("fetchClosure", "a store path", attrs);
}

function getFlake(ev: Evaluator, argument: Lazy): Value {
  const value = ev.known(argument);
  if (value instanceof Attrs) return fetched("getFlake", "a flake", value);
  const reference = plainText(ev, value);
  return fetched("getFlake", `'${reference}'`, Attrs.of({ url: reference }));
}

/** Experimental, and about what a derivation builds; the context must name exactly one thing. */
function outputOf(ev: Evaluator, reference: Lazy, output: Lazy): Value {
  const text = ev.string(reference);
  const size = contextOfText(text).size;
  if (size !== 1) {
    fail(
      `string '${plain(text)}' has ${size} entries in its context. It should only have exactly one entry`,
    );
  }
  plainText(ev, output);
  return new Unknown(new Reason("impure", "the output of what a derivation builds is not known"));
}
