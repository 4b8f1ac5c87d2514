/**
 * Prints an expression as `nix-instantiate --parse` of Nix 2.8 does: fully parenthesised, attribute sets merged and
 * sorted, operators that are calls written as calls. Only for comparing trees with Nix; recursive.
 */
import type { AttrName, AttrTree, Expr, Formals, StringPart } from "./ast.ts";
import { isKeywordName, isPlainName } from "./attr-path.ts";

export interface PrintOptions {
  /** Absolute folder that relative paths are resolved against. */
  readonly folder: string;
  /** Absolute folder that `~` stands for. */
  readonly home: string;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  $: "\\$",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function literal(text: string): string {
  return `"${text.replace(/["\\$\n\r\t]/g, (char) => escapes[char] as string)}"`;
}

/** As C++ writes a double: six significant digits. */
function floatText(value: number): string {
  if (value === 0) return "0";
  const exponent = Number(value.toExponential(5).split("e")[1]);
  if (exponent < -5 || exponent >= 6) {
    const [digits, power] = value.toExponential(5).split("e") as [string, string];
    const short = digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
    return `${short}e${power[0]}${power.slice(1).padStart(2, "0")}`;
  }
  const fixed = value.toPrecision(6);
  return fixed.includes(".") ? fixed.replace(/\.?0+$/, "") : fixed;
}

class Printer {
  readonly #options: PrintOptions;

  constructor(options: PrintOptions) {
    this.#options = options;
  }

  expr(expr: Expr): string {
    switch (expr.kind) {
      case "int":
        return String(expr.value);
      case "float":
        return floatText(expr.value);
      case "string":
        return this.#string(expr.parts);
      case "uri":
        return literal(expr.text);
      case "path":
        return this.#path(expr.parts);
      case "search-path":
        return `(__findFile __nixPath ${literal(expr.name)})`;
      case "variable":
        return expr.name;
      case "list":
        return `[ ${expr.elements.map((element) => `(${this.expr(element)}) `).join("")}]`;
      case "attrset":
        return `${expr.tree.recursive ? "rec " : ""}{ ${this.#attributes(expr.tree)}}`;
      case "legacy-let":
        return `(rec { ${this.#attributes(expr.tree)}}).body`;
      case "let":
        return `(let ${this.#attributes(expr.tree)}in ${this.expr(expr.body)})`;
      case "with":
        return `(with ${this.expr(expr.namespace)}; ${this.expr(expr.body)})`;
      case "assert":
        return `assert ${this.expr(expr.condition)}; ${this.expr(expr.body)}`;
      case "if": {
        const then = `then ${this.expr(expr.consequence)} else ${this.expr(expr.alternative)}`;
        return `(if ${this.expr(expr.condition)} ${then})`;
      }
      case "lambda": {
        const body = this.expr(expr.body);
        if (!expr.formals) return `(${expr.param?.name}: ${body})`;
        const at = expr.param ? ` @ ${expr.param.name}` : "";
        return `(${this.#formals(expr.formals)}${at}: ${body})`;
      }
      case "apply":
      case "paren":
        return this.#call(expr);
      case "select": {
        const fallback = expr.default ? ` or (${this.expr(expr.default)})` : "";
        return `(${this.expr(expr.subject)}).${this.#names(expr.path)}${fallback}`;
      }
      case "has-attr":
        return `((${this.expr(expr.subject)}) ? ${this.#names(expr.path)})`;
      case "unary":
        return expr.operator === "!" ? `(! ${this.expr(expr.operand)})` : this.#call(expr);
      case "binary":
        return this.#binary(expr.operator, expr.left, expr.right) ?? this.#call(expr);
      case "error":
        return "«error»";
    }
  }

  /** Operators that Nix has expressions for; undefined for those that are calls. */
  #binary(operator: string, left: Expr, right: Expr): string | undefined {
    switch (operator) {
      case "<=":
        return `(! (__lessThan ${this.expr(right)} ${this.expr(left)}))`;
      case ">=":
        return `(! (__lessThan ${this.expr(left)} ${this.expr(right)}))`;
      case "-":
      case "*":
      case "/":
      case "<":
      case ">":
      case "|>":
      case "<|":
        return undefined;
      default:
        return `(${this.expr(left)} ${operator} ${this.expr(right)})`;
    }
  }

  #call(expr: Expr): string {
    const words = this.#callWords(expr);
    return words ? `(${words.join(" ")})` : this.expr((expr as { inner: Expr }).inner);
  }

  /** Function and arguments of a call, which Nix joins through parentheses; undefined when it is none. */
  #callWords(expr: Expr): string[] | undefined {
    switch (expr.kind) {
      case "paren":
        return this.#callWords(expr.inner);
      case "apply":
        return this.#applied(expr.function, expr.argument);
      case "search-path":
        return ["__findFile", "__nixPath", literal(expr.name)];
      case "unary":
        return expr.operator === "-" ? ["__sub", "0", this.expr(expr.operand)] : undefined;
      case "binary": {
        const { operator, left, right } = expr;
        if (operator === "|>") return this.#applied(right, left);
        if (operator === "<|") return this.#applied(left, right);
        if (operator === ">") return ["__lessThan", this.expr(right), this.expr(left)];
        const name = { "-": "__sub", "*": "__mul", "/": "__div", "<": "__lessThan" }[
          operator as string
        ];
        return name ? [name, this.expr(left), this.expr(right)] : undefined;
      }
      default:
        return undefined;
    }
  }

  #applied(callee: Expr, argument: Expr): string[] {
    return [...(this.#callWords(callee) ?? [this.expr(callee)]), this.expr(argument)];
  }

  #string(parts: readonly StringPart[]): string {
    if (parts.length === 0) return '""';
    if (parts.length === 1 && typeof parts[0] === "string") return literal(parts[0]);
    return `(${parts.map((part) => this.#part(part)).join(" + ")})`;
  }

  #part(part: StringPart): string {
    return typeof part === "string" ? literal(part) : this.expr(part);
  }

  #path(parts: readonly StringPart[]): string {
    const [first, ...rest] = parts;
    const written = String(first);
    let path = this.#absolute(written);
    if (written.length > 1 && written.endsWith("/")) path += "/";
    if (rest.length === 0) return path;
    return `(${[path, ...rest.map((part) => this.#part(part))].join(" + ")})`;
  }

  #absolute(written: string): string {
    const { folder, home } = this.#options;
    if (written.startsWith("~")) return canonical(`${home}${written.slice(1)}`);
    return canonical(written.startsWith("/") ? written : `${folder}/${written}`);
  }

  #attributes(tree: AttrTree): string {
    let text = "";
    for (const name of [...tree.statics.keys()].sort(byBytes)) {
      const entry = tree.statics.get(name);
      const shown = this.#name(name);
      if (entry?.kind === "inherit") text += `inherit ${shown} ; `;
      else if (entry?.kind === "inherit-from") {
        text += `${shown} = (${this.expr(tree.sources[entry.source] as Expr)}).${shown}; `;
      } else if (entry?.kind === "tree") text += `${shown} = ${this.#nested(entry.tree)}; `;
      else if (entry) text += `${shown} = ${this.expr(entry.value)}; `;
    }
    for (const { name, value } of tree.dynamics) {
      const shown = value.kind === "tree" ? this.#nested(value.tree) : this.expr(value.value);
      text += `"\${${this.expr(name.expr)}}" = ${shown}; `;
    }
    return text;
  }

  #nested(tree: AttrTree): string {
    return `${tree.recursive ? "rec " : ""}{ ${this.#attributes(tree)}}`;
  }

  /** Of the keywords Nix 2.8 quotes only `if`. */
  #name(name: string): string {
    return name !== "if" && (isPlainName(name) || isKeywordName(name)) ? name : literal(name);
  }

  #names(path: readonly AttrName[]): string {
    return path
      .map((name) =>
        name.kind === "static-name" ? this.#name(name.name) : `"\${${this.expr(name.expr)}}"`,
      )
      .join(".");
  }

  #formals(formals: Formals): string {
    const list = formals.list.map(({ name, default: value }) =>
      value ? `${name.name} ? ${this.expr(value)}` : name.name,
    );
    if (formals.ellipsis) list.push("...");
    return `{ ${list.join(", ")} }`;
  }
}

/** An absolute path without `.`, `..` and double slashes. */
function canonical(path: string): string {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return `/${names.join("/")}`;
}

/** Nix compares names byte by byte, which is the order of code points. */
function byBytes(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const order = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** The printed form of a whole file. */
export function printExpr(expr: Expr, options: PrintOptions): string {
  return new Printer(options).expr(expr);
}
