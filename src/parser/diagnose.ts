// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is Nix.
/**
 * Says what is wrong with a file that does not parse: one problem, at the token that Nix refuses too or at the bracket,
 * string or missing semicolon before it that is the reason.
 */
import type { SyntaxProblem } from "./ast.ts";
import type { Failure } from "./native-parser.ts";
import { closers, type Opener, openAt } from "./openers.ts";
import { misalignedBracket, runawayString } from "./suspects.ts";
import { describeToken, invalidText, isKeyword, isOperator } from "./token-text.ts";
import { Token } from "./tokens.ts";

/** After these an expression cannot go on as it is, so it is one of them that is missing when they are possible. */
const expectable: readonly (readonly [kind: number, text: string])[] = [
  [Token.SEMICOLON, "';'"],
  [Token.RPAREN, "')'"],
  [Token.RBRACKET, "']'"],
  [Token.COMMA, "','"],
  [Token.RBRACE, "'}'"],
  [Token.THEN, "'then'"],
  [Token.ELSE, "'else'"],
  [Token.IN, "'in'"],
  [Token.COLON, "':'"],
  [Token.EQUALS, "'='"],
  [Token.EOF, "the end of the file"],
];

class Diagnosis {
  readonly #text: string;
  readonly #failure: Failure;
  readonly #open: readonly Opener[];
  readonly #kind: number;

  constructor(text: string, failed: Failure) {
    this.#text = text;
    this.#failure = failed;
    this.#open = openAt(failed.tokens, failed.failed);
    this.#kind = this.#kindOf(failed.failed);
  }

  find(): SyntaxProblem {
    return (
      this.#lexical() ??
      this.#runaway() ??
      this.#atEnd() ??
      this.#forbidden() ??
      this.#missingSemicolon() ??
      this.#assignment() ??
      this.#unclosed() ??
      this.#stray() ??
      this.#inList() ??
      this.#misplaced() ??
      this.#expected()
    );
  }

  #kindOf(index: number): number {
    return this.#failure.tokens[index * 3 + 2] ?? Token.EOF;
  }

  #start(index: number): number {
    return this.#failure.tokens[index * 3] as number;
  }

  #end(index: number): number {
    return this.#failure.tokens[index * 3 + 1] as number;
  }

  #at(start: number, end: number, message: string, other?: Opener): SyntaxProblem {
    const problem = { rule: "syntax-error", message, start, end } as const;
    return other ? { ...problem, other: this.#place(other.index) } : problem;
  }

  #place(index: number): { start: number; end: number } {
    return { start: this.#start(index), end: this.#end(index) };
  }

  #here(message: string, other?: Opener): SyntaxProblem {
    const { start, end } = this.#place(this.#failure.failed);
    return this.#at(start, end, message, other);
  }

  #sameLine(first: Opener, second: Opener): boolean {
    return !this.#text.slice(this.#start(first.index), this.#start(second.index)).includes("\n");
  }

  #atOpener(opener: Opener, message: string): SyntaxProblem {
    return this.#at(this.#start(opener.index), this.#end(opener.index), message);
  }

  #found(): string {
    const { start, end } = this.#place(this.#failure.failed);
    return describeToken(this.#kind, this.#text.slice(start, end));
  }

  /** Whether what was read so far could be followed by this. */
  #accepts(kind: number): boolean {
    return this.#failure.accepts(kind);
  }

  #lexical(): SyntaxProblem | undefined {
    const { start, end } = this.#place(this.#failure.failed);
    if (this.#kind === Token.OPEN_COMMENT) {
      return this.#at(start, start + 2, "This comment is never closed: its '*/' is missing.");
    }
    if (this.#kind !== Token.INVALID) return undefined;
    return this.#here(invalidText(this.#text.slice(start, end)));
  }

  /** A string that swallowed the opening quote of the next one: what follows its end is glued to it. */
  #runaway(): SyntaxProblem | undefined {
    const index = runawayString(this.#text, this.#failure.tokens, this.#failure.failed);
    if (index === undefined) return undefined;
    const { start, end } = this.#place(index);
    return this.#at(start, end, "This string seems not to be closed: it ends at the next quote.");
  }

  #atEnd(): SyntaxProblem | undefined {
    if (this.#kind !== Token.EOF) return undefined;
    const opener = this.#open.findLast(({ kind }) => kind !== Token.EQUALS);
    const failed = this.#failure.failed;
    if (!opener) {
      if (failed > 0) {
        const { start, end } = this.#place(failed - 1);
        return this.#at(start, end, "The file ends here, where an expression has to follow.");
      }
      const end = Math.min(1, this.#text.length);
      return this.#at(0, end, "The file is empty: Nix expects an expression.");
    }
    const text = this.#text.slice(this.#start(opener.index), this.#end(opener.index));
    switch (opener.kind) {
      case Token.QUOTE:
      case Token.INDENTED_QUOTE: {
        const around = this.#open.at(this.#open.indexOf(opener) - 1);
        const glued = around?.kind === Token.INTERPOLATION && this.#sameLine(around, opener);
        if (glued) return this.#atOpener(around, "This '${' is never closed.");
        return this.#atOpener(opener, "This string is never closed.");
      }
      case Token.LET:
        return this.#atOpener(opener, "This 'let' has no 'in'.");
      case Token.IF:
        return this.#atOpener(opener, "This 'if' has no 'then'.");
      case Token.THEN:
        return this.#atOpener(opener, "This 'if' has no 'else'.");
      case Token.WITH:
      case Token.ASSERT:
      case Token.INHERIT: {
        const end = this.#end(failed - 1);
        return this.#at(end - 1, end, `Expected ';' after the expression of '${text}'.`);
      }
    }
    // A bracket further in may have taken the partner of this one; the indentation tells.
    const index = misalignedBracket(this.#text, this.#failure.tokens) ?? opener.index;
    const { start, end } = this.#place(index);
    return this.#at(start, end, `This '${this.#text.slice(start, end)}' is never closed.`);
  }

  /** What the grammar would take but Nix does not. */
  #forbidden(): SyntaxProblem | undefined {
    if (!this.#accepts(this.#kind)) return undefined;
    const found = this.#found();
    if (this.#kind === Token.PIPE_INTO || this.#kind === Token.PIPE_FROM) {
      return this.#here("'|>' and '<|' cannot be mixed without parentheses.");
    }
    if (this.#kind === Token.OR) return this.#here("'or' is a keyword and cannot stand here.");
    return this.#here(`${found} cannot be chained: put parentheses around one comparison.`);
  }

  /** The end of a definition, `with`, `assert` or `inherit` that has no semicolon. */
  #missingSemicolon(): SyntaxProblem | undefined {
    if (!this.#accepts(Token.SEMICOLON)) return undefined;
    const opener = this.#open.at(-1);
    let last = this.#failure.failed - 1;
    if (this.#kind === Token.EQUALS) {
      last = this.#beforeAttrPath(last);
      // `a = b = c;`: there is no value before the path.
      if (this.#kindOf(last) === Token.EQUALS) return undefined;
    } else if (this.#kind === Token.COMMA || this.#kind === Token.COLON) {
      return this.#here(`Expected ';', but found ${this.#found()}.`);
    }
    const end = this.#end(last);
    const after =
      opener?.kind === Token.WITH || opener?.kind === Token.ASSERT
        ? `after the expression of '${opener.kind === Token.WITH ? "with" : "assert"}'`
        : opener?.kind === Token.INHERIT
          ? "after 'inherit'"
          : "at the end of this definition";
    return this.#at(end - 1, end, `Expected ';' ${after}.`);
  }

  /** Index of the last token before the attribute path that ends with token `last`. */
  #beforeAttrPath(last: number): number {
    let index = last;
    for (;;) {
      if (this.#kindOf(index) === Token.QUOTE) {
        index--;
        while (index > 0 && this.#kindOf(index) !== Token.QUOTE) index--;
      }
      if (this.#kindOf(index - 1) !== Token.DOT) return index - 1;
      index -= 2;
    }
  }

  #assignment(): SyntaxProblem | undefined {
    if (this.#kind !== Token.EQUALS || !this.#accepts(Token.EQ)) return undefined;
    if (this.#open.length === 0) {
      const first = this.#beforeAttrPath(this.#failure.failed - 1) + 1;
      const end = this.#end(this.#failure.failed);
      return this.#at(this.#start(first), end, "A definition cannot stand outside of braces.");
    }
    return this.#here("Unexpected '=': equality is written '=='.");
  }

  /** A bracket whose partner does not come, because something that closes an outer one comes first. */
  #unclosed(): SyntaxProblem | undefined {
    const opener = this.#open.findLast(({ kind }) => kind !== Token.EQUALS);
    if (!opener) return undefined;
    const closer = closers.get(opener.kind);
    if (closer === undefined) return this.#unclosedKeyword(opener);
    if (!this.#accepts(closer) || !this.#endsSomething()) return undefined;
    if (this.#nextCloser() === closer) return undefined;
    const text = this.#text.slice(this.#start(opener.index), this.#end(opener.index));
    return this.#atOpener(opener, `This '${text}' is not closed before ${this.#found()}.`);
  }

  #unclosedKeyword(opener: Opener): SyntaxProblem | undefined {
    const found = this.#found();
    if (opener.kind === Token.LET && this.#accepts(Token.IN)) {
      if (!this.#endsSomething()) return undefined;
      return this.#here(`Expected 'in' before ${found}.`, opener);
    }
    if (opener.kind === Token.IF && this.#accepts(Token.THEN)) {
      return this.#here(`Expected 'then' before ${found}.`, opener);
    }
    if (opener.kind === Token.THEN && this.#accepts(Token.ELSE)) {
      return this.#here(`Expected 'else' before ${found}: every 'if' has one in Nix.`, opener);
    }
    return undefined;
  }

  #endsSomething(): boolean {
    const kind = this.#kind;
    return (
      kind === Token.SEMICOLON ||
      kind === Token.RBRACE ||
      kind === Token.RBRACKET ||
      kind === Token.RPAREN ||
      kind === Token.IN ||
      kind === Token.THEN ||
      kind === Token.ELSE ||
      kind === Token.INHERIT ||
      kind === Token.EQUALS
    );
  }

  /** The first closing bracket from the failed token on that has no opening one in between. */
  #nextCloser(): number {
    let depth = 0;
    for (let index = this.#failure.failed; ; index++) {
      const kind = this.#kindOf(index);
      if (kind === Token.EOF) return kind;
      if (closers.has(kind)) depth++;
      else if (kind === Token.RBRACE || kind === Token.RBRACKET || kind === Token.RPAREN) {
        if (depth === 0) return kind;
        depth--;
      }
    }
  }

  /** A closing bracket that nothing opened. */
  #stray(): SyntaxProblem | undefined {
    const kind = this.#kind;
    if (kind !== Token.RBRACE && kind !== Token.RBRACKET && kind !== Token.RPAREN) return undefined;
    if (this.#open.some((opener) => closers.get(opener.kind) === kind)) return undefined;
    return this.#here(`This ${this.#found()} closes nothing.`);
  }

  #inList(): SyntaxProblem | undefined {
    const list = this.#open.at(-1);
    if (list?.kind !== Token.LBRACKET) return undefined;
    if (this.#kind === Token.COMMA) {
      return this.#here("The elements of a list are separated by blanks, not by ','.");
    }
    if (isOperator(this.#kind)) {
      return this.#here(`In a list an operation with ${this.#found()} needs parentheses.`);
    }
    if (this.#kind === Token.COLON || this.#kind === Token.AT) {
      return this.#here("In a list a function needs parentheses.");
    }
    return undefined;
  }

  /** Things that are right elsewhere. */
  #misplaced(): SyntaxProblem | undefined {
    const found = this.#found();
    const operand = this.#accepts(Token.INTEGER);
    if (isKeyword(this.#kind)) {
      const next = this.#kindOf(this.#failure.failed + 1);
      const named = next === Token.EQUALS || next === Token.DOT;
      if (this.#accepts(Token.IDENTIFIER) && !operand && named) {
        return this.#here(`${found} is a keyword: as a name it needs quotes.`);
      }
      const starts = [Token.IF, Token.LET, Token.WITH, Token.ASSERT];
      if (starts.includes(this.#kind) && this.#accepts(Token.LPAREN)) {
        return this.#here(`Parentheses are needed around this ${found} expression.`);
      }
    }
    const before = this.#kindOf(this.#failure.failed - 1);
    if (this.#kind === Token.COMMA && before === Token.ELLIPSIS) {
      return this.#here("'...' has to be the last argument.");
    }
    if (
      this.#accepts(Token.EQUALS) &&
      (this.#kind === Token.COLON || this.#kind === Token.SEMICOLON)
    ) {
      return this.#here(`Expected '=' and a value, but found ${found}.`);
    }
    return this.#bodyless();
  }

  /** `with a b; }`: the semicolon that was to end the namespace ended the definition. */
  #bodyless(): SyntaxProblem | undefined {
    const last = this.#failure.failed - 1;
    if (this.#kindOf(last) !== Token.SEMICOLON) return undefined;
    const opener = openAt(this.#failure.tokens, last).at(-1);
    if (opener?.kind !== Token.WITH && opener?.kind !== Token.ASSERT) return undefined;
    const word = opener.kind === Token.WITH ? "with" : "assert";
    const message = `Expected an expression after '${word} …;', but found ${this.#found()}.`;
    return this.#here(message, opener);
  }

  #expected(): SyntaxProblem {
    const names = expectable.filter(([kind]) => this.#accepts(kind)).map(([, text]) => text);
    if (this.#failure.failed === 0) names.length = 0;
    if (this.#accepts(Token.IDENTIFIER)) {
      if (!this.#accepts(Token.INTEGER)) names.unshift("a name");
      else if (names.length === 0) names.push("an expression");
    }
    const found = this.#found();
    if (names.length === 0) return this.#here(`Unexpected ${found}.`);
    const last = names.pop();
    const list = names.length === 0 ? last : `${names.join(", ")} or ${last}`;
    return this.#here(`Expected ${list}, but found ${found}.`);
  }
}

/** Why the last text given to the native parser was refused. */
export function diagnose(text: string, failed: Failure): SyntaxProblem {
  return new Diagnosis(text, failed).find();
}
