import fc from "fast-check";
import { Dice } from "./dice.ts";
import { bind, FIELDS, LITERALS, NAMES, type Scope, TYPES, type Type } from "./vocabulary.ts";

/*
 * Random expressions, typed loosely so that most of them have a value: each is generated for a type it should have,
 * with the variables in scope that have one; now and then a type is wrong on purpose. The grammar has every construct
 * of the language and the pure builtins.
 */
/** Expressions as text. */
export function expressions(): fc.Arbitrary<string> {
  return fc.nat({ max: 2 ** 31 - 1 }).map((seed) => {
    const grammar = new Grammar(new Dice(seed));
    return grammar.expr(grammar.anyType(), 4, []);
  });
}

type Maker = (depth: number, scope: Scope) => string;

class Grammar {
  readonly #dice: Dice;
  readonly #makers: Readonly<Record<Type, readonly Maker[]>>;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#makers = {
      int: this.#intMakers(),
      float: this.#floatMakers(),
      bool: this.#boolMakers(),
      string: this.#stringMakers(),
      null: [() => "null", (d, s) => this.call("builtins.match", d, s, ["string", "string"])],
      path: [
        (d, s) => `(${this.expr("path", d, s)} + ${this.expr("string", 0, s)})`,
        (_, s) => `./\${${this.expr("string", 0, s)}}/x`,
        (d, s) => this.call("dirOf", d, s, ["path"]),
      ],
      ints: this.#intsMakers(),
      strings: this.#stringsMakers(),
      set: this.#setMakers(),
      function: this.#functionMakers(),
    };
  }

  anyType(): Type {
    return this.#dice.pick(TYPES);
  }

  /** An expression of a type; parenthesised where it is not atomic. */
  expr(wanted: Type, depth: number, scope: Scope): string {
    const dice = this.#dice;
    const type = dice.chance(1) ? this.anyType() : wanted;
    const variables = scope.filter((variable) => variable.type === type);
    if (variables.length > 0 && dice.chance(depth <= 0 ? 60 : 25)) return dice.pick(variables).name;
    if (depth <= 0) return dice.pick(LITERALS[type]);
    if (dice.chance(30)) return this.#wrapped(type, depth - 1, scope);
    if (dice.chance(15)) return dice.pick(LITERALS[type]);
    return dice.pick(this.#makers[type])(depth - 1, scope);
  }

  call(fn: string, depth: number, scope: Scope, args: readonly Type[]): string {
    return `(${[fn, ...args.map((type) => this.expr(type, depth, scope))].join(" ")})`;
  }

  #binary(operator: string, type: Type): Maker {
    return (d, s) => `(${this.expr(type, d, s)} ${operator} ${this.expr(type, d, s)})`;
  }

  #builtin(name: string, ...args: Type[]): Maker {
    return (d, s) => this.call(`builtins.${name}`, d, s, args);
  }

  #lambda(from: Type, to: Type, depth: number, scope: Scope): string {
    const name = this.#dice.pick(NAMES);
    return `(${name}: ${this.expr(to, depth, bind(scope, { name, type: from }))})`;
  }

  /** Constructs that can have any type. */
  #wrapped(type: Type, d: number, s: Scope): string {
    const dice = this.#dice;
    const name = dice.pick(NAMES);
    const other = this.anyType();
    const inner = bind(s, { name, type: other });
    switch (dice.below(16)) {
      case 0:
        return `(let ${name} = ${this.expr(other, d, s)}; in ${this.expr(type, d, inner)})`;
      case 1:
        return `(if ${this.expr("bool", d, s)} then ${this.expr(type, d, s)} else ${this.expr(type, d, s)})`;
      case 2:
        return `(with ${this.#setOf({ [name]: other }, d, s)}; ${this.expr(type, d, inner)})`;
      case 3:
        return `(assert ${this.expr("bool", d, s)}${dice.chance(85) ? " || true" : ""}; ${this.expr(type, d, s)})`;
      case 4:
        return `(${this.#lambda(other, type, d, s)} ${this.expr(other, d, s)})`;
      case 5:
        return `(${this.#setOf({ [name]: type }, d, s)}.${name})`;
      case 6:
        return `(${this.expr("set", d, s)}.${name} or ${this.expr(type, d, s)})`;
      case 7:
        return `(({ ${name} ? ${this.expr(type, d, s)}, ... }: ${name}) ${this.expr("set", d, s)})`;
      case 8:
        return `(({ ${name}, ... }@args: args.${name}) ${this.#setOf({ [name]: type }, d, s)})`;
      case 9:
        return `(builtins.seq ${this.expr(other, d, s)} ${this.expr(type, d, s)})`;
      case 10:
        return `(let t = builtins.tryEval ${this.expr(type, d, s)}; in if t.success then t.value else ${this.expr(type, d, s)})`;
      case 11:
        return `(rec { ${name} = ${this.expr(other, d, s)}; r = ${this.expr(type, d, inner)}; }.r)`;
      case 12:
        return `(builtins.elemAt [ ${this.expr(other, d, s)} ${this.expr(type, d, s)} ] 1)`;
      case 13:
        return `(let { ${name} = ${this.expr(other, d, s)}; body = ${this.expr(type, d, inner)}; })`;
      case 14:
        return dice.chance(15)
          ? `(throw ${this.expr("string", d, s)})`
          : `(builtins.head [ ${this.expr(type, d, s)} ])`;
      default:
        return `(let inherit (${this.#setOf({ [name]: type }, d, s)}) ${name}; in ${name})`;
    }
  }

  /** A set that has these attributes, among others perhaps. */
  #setOf(fields: Readonly<Record<string, Type>>, d: number, s: Scope): string {
    const bindings = Object.entries(fields).map(
      ([name, type]) => `${this.#attrName(name)} = ${this.expr(type, d, s)};`,
    );
    if (this.#dice.chance(30)) bindings.push(`zz = ${this.expr("int", d, s)};`);
    return `{ ${bindings.join(" ")} }`;
  }

  #attrName(name: string): string {
    const dice = this.#dice;
    if (dice.chance(80)) return name;
    return dice.pick([`"${name}"`, `\${"${name}"}`, `"\${"${name}"}"`]);
  }

  #intMakers(): Maker[] {
    return [
      this.#binary("+", "int"),
      this.#binary("-", "int"),
      this.#binary("*", "int"),
      this.#binary("/", "int"),
      (d, s) => `(-${this.expr("int", d, s)})`,
      (d, s) => `(${this.expr("set", d, s)}.n or ${this.expr("int", d, s)})`,
      this.#builtin("length", "ints"),
      this.#builtin("length", "strings"),
      this.#builtin("stringLength", "string"),
      (d, s) => `(builtins.head (${this.expr("ints", d, s)} ++ [ 5 ]))`,
      (d, s) =>
        `(builtins.elemAt (${this.expr("ints", d, s)} ++ [ 1 2 3 ]) ${this.#dice.below(4)})`,
      this.#builtin("add", "int", "int"),
      this.#builtin("sub", "int", "int"),
      this.#builtin("mul", "int", "int"),
      this.#builtin("div", "int", "int"),
      this.#builtin("bitAnd", "int", "int"),
      this.#builtin("bitOr", "int", "int"),
      this.#builtin("bitXor", "int", "int"),
      this.#builtin("floor", "float"),
      this.#builtin("ceil", "float"),
      this.#builtin("compareVersions", "string", "string"),
      (d, s) =>
        `(builtins.foldl' (p: e: ${this.expr("int", d, bind(bind(s, { name: "p", type: "int" }), { name: "e", type: "int" }))}) ${this.expr("int", d, s)} ${this.expr("ints", d, s)})`,
      (d, s) => `(builtins.fromJSON (builtins.toJSON ${this.expr("int", d, s)}))`,
      (d, s) => `(${this.#lambda("int", "int", d, s)} ${this.expr("int", d, s)})`,
    ];
  }

  #floatMakers(): Maker[] {
    return [
      this.#binary("+", "float"),
      this.#binary("-", "float"),
      this.#binary("*", "float"),
      this.#binary("/", "float"),
      (d, s) => `(${this.expr("int", d, s)} * ${this.expr("float", d, s)})`,
      (d, s) => `(${this.expr("float", d, s)} + ${this.expr("int", d, s)})`,
      (d, s) => `(-${this.expr("float", d, s)})`,
    ];
  }

  #boolMakers(): Maker[] {
    const compare: Maker = (d, s) => {
      const type = this.#dice.pick<Type>(["int", "float", "string", "ints", "path", "strings"]);
      const operator = this.#dice.pick(["<", ">", "<=", ">="]);
      return `(${this.expr(type, d, s)} ${operator} ${this.expr(type, d, s)})`;
    };
    const equal: Maker = (d, s) => {
      const type = this.anyType();
      const operator = this.#dice.pick(["==", "!="]);
      return `(${this.expr(type, d, s)} ${operator} ${this.expr(type, d, s)})`;
    };
    const isType: Maker = (d, s) => {
      const name = this.#dice.pick([
        "Int",
        "Float",
        "Bool",
        "String",
        "Null",
        "Path",
        "List",
        "Attrs",
        "Function",
      ]);
      return `(builtins.is${name} ${this.expr(this.anyType(), d, s)})`;
    };
    return parenthesised([
      this.#binary("&&", "bool"),
      this.#binary("||", "bool"),
      this.#binary("->", "bool"),
      (d, s) => `(!${this.expr("bool", d, s)})`,
      compare,
      compare,
      equal,
      equal,
      isType,
      (d, s) => `(${this.expr("set", d, s)} ? ${this.#dice.pick(Object.keys(FIELDS))})`,
      (d, s) => `(${this.expr("set", d, s)} ? sub.\${${this.expr("string", d, s)}})`,
      (d, s) => `(${this.expr("set", d, s)}.b or ${this.expr("bool", d, s)})`,
      this.#builtin("elem", "int", "ints"),
      this.#builtin("elem", "string", "strings"),
      this.#builtin("hasAttr", "string", "set"),
      this.#builtin("lessThan", "int", "int"),
      (d, s) => `(builtins.any ${this.#lambda("int", "bool", d, s)} ${this.expr("ints", d, s)})`,
      (d, s) =>
        `(builtins.all ${this.#lambda("string", "bool", d, s)} ${this.expr("strings", d, s)})`,
      (d, s) => `(builtins.tryEval ${this.expr(this.anyType(), d, s)}).success`,
    ]);
  }

  #stringMakers(): Maker[] {
    return parenthesised([
      this.#binary("+", "string"),
      (d, s) => `"${this.#pieces(d, s)}"`,
      (d, s) => `''${this.#pieces(d, s)}''`,
      (d, s) => `''\n  ${this.#pieces(d, s)}\n    ${this.#pieces(d, s)}\n ''`,
      (d, s) =>
        `(toString ${this.expr(this.#dice.pick<Type>(["int", "float", "bool", "null", "ints", "string"]), d, s)})`,
      (d, s) => `(${this.expr("set", d, s)}.s or ${this.expr("string", d, s)})`,
      (d, s) => `"\${${this.#setOf({ outPath: "string" }, d, s)}}"`,
      (d, s) => `"\${{ __toString = self: ${this.expr("string", d, s)}; }}"`,
      this.#builtin("substring", "int", "int", "string"),
      this.#builtin("concatStringsSep", "string", "strings"),
      // Newer Nix does not look at replacements that are not used, so all are evaluated before.
      (d, s) =>
        `(let to = ${this.expr("strings", d, s)}; in builtins.replaceStrings ${this.expr("strings", d, s)} (builtins.deepSeq (map builtins.stringLength to) to) ${this.expr("string", d, s)})`,
      (d, s) =>
        `(let to = "" + ${this.expr("string", d, s)}; in builtins.replaceStrings [ ${this.expr("string", d, s)} "a" ] [ (builtins.seq to to) "b" ] (builtins.seq to ${this.expr("string", d, s)}))`,
      (d, s) =>
        `(builtins.toJSON ${this.expr(this.#dice.pick<Type>(["int", "bool", "string", "ints", "set"]), d, s)})`,
      (d, s) => `(builtins.toXML ${this.expr(this.anyType(), d, s)})`,
      (d, s) => `(builtins.typeOf ${this.expr(this.anyType(), d, s)})`,
      (d, s) =>
        `(builtins.hashString ${this.#dice.pick(['"sha256"', '"md5"', '"sha1"', '"sha512"'])} ${this.expr("string", d, s)})`,
      this.#builtin("baseNameOf", "string"),
      this.#builtin("dirOf", "string"),
      this.#builtin("unsafeDiscardStringContext", "string"),
      (d, s) => `(builtins.parseDrvName ${this.expr("string", d, s)}).version`,
      (d, s) => `(builtins.head (${this.expr("strings", d, s)} ++ [ "h" ]))`,
    ]);
  }

  #pieces(d: number, s: Scope): string {
    const pieces: string[] = [];
    for (let i = this.#dice.below(3); i >= 0; i--) {
      pieces.push(
        this.#dice.chance(50)
          ? `\${${this.expr("string", d, s)}}`
          : this.#dice.pick(["a", " b ", "$", "\\", "'", "é"]),
      );
    }
    // A backslash or quote at the end would swallow what closes the string.
    return `${pieces.join("")}.`;
  }

  #intsMakers(): Maker[] {
    return parenthesised([
      this.#binary("++", "ints"),
      (d, s) => `[ ${this.expr("int", d, s)} ${this.expr("int", d, s)} ]`,
      (d, s) => `(map ${this.#lambda("int", "int", d, s)} ${this.expr("ints", d, s)})`,
      (d, s) => `(map ${this.#lambda("string", "int", d, s)} ${this.expr("strings", d, s)})`,
      (d, s) => `(builtins.filter ${this.#lambda("int", "bool", d, s)} ${this.expr("ints", d, s)})`,
      (d, s) => `(builtins.genList ${this.#lambda("int", "int", d, s)} ${this.#dice.below(6)})`,
      (d, s) =>
        `(builtins.concatMap ${this.#lambda("int", "ints", d, s)} ${this.expr("ints", d, s)})`,
      (d, s) => `(builtins.concatLists [ ${this.expr("ints", d, s)} ${this.expr("ints", d, s)} ])`,
      (d, s) => `(builtins.sort builtins.lessThan ${this.expr("ints", d, s)})`,
      (d, s) => `(builtins.sort (p: q: p > q) ${this.expr("ints", d, s)})`,
      (d, s) =>
        `(builtins.partition ${this.#lambda("int", "bool", d, s)} ${this.expr("ints", d, s)}).wrong`,
      (d, s) => `(builtins.tail ([ 4 ] ++ ${this.expr("ints", d, s)}))`,
      (d, s) => `(${this.expr("set", d, s)}.l or ${this.expr("ints", d, s)})`,
      (d, s) => `(builtins.catAttrs "n" [ ${this.expr("set", d, s)} ${this.expr("set", d, s)} ])`,
      (d, s) =>
        `(map (e: e.key) (builtins.genericClosure { startSet = [ { key = ${this.expr("int", d, s)}; } ]; operator = e: if e.key > 20 || e.key < 0 then [ ] else [ { key = e.key * 2 + 1; } ]; }))`,
    ]);
  }

  #stringsMakers(): Maker[] {
    return parenthesised([
      this.#binary("++", "strings"),
      (d, s) => `[ ${this.expr("string", d, s)} ${this.expr("string", d, s)} ]`,
      (d, s) => `(map ${this.#lambda("int", "string", d, s)} ${this.expr("ints", d, s)})`,
      (d, s) =>
        `(builtins.filter ${this.#lambda("string", "bool", d, s)} ${this.expr("strings", d, s)})`,
      this.#builtin("attrNames", "set"),
      this.#builtin("splitVersion", "string"),
      (d, s) =>
        `(builtins.filter builtins.isString (builtins.split ${this.#dice.pick(['"a"', '"[[:space:]]"', '"(b|c)"', '"."'])} ${this.expr("string", d, s)}))`,
      (d, s) => `(builtins.sort builtins.lessThan ${this.expr("strings", d, s)})`,
      (d, s) => `(builtins.tail ([ "t" ] ++ ${this.expr("strings", d, s)}))`,
    ]);
  }

  #setMakers(): Maker[] {
    const dice = this.#dice;
    const some = (d: number, s: Scope) => {
      const fields = Object.entries(FIELDS).filter(() => dice.chance(45));
      return this.#setOf(Object.fromEntries(fields), d, s);
    };
    return parenthesised([
      some,
      some,
      (d, s) =>
        `(rec ${some(d, [...s.filter(({ name }) => !(name in FIELDS)), { name: "n", type: "int" }])})`,
      (d, s) => `{ sub.n = ${this.expr("int", d, s)}; sub.s = ${this.expr("string", d, s)}; }`,
      (d, s) => `{ sub = { n = 1; }; sub.x.y = ${this.expr("int", d, s)}; }`,
      (d, s) =>
        `(let n = ${this.expr("int", d, s)}; in { inherit n; inherit (${this.#setOf({ s: "string" }, d, s)}) s; })`,
      this.#binary("//", "set"),
      (d, s) => `(${this.expr("set", d, s)}.sub or ${this.expr("set", d, s)})`,
      (d, s) =>
        `(builtins.mapAttrs (k: v: ${this.expr("string", d, bind(s, { name: "k", type: "string" }))}) ${this.expr("set", d, s)})`,
      this.#builtin("removeAttrs", "set", "strings"),
      this.#builtin("intersectAttrs", "set", "set"),
      (d, s) =>
        `(builtins.listToAttrs [ { name = ${this.expr("string", d, s)}; value = ${this.expr("int", d, s)}; } { name = "n"; value = ${this.expr("int", d, s)}; } ])`,
      (d, s) =>
        `(builtins.groupBy ${this.#lambda("int", "string", d, s)} ${this.expr("ints", d, s)})`,
      (d, s) =>
        `(builtins.partition ${this.#lambda("int", "bool", d, s)} ${this.expr("ints", d, s)})`,
      (d, s) =>
        `(builtins.zipAttrsWith (k: vs: vs) [ ${this.expr("set", d, s)} ${this.expr("set", d, s)} ])`,
      (d, s) => `(builtins.functionArgs ${this.expr("function", d, s)})`,
      (d, s) => `(builtins.tryEval ${this.expr(this.anyType(), d, s)})`,
      this.#builtin("parseDrvName", "string"),
      (d, s) => `{ \${${this.expr("string", d, s)}} = ${this.expr("int", d, s)}; \${null} = 1; }`,
      (d, s) => `(builtins.deepSeq ${this.expr("set", d, s)} ${this.expr("set", d, s)})`,
    ]);
  }

  #functionMakers(): Maker[] {
    return [
      (d, s) => this.#lambda(this.anyType(), this.anyType(), d, s),
      (d, s) =>
        `({ n ? ${this.expr("int", d, s)}, s ? "d", ... }: ${this.expr("int", d, bind(s, { name: "n", type: "int" }))})`,
      (d, s) => `(builtins.add ${this.expr("int", d, s)})`,
      (d, s) => `{ __functor = self: ${this.#lambda("int", "int", d, s)}; }`,
      () => "builtins.map",
    ];
  }
}

function parenthesised(makers: readonly Maker[]): Maker[] {
  return makers.map((maker) => (d, s) => `(${maker(d, s)})`);
}
