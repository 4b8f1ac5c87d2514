/**
 * The written expressions: paragraphs of a `.nix` file, each followed by what it gives.
 *
 *     1 + 1
 *     # => 2
 *
 *     9223372036854775807 + 1
 *     # => error
 *     # 2.8 => -9223372036854775808
 *     # because: newer Nix rejects overflow
 */
export interface Paragraph {
  /** 1-based line of the file where it begins. */
  readonly line: number;
  /** With its comments, without the result. */
  readonly expression: string;
  /** What today's Nix gives; null if that is not recorded yet. */
  readonly expected: string | null;
  /** What the oracle gives, where that differs. */
  readonly oracle: string | null;
  /** Why it differs. */
  readonly because: string | null;
}

const RESULT = "# => ";
const ORACLE = "# 2.8 => ";
const BECAUSE = "# because: ";

export function readParagraphs(text: string): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let start = 1;
  for (const block of text.split("\n\n")) {
    const lines = block.split("\n");
    const find = (prefix: string) =>
      lines.find((line) => line.startsWith(prefix))?.slice(prefix.length) ?? null;
    const expression = lines
      .filter((line) => ![RESULT, ORACLE, BECAUSE].some((prefix) => line.startsWith(prefix)))
      .join("\n")
      .trim();
    if (expression.replace(/^#.*$/gm, "").trim() !== "") {
      paragraphs.push({
        line: start,
        expression,
        expected: find(RESULT),
        oracle: find(ORACLE),
        because: find(BECAUSE),
      });
    }
    start += lines.length + 1;
  }
  return paragraphs;
}

export function writeParagraphs(paragraphs: readonly Paragraph[]): string {
  return paragraphs
    .map(({ expression, expected, oracle, because }) => {
      const lines = [expression, `${RESULT}${expected ?? ""}`];
      if (oracle !== null) lines.push(`${ORACLE}${oracle}`);
      if (because !== null) lines.push(`${BECAUSE}${because}`);
      return `${lines.join("\n")}\n`;
    })
    .join("\n");
}
