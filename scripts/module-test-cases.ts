/** Reads the checks of nixpkgs' lib/tests/modules.sh: the few parts of the shell that it uses. */

export interface ModuleCheck {
  readonly kind: "output" | "error" | "expression";
  /** The regular expression that output or error has to match. */
  readonly pattern: string;
  /** The attribute path to evaluate, and the modules; for an expression the file. */
  readonly attribute: string;
  readonly modules: readonly string[];
  /** Variables that were set for this check. */
  readonly variables: ReadonlySet<string>;
  readonly line: number;
}

const KINDS: Readonly<Record<string, ModuleCheck["kind"]>> = {
  checkConfigOutput: "output",
  checkConfigError: "error",
  checkExpression: "expression",
};

/** The checks of the script, in order. */
export function readChecks(script: string): ModuleCheck[] {
  const checks: ModuleCheck[] = [];
  let positional: string[] = [];
  for (const { words, line } of commandsOf(script)) {
    const expanded = words.flatMap((word) =>
      word.text === "$@" && word.quoted
        ? positional
        : word.quoted
          ? [word.text]
          : braces(word.text),
    );
    if (expanded[0] === "set" && expanded[1] === "--") {
      positional = expanded.slice(2);
      continue;
    }
    const variables = new Set<string>();
    while (/^[A-Z_]+=1$/.test(expanded[0] ?? "")) {
      variables.add((expanded.shift() as string).replace("=1", ""));
    }
    const [name, first, ...rest] = expanded;
    const kind = KINDS[name ?? ""];
    if (kind === undefined || first === undefined) continue;
    if (kind === "expression") {
      checks.push({ kind, pattern: "", attribute: first, modules: [], variables, line });
    } else {
      const [attribute = "", ...modules] = rest;
      checks.push({ kind, pattern: first, attribute, modules, variables, line });
    }
  }
  return checks;
}

interface Word {
  readonly text: string;
  /** Whether any part of it was quoted: then nothing in it is expanded. */
  readonly quoted: boolean;
}

interface Command {
  readonly words: readonly Word[];
  readonly line: number;
}

/** The simple commands after the definitions of functions, which end with the last `}` at the start of a line. */
function commandsOf(script: string): Command[] {
  const start = script.lastIndexOf("\n}\n") + 3;
  const end = script.indexOf("\ncat <<EOF");
  const reader = new Reader(script.slice(0, end), start);
  return reader.commands();
}

class Reader {
  readonly #text: string;
  #at: number;
  #line: number;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#at = start;
    this.#line = text.slice(0, start).split("\n").length;
  }

  commands(): Command[] {
    const commands: Command[] = [];
    while (this.#at < this.#text.length) {
      const line = this.#line;
      const words = this.#words();
      if (words.length > 0) commands.push({ words, line });
    }
    return commands;
  }

  #next(): string {
    const char = this.#text[this.#at++] as string;
    if (char === "\n") this.#line++;
    return char;
  }

  /** The words up to the end of the line. */
  #words(): Word[] {
    const words: Word[] = [];
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] as string;
      if (char === "\n") {
        this.#next();
        return words;
      }
      if (char === "#") {
        while (this.#at < this.#text.length && this.#text[this.#at] !== "\n") this.#next();
      } else if (char === " ") this.#next();
      else if (char === "\\" && this.#text[this.#at + 1] === "\n") {
        this.#next();
        this.#next();
      } else words.push(this.#word());
    }
    return words;
  }

  #word(): Word {
    let text = "";
    let quoted = false;
    while (this.#at < this.#text.length && !/[\s]/.test(this.#text[this.#at] as string)) {
      const char = this.#next();
      if (char === "'") {
        quoted = true;
        text += this.#until("'");
      } else if (char === '"') {
        quoted = true;
        text += this.#doubleQuoted();
      } else if (char === "\\") text += this.#next();
      else text += char;
    }
    return { text, quoted };
  }

  #until(end: string): string {
    let text = "";
    for (let char = this.#next(); char !== end; char = this.#next()) text += char;
    return text;
  }

  #doubleQuoted(): string {
    let text = "";
    for (let char = this.#next(); char !== '"'; char = this.#next()) {
      if (char !== "\\") text += char;
      else {
        const escaped = this.#next();
        text += '"\\$`'.includes(escaped) ? escaped : `\\${escaped}`;
      }
    }
    return text;
  }
}

/** `a{b,c}` as `ab` and `ac`. */
function braces(word: string): string[] {
  const match = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/.exec(word);
  if (match === null) return [word];
  const [, before = "", inner = "", after = ""] = match;
  return inner.split(",").flatMap((part) => braces(before + part + after));
}
