import type { Random } from "./lib-random.ts";

/** Random module sets as Nix text, for comparing module systems. */

/** An option with its type: how values are written, right ones and, now and then, wrong ones. */
interface TypeCase {
  /** The type as Nix text. */
  readonly text: string;
  value(random: Random, depth: number): string;
}

const SCALARS: readonly TypeCase[] = [
  { text: "types.bool", value: (random) => random.pick(["true", "false"]) },
  { text: "types.int", value: (random) => String(random.below(4)) },
  { text: "types.str", value: (random) => JSON.stringify(random.pick(["x", "y", "z", ""])) },
  { text: "types.lines", value: (random) => JSON.stringify(random.pick(["l1", "l2\n", "l3"])) },
  { text: "types.commas", value: (random) => JSON.stringify(random.pick(["c", "d"])) },
  { text: "types.port", value: (random) => random.pick(["22", "80", "70000"]) },
  { text: "types.ints.positive", value: (random) => String(random.below(3)) },
  { text: 'types.enum [ "x" "y" 1 ]', value: (random) => random.pick(['"x"', '"y"', "1", '"q"']) },
  { text: "types.path", value: (random) => random.pick(["/a/b", '"/c"', '"rel"']) },
  { text: "types.raw", value: (random) => random.pick(["1", "{ a = mkIf false 1; }", "[ 1 ]"]) },
  { text: "types.nonEmptyStr", value: (random) => random.pick(['"x"', '" "', '"y"']) },
  { text: 'types.strMatching "[a-z]+"', value: (random) => random.pick(['"x"', '"X"']) },
  { text: "types.singleLineStr", value: (random) => random.pick(['"x\\n"', '"y"', '"a\\nb"']) },
  { text: "types.boolByOr", value: (random) => random.pick(["true", "false"]) },
  { text: "types.number", value: (random) => random.pick(["1", "1.5", '"x"']) },
  { text: "types.ints.between 1 3", value: (random) => String(random.below(5)) },
];

const NAMES = ["a", "b", "c", "d"] as const;

/** Text of a set of generated attributes. */
function setOf(random: Random, element: TypeCase, depth: number): string {
  const entries = NAMES.filter(() => random.below(3) === 0).map(
    (name) => `${name} = ${wrapped(random, element, depth + 1)};`,
  );
  return `{ ${entries.join(" ")} }`;
}

function listOf(random: Random, element: TypeCase, depth: number): string {
  const items = Array.from({ length: random.below(3) }, () => {
    return `(${random.below(5) === 0 ? wrapped(random, element, depth + 1) : element.value(random, depth + 1)})`;
  });
  return `[ ${items.join(" ")} ]`;
}

/** A value with properties around it. */
function wrapped(random: Random, type: TypeCase, depth: number): string {
  const value = () => type.value(random, depth);
  const one = (inner: string): string => {
    switch (random.below(16)) {
      case 0:
        return `(mkIf ${random.maybe(random.pick(["true", "false", "config.flag"]))} ${inner})`;
      case 1:
        return `(mkForce ${inner})`;
      case 2:
        return `(mkDefault ${inner})`;
      case 3:
        return `(mkOverride ${random.pick(["100", "90", "1200"])} ${inner})`;
      case 4:
        return `(mkBefore ${inner})`;
      case 5:
        return `(mkAfter ${inner})`;
      case 6:
        return `(mkOrder 700 ${inner})`;
      case 7:
        return `(mkMerge [ (${inner}) (${one(value())}) ])`;
      default:
        return inner;
    }
  };
  return one(random.below(6) === 0 ? one(value()) : random.maybe(value()));
}

function container(random: Random, depth: number): TypeCase {
  const element = depth > 2 ? random.pick(SCALARS) : typeCase(random, depth + 1);
  const { text } = element;
  switch (random.below(12)) {
    case 0:
    case 1:
      return { text: `types.listOf (${text})`, value: (r, d) => listOf(r, element, d) };
    case 2:
    case 3:
      return { text: `types.attrsOf (${text})`, value: (r, d) => setOf(r, element, d) };
    case 4:
      return { text: `types.lazyAttrsOf (${text})`, value: (r, d) => setOf(r, element, d) };
    case 5:
      return {
        text: `types.nullOr (${text})`,
        value: (r, d) => (r.below(3) === 0 ? "null" : element.value(r, d)),
      };
    case 6: {
      const other = random.pick(SCALARS);
      return {
        text: `types.either (${text}) (${other.text})`,
        value: (r, d) => (r.below(2) === 0 ? other : element).value(r, d),
      };
    }
    case 7:
      return {
        text: "types.coercedTo types.int toString types.str",
        value: (r) => r.pick(["1", "2", '"s"', "null"]),
      };
    case 8:
      return { text: `types.uniq (${text})`, value: (r, d) => element.value(r, d) };
    case 9:
      return {
        text: "types.anything",
        value: (r, d) => (d > 3 ? "1" : setOf(r, typeCase(r, d + 1), d)),
      };
    case 10:
      return {
        text: `types.addCheck (${text}) (x: x != 1)`,
        value: (r, d) => element.value(r, d),
      };
    default:
      return { text: `types.nonEmptyListOf (${text})`, value: (r, d) => listOf(r, element, d) };
  }
}

function submodule(random: Random, depth: number): TypeCase {
  const options = NAMES.filter(() => random.below(2) === 0).map((name) => ({
    name,
    type: depth > 2 ? random.pick(SCALARS) : typeCase(random, depth + 1),
  }));
  const declared = options.map(({ name, type }) => `options.${name} = ${option(random, type)};`);
  const freeform =
    random.below(4) === 0 ? `freeformType = types.attrsOf (${random.pick(SCALARS).text});` : "";
  const body = `{ ${declared.join(" ")} ${freeform} }`;
  const shown = random.below(3) === 0 ? `({ name, config, ... }: ${body})` : body;
  return {
    text: `types.submodule ${shown}`,
    value: (r, d) => {
      const definitions = options
        .filter(() => r.below(3) > 0)
        .map(({ name, type }) => `${name} = ${wrapped(r, type, d + 1)};`);
      const extra = r.below(8) === 0 ? 'extra = "e";' : "";
      return `{ ${definitions.join(" ")} ${extra} }`;
    },
  };
}

function typeCase(random: Random, depth: number): TypeCase {
  const kind = random.below(10);
  if (kind < 5 || depth > 3) return random.pick(SCALARS);
  return kind < 8 ? container(random, depth) : submodule(random, depth);
}

function option(random: Random, type: TypeCase): string {
  const parts = [`type = ${type.text};`];
  if (random.below(3) === 0) parts.push(`default = ${type.value(random, 3)};`);
  if (random.below(12) === 0) parts.push("apply = x: [ x ];");
  if (random.below(16) === 0) parts.push("readOnly = true;");
  if (random.below(16) === 0) parts.splice(0, 1);
  return `mkOption { ${parts.join(" ")} }`;
}

interface Declared {
  readonly path: string;
  readonly type: TypeCase;
}

/** One evaluation: text of a function of `lib`. */
export function moduleCase(random: Random): string {
  const declared: Declared[] = [];
  for (const name of NAMES) {
    const type = typeCase(random, 0);
    if (random.below(3) === 0) {
      for (const inner of ["x", "y"]) {
        declared.push({ path: `${name}.${inner}`, type: typeCase(random, 1) });
      }
    } else declared.push({ path: name, type });
  }
  const modules = [
    `{ _file = "base"; options.flag = mkOption { type = types.bool; default = ${random.pick(["true", "false"])}; }; }`,
    declarations(random, declared, "decl"),
  ];
  if (random.below(4) === 0) {
    const again = declared.filter(() => random.below(4) === 0);
    modules.push(declarations(random, again, "again"));
  }
  const count = 1 + random.below(4);
  for (let i = 0; i < count; i++) modules.push(definitions(random, declared, `m${i}`));
  if (random.below(5) === 0)
    modules.push('{ _file = "free"; freeformType = types.attrsOf types.int; }');
  if (random.below(5) === 0)
    modules.push('{ _file = "off"; disabledModules = [ { key = "m0"; } ]; }');
  return `lib: with lib; evalModules { modules = [ ${modules.map((one) => `(${one})`).join("\n  ")} ]; }`;
}

function declarations(random: Random, declared: readonly Declared[], file: string): string {
  const lines = declared.map(({ path, type }) => `options.${path} = ${option(random, type)};`);
  return `{ config, ... }: { _file = "${file}"; ${lines.join("\n    ")} }`;
}

function definitions(random: Random, declared: readonly Declared[], file: string): string {
  const chosen = declared.filter(() => random.below(2) === 0);
  const tops = new Map<string, string[]>();
  for (const { path, type } of chosen) {
    const [top = "", inner] = path.split(".");
    const value = wrapped(random, type, 0);
    const lines = tops.get(top) ?? [];
    lines.push(inner === undefined ? value : `${inner} = ${value};`);
    tops.set(top, lines);
  }
  const lines = [...tops].map(([top, values]) => {
    const [first = ""] = values;
    if (!/^[xy] = /.test(first)) return `${top} = ${first};`;
    const set = `{ ${values.join(" ")} }`;
    const condition = random.maybe("config.flag");
    const around = random.pick(["", "mkForce ", "mkIf true ", `mkIf ${condition} `, "mkDefault "]);
    return `${top} = ${around}${set};`;
  });
  if (random.below(10) === 0) lines.push("undeclared = 1;");
  const set = `{ ${lines.join("\n    ")} }`;
  const config = random.pick([
    set,
    `mkIf ${random.maybe("config.flag")} ${set}`,
    `mkMerge [ ${set} { } ]`,
    `mkIf true ${set}`,
  ]);
  const key = random.below(3) === 0 ? `key = "${file}";` : "";
  const imports =
    random.below(4) === 0 ? `imports = [ { _file = "${file}i"; config = ${set}; } ];` : "";
  return `{ config, lib, ... }: { _file = "${file}"; ${key} ${imports} config = ${config}; }`;
}
