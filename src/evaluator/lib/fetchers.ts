import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { Attrs, Builtin, force, type Lazy, type Value } from "../value.ts";
import { deprecatedValues } from "./deprecated.ts";
import { hasAttr, later } from "./later.ts";
import { functionArgs, functionOf, functorOf, patternFunction } from "./native.ts";
import { thrown } from "./surroundings.ts";

/** `lib.fetchers`: arguments that all functions which fetch take alike. */
export function fetchersLib(_: Evaluator): Map<string, Lazy> {
  return new Map<string, Lazy>([
    ["proxyImpureEnvVars", [...PROXY_VARIABLES]],
    ["normalizeHash", normalizeHash],
    ["withNormalizedHash", withNormalizedHash],
  ]);
}

/** Nothing of `lib.fetchers` is a member of `lib`. */
export const flatFetchers: readonly string[] = [];

const PROXIES = ["http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy"] as const;

const PROXY_VARIABLES: readonly string[] = [
  ...PROXIES,
  ...PROXIES.map((name) => name.toUpperCase()),
  "NIX_SSL_CERT_FILE",
];

/** The attributes that may hold the hash. */
function hashNames(ev: Evaluator, args: Attrs): string[] {
  const types = args.get("hashTypes");
  const names = types === undefined ? ["sha256"] : ev.list(types).map((type) => ev.text(type));
  return ["hash", ...names];
}

/** `hash = …` or `sha256 = …` in a fetcher's arguments becomes `outputHash` and `outputHashAlgo`. */
function normalised(ev: Evaluator, names: readonly string[], required: Lazy, args: Lazy): Value {
  const attrs = ev.closedAttrs(args);
  if (attrs.map.has("outputHash")) return attrs;
  const [name, ...more] = [...new Set(names)].filter((key) => attrs.map.has(key)).sort();
  if (name === undefined && ev.bool(required)) throw thrown("fetcher called without `hash`");
  if (more.length > 0) {
    throw thrown(
      `fetcher called with mutually-incompatible arguments: ${[name, ...more].join(", ")}`,
    );
  }
  const map = new Map(attrs.map);
  for (const key of names) map.delete(key);
  if (name !== undefined) {
    map.set("outputHashAlgo", name === "hash" ? null : name);
    map.set(
      "outputHash",
      later(() => hashOrFake(ev, name, attrs.map.get(name) as Lazy)),
    );
  }
  return new Attrs(map, attrs.positions);
}

/** Names in `lib.misc` of hashes that nothing has. */
const FAKES: Readonly<Record<string, string>> = {
  hash: "fakeHash",
  sha256: "fakeSha256",
  sha512: "fakeSha512",
};

/** An empty hash asks for one that surely does not match. */
function hashOrFake(ev: Evaluator, name: string, value: Lazy): Value {
  const hash = ev.known(value);
  if (hash !== "") return hash;
  const fake = deprecatedValues.get(FAKES[name] ?? "");
  if (fake === undefined) throw thrown(`no “fake hash” defined for ${name}`);
  return force(fake);
}

const normalizeHash = patternFunction(
  "lib.fetchers.normalizeHash",
  { hashTypes: true, required: true },
  (_, args) =>
    functionOf("lib.fetchers.normalizeHash", (ev, value) =>
      normalised(ev, hashNames(ev, args), args.get("required") ?? true, value),
    ),
);

const withNormalizedHash = patternFunction(
  "lib.fetchers.withNormalizedHash",
  { hashTypes: true },
  (_, args) =>
    functionOf("lib.fetchers.withNormalizedHash", (ev, fetcher) =>
      wrapped(ev, hashNames(ev, args), fetcher),
    ),
);

/** A fetcher that takes `outputHash` and `outputHashAlgo`, as one that takes `hash` and its like. */
function wrapped(ev: Evaluator, names: readonly string[], fetcher: Lazy): Value {
  const formals = ev.attrs(functionArgs(ev, fetcher));
  if (!hasAttr(formals, "outputHash") || !hasAttr(formals, "outputHashAlgo")) {
    throw failed("fArgs ? outputHash && fArgs ? outputHashAlgo");
  }
  if (names.some((name) => formals.map.has(name))) {
    throw failed("intersectAttrs fArgs hashSet == { }");
  }
  const { outputHash, outputHashAlgo: _, ...others } = Object.fromEntries(formals.map);
  const optional = outputHash as Lazy;
  const call = new Builtin("lib.fetchers.withNormalizedHash", 1, (ev: Evaluator, args: Lazy) => {
    const required = later(() => !ev.bool(optional));
    return ev.call(
      ev.known(fetcher),
      later(() => normalised(ev, names, required, args)),
    );
  });
  return functorOf(call, Attrs.of({ ...others, hash: optional }));
}

function failed(condition: string): EvalError {
  return new EvalError("assertion", `assertion '(${condition})' failed`);
}
