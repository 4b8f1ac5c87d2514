/*
 * Builtins that fetch: fetchClosure, fetchGit, fetchMercurial, fetchTarball, fetchTree, fetchurl, getFlake; and
 * outputOf. Nothing is ever fetched. The path of what would be is known where a hash fixes it, else it has a hole; what
 * is at the path is unknown, unless the evaluator's options know a model of it.
 */
import { coerceToText } from "../coerce.ts";
import { describe } from "../describe.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import { unhashedSource } from "../source-path.ts";
import { type Hash, parseHash, parseHashOrEmpty } from "../store/hash.ts";
import { nameProblem } from "../store/store-path.ts";
import { contextOfText, knownText, type Text } from "../text.ts";
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
import { fetchedPath } from "./fetched.ts";

type Downloader = "fetchurl" | "fetchTarball";
type TreeFetcher = "fetchGit" | "fetchTree" | "fetchMercurial";

export const fetchBuiltins: BuiltinTable = {
  fetchClosure: [1, fetchClosure],
  fetchGit: [1, (ev: Evaluator, argument: Lazy) => fetchTree(ev, argument, "fetchGit")],
  fetchMercurial: [1, (ev: Evaluator, argument: Lazy) => fetchTree(ev, argument, "fetchMercurial")],
  fetchTarball: [1, (ev: Evaluator, argument: Lazy) => download(ev, argument, "fetchTarball")],
  fetchTree: [1, (ev: Evaluator, argument: Lazy) => fetchTree(ev, argument, "fetchTree")],
  fetchurl: [1, (ev: Evaluator, argument: Lazy) => download(ev, argument, "fetchurl")],
  getFlake: [1, getFlake],
  outputOf: [2, outputOf],
};

function fail(message: string): never {
  throw new EvalError("other", message);
}

/** `fetchurl` and `fetchTarball`: a URL, or `{ url, name ?, sha256 ? }`. */
function download(ev: Evaluator, argument: Lazy, fetcher: Downloader): Value {
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
  const given = value instanceof Attrs ? plainAttributes(value) : Attrs.of({ url });
  return fetchedPath(ev, { fetcher, given, name, hash, flat: fetcher === "fetchurl" });
}

/** How to give a fetched file a name that the store takes. */
function nameAdvice(argument: Value, fetcher: Downloader): string {
  const so = "so that it can create a valid store path.";
  if (!(argument instanceof Attrs)) {
    return `Please pass an attribute set with 'url' and 'name' attributes to '${fetcher}',  ${so}`;
  }
  return argument.map.has("name")
    ? `Please change the value for the 'name' attribute passed to '${fetcher}', ${so}`
    : `Please add a valid 'name' attribute to the argument for '${fetcher}', ${so}`;
}

/** A URL, or a set of strings, Booleans and integers; gives a set of which only what the arguments fix is known. */
function fetchTree(ev: Evaluator, argument: Lazy, fetcher: TreeFetcher): Value {
  const value = ev.known(argument);
  if (!(value instanceof Attrs)) {
    const text = coerceToText(ev, value, "add");
    if (fetcher === "fetchTree") checkFileUrl(knownText(text) ?? "");
    return fetchedTree(ev, fetcher, Attrs.of({ url: text }));
  }
  checkTreeArguments(ev, value, fetcher);
  return fetchedTree(ev, fetcher, plainAttributes(value));
}

function checkTreeArguments(ev: Evaluator, attrs: Attrs, fetcher: TreeFetcher): void {
  const type = attrs.get("type");
  if (type !== undefined && fetcher === "fetchGit") fail("unexpected argument 'type'");
  if (type === undefined && fetcher === "fetchTree") {
    fail("argument 'type' is missing in call to 'fetchTree'");
  }
  if (type !== undefined && fetcher === "fetchTree") plainText(ev, type);
  for (const key of attrs.names()) {
    if (fetcher === "fetchMercurial" && !["url", "rev", "name"].includes(key)) {
      fail(`unsupported argument '${key}' to 'fetchMercurial'`);
    }
    checkTreeArgument(key, force(attrs.map.get(key) as Lazy), fetcher);
  }
  if (fetcher === "fetchTree") {
    if (attrs.map.has("name")) fail("argument 'name' isn’t supported in call to 'fetchTree'");
    const url = attrs.map.get("url");
    if (url !== undefined && typeof force(url) === "string") checkFileUrl(ev.text(url));
  } else if (attrs.rest === null && !attrs.map.has("url")) {
    fail(fetcher === "fetchGit" ? "input attribute 'url' is missing" : "'url' argument required");
  }
}

/** A file or an archive on this machine is named by its absolute path. */
function checkFileUrl(url: string): void {
  if (!/^(?:(?:tarball|file)\+)?file:(?!\/|$)/.test(url)) return;
  fail(
    `tarball '${url}' must use an absolute path. The 'file' scheme does not support relative paths.`,
  );
}

function checkTreeArgument(key: string, value: Value, fetcher: TreeFetcher): void {
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

/** The set of a tree: its path, and of its version what the arguments say. */
function fetchedTree(ev: Evaluator, fetcher: TreeFetcher, given: Attrs): Value {
  const text = (name: string): string | undefined => {
    const value = given.map.get(name);
    return typeof value === "string" ? value : undefined;
  };
  const narHash = text("narHash");
  const hash = narHash === undefined ? undefined : parseHash(narHash, undefined);
  const name = text("name") ?? "source";
  const outPath =
    localCheckout(ev, fetcher, given, name) ??
    fetchedPath(ev, { fetcher, given, name, hash, flat: false });
  const map = new Map<string, Lazy>([["outPath", outPath]]);
  if (narHash !== undefined) map.set("narHash", narHash);
  const rev = text("rev");
  if (rev !== undefined && /^[0-9a-f]{40}$/.test(rev)) {
    map.set("rev", rev);
    map.set("shortRev", rev.slice(0, fetcher === "fetchMercurial" ? 12 : 7));
  }
  return new Attrs(map, null, { reason: new Reason("impure", `${fetcher} is not run`) });
}

/** The working tree of a repository on this machine, which is what `fetchGit ./.` gives. */
function localCheckout(
  ev: Evaluator,
  fetcher: TreeFetcher,
  given: Attrs,
  name: string,
): Text | undefined {
  const url = given.map.get("url");
  if (fetcher !== "fetchGit" || typeof url !== "string") return undefined;
  const path = /^(?:file:\/\/)?(\/.*)$/s.exec(url)?.[1];
  if (path === undefined || given.map.has("rev") || given.map.has("ref")) return undefined;
  return ev.io.fileType(path).ok
    ? unhashedSource(path, name, "git knows which files belong to it", null)
    : undefined;
}

/** The arguments that are known strings, numbers and Booleans, forced. */
function plainAttributes(attrs: Attrs): Attrs {
  const map = new Map<string, Lazy>();
  for (const name of attrs.names()) {
    const value = force(attrs.map.get(name) as Lazy);
    if (value instanceof ContextString) map.set(name, value.text);
    else if (value instanceof NixPath) map.set(name, value.path);
    else if (value !== null && typeof value !== "object") map.set(name, value);
  }
  return new Attrs(map);
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
  return new Unknown(new Reason("impure", "fetchClosure is not run"));
}

function getFlake(ev: Evaluator, argument: Lazy): Value {
  const value = ev.known(argument);
  const what = value instanceof Attrs ? "a flake" : `'${plainText(ev, value)}'`;
  return new Unknown(new Reason("impure", `getFlake of ${what} is not fetched`));
}

/** Experimental, and about what a derivation builds; the context must name exactly one thing. */
function outputOf(ev: Evaluator, reference: Lazy, output: Lazy): Value {
  const text = ev.string(reference);
  const size = contextOfText(text).size;
  if (size !== 1) {
    const shown = knownText(text) as string;
    fail(
      `string '${shown}' has ${size} entries in its context. It should only have exactly one entry`,
    );
  }
  plainText(ev, output);
  return new Unknown(new Reason("impure", "the output of what a derivation builds is not known"));
}
