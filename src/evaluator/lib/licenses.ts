import { textArgument } from "../builtins/arguments.ts";
import type { BuiltinTable } from "../builtins/define.ts";
import { builtinsOf } from "../builtins/define.ts";
import { EvalError } from "../errors.ts";
import type { Evaluator } from "../evaluator.ts";
import { Reason } from "../reason.ts";
import { joinTexts } from "../text.ts";
import { Attrs, force, type Lazy, type Rest, type Value } from "../value.ts";
import { select } from "./later.ts";
import { OTHER_LICENSES, SPDX_LICENSES } from "./licenses-data.ts";
import { Membership } from "./membership.ts";

/** `lib.licenses`: what the licenses are, operators on them, and what an expression of them allows. */

interface Facts {
  readonly fullName: string;
  readonly flags: string;
  readonly spdxId: string | null;
  readonly url: string;
}

/** Short names that are not those of the attribute. */
const SHORT_NAMES = new Map([
  ["ecl20", "ECL 2.0"],
  ["nvidiaCuda", "CUDA EULA"],
  ["nvidiaCudaRedist", "CUDA EULA"],
  ["tsl", "TSL"],
]);

function makeLicense(name: string, { fullName, flags, spdxId, url }: Facts): Attrs {
  const free = !/[ur]/.test(flags);
  const map = new Map<string, Lazy>([
    ["shortName", SHORT_NAMES.get(name) ?? name],
    ["free", free],
    ["deprecated", flags.includes("d")],
    ["redistributable", free || flags.includes("r")],
    ["licenseType", "simple"],
    ["fullName", fullName],
  ]);
  if (spdxId !== null) map.set("spdxId", spdxId);
  if (url !== "") map.set("url", url);
  return new Attrs(map);
}

let known: ReadonlyMap<string, Attrs> | null = null;

/** Every license by its name, made when the first one is asked for. */
export function knownLicenses(): ReadonlyMap<string, Attrs> {
  if (known !== null) return known;
  const licenses = new Map<string, Attrs>();
  for (const line of SPDX_LICENSES.trim().split("\n")) {
    const [name, spdxId, flags, fullName] = line.split("|") as [string, string, string, string];
    const url = `https://spdx.org/licenses/${spdxId}.html`;
    licenses.set(name, makeLicense(name, { fullName, flags, spdxId, url }));
  }
  for (const line of OTHER_LICENSES.trim().split("\n")) {
    const [name, flags, url, fullName] = line.split("|") as [string, string, string, string];
    licenses.set(name, makeLicense(name, { fullName, flags, spdxId: null, url }));
  }
  known = licenses;
  return licenses;
}

/**
 * What a predicate says of an expression: of alternatives one will do where one may choose, all must otherwise. An
 * expression of one license has the predicate's own value.
 */
function evaluateProperty(
  ev: Evaluator,
  predicate: (license: Attrs) => Value,
  permissive: Lazy,
  license: Lazy,
): Value {
  const attrs = ev.attrs(license);
  const recurse = (one: Lazy) => evaluateProperty(ev, predicate, permissive, one);
  const holds = (one: Lazy) => ev.bool(recurse(one));
  switch (ev.text(select(ev, attrs, "licenseType"))) {
    case "simple":
      return predicate(attrs);
    case "compound": {
      const operator = ev.text(select(ev, attrs, "operator"));
      if (operator !== "OR" && operator !== "AND") {
        throw new EvalError("throw", "Unknown license operator");
      }
      const oneWillDo = (operator === "OR") === ev.bool(permissive);
      const parts = ev.list(select(ev, attrs, "licenses"));
      return oneWillDo ? parts.some(holds) : parts.every(holds);
    }
    case "exception":
      return holds(select(ev, attrs, "license")) && holds(select(ev, attrs, "exception"));
    case "plus":
      return recurse(select(ev, attrs, "license"));
    default:
      throw new EvalError("throw", "Unknown license type or legacy license");
  }
}

function namedProperty(ev: Evaluator, name: Lazy, permissive: Lazy, license: Lazy): Value {
  const property = (one: Attrs) => select(ev, one, ev.text(name));
  return evaluateProperty(ev, property, permissive, license);
}

function toSpdx(ev: Evaluator, license: Lazy): Value {
  const text = (name: string) => textArgument(ev, select(ev, license, name));
  const part = (one: Lazy) => {
    const type = ev.text(select(ev, one, "licenseType"));
    const shown = textArgument(ev, toSpdx(ev, one));
    return type === "compound" || type === "exception" ? joinTexts("", ["(", shown, ")"]) : shown;
  };
  switch (ev.text(text("licenseType"))) {
    case "simple": {
      const spdxId = ev.attrs(license).get("spdxId");
      return spdxId === undefined
        ? joinTexts("", ["LicenseRef-nixos-", text("shortName")])
        : force(spdxId);
    }
    case "compound":
      return joinTexts(
        joinTexts(" ", ["", text("operator"), ""]),
        ev.list(select(ev, license, "licenses")).map(part),
      );
    case "exception": {
      const sides = [select(ev, license, "license"), select(ev, license, "exception")];
      const [left, right] = sides.map(part) as [Value, Value];
      return joinTexts(" ", [textArgument(ev, left), text("operator"), textArgument(ev, right)]);
    }
    case "plus":
      return joinTexts("", [part(select(ev, license, "license")), text("operator")]);
    default:
      throw new EvalError("throw", "Unknown license type");
  }
}

function compound(operator: string) {
  return (_: Evaluator, licenses: Lazy) =>
    Attrs.of({ licenseType: "compound", operator, licenses });
}

const functions: BuiltinTable = {
  OR: [1, compound("OR")],
  AND: [1, compound("AND")],
  WITH: [
    2,
    (_, license: Lazy, exception: Lazy) =>
      Attrs.of({ licenseType: "exception", operator: "WITH", license, exception }),
  ],
  PLUS: [1, (_, license: Lazy) => Attrs.of({ licenseType: "plus", operator: "+", license })],
  evaluateProperty: [
    3,
    (ev, predicate: Lazy, permissive: Lazy, license: Lazy) =>
      evaluateProperty(ev, (one) => ev.call(force(predicate), one), permissive, license),
  ],
  evaluateNamedProperty: [
    3,
    (ev, name: Lazy, permissive: Lazy, license: Lazy) =>
      namedProperty(ev, name, permissive, license),
  ],
  isFree: [1, (ev, license: Lazy) => namedProperty(ev, "free", true, license)],
  isRedistributable: [
    1,
    (ev, license: Lazy) => namedProperty(ev, "redistributable", true, license),
  ],
  containsLicenses: [
    2,
    (ev, licenses: Lazy, license: Lazy) => {
      let wanted: Membership | null = null;
      const has = (one: Attrs) => {
        wanted ??= Membership.of(ev, licenses);
        return wanted.has(one);
      };
      return evaluateProperty(ev, has, false, license);
    },
  ],
  toSPDX: [1, toSpdx],
};

/** What of a set is left open: any further name stands for a set of which nothing is known. */
export function openFamily(what: string): Rest {
  const reason = new Reason("model", `${what} are not all known`);
  return {
    reason,
    lookup: (name) =>
      new Attrs(new Map(), null, {
        reason: new Reason("model", `${what}: '${name}' is not known`),
      }),
  };
}

/** `lib.licenses`; names that are not known may be those of another version of nixpkgs. */
export function licensesOf(): Attrs {
  return new Attrs(
    new Map<string, Lazy>([...knownLicenses(), ...builtinsOf(functions, "lib.licenses.")]),
    null,
    openFamily("licenses of nixpkgs"),
  );
}

/** `lib.sourceTypes`: where the parts of a package come from. */
export function sourceTypes(): Attrs {
  const names = [
    "fromSource",
    "binaryNativeCode",
    "binaryBytecode",
    "binaryFirmware",
    "obfuscatedCode",
  ];
  return new Attrs(
    new Map(
      names.map((shortName) => [
        shortName,
        Attrs.of({ shortName, isSource: shortName === "fromSource" }),
      ]),
    ),
  );
}

/** `lib.licensesSpdx`: the licenses by their SPDX identifiers. */
export function licensesBySpdxId(): Map<string, Attrs> {
  const bySpdxId = new Map<string, Attrs>();
  const names = [...knownLicenses().keys()].sort();
  for (const name of names) {
    const license = knownLicenses().get(name) as Attrs;
    const spdxId = license.map.get("spdxId");
    if (typeof spdxId === "string" && !bySpdxId.has(spdxId)) bySpdxId.set(spdxId, license);
  }
  return bySpdxId;
}
