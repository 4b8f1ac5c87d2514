/** What a fix changes, as `diff -u` shows it. */
import { Chalk } from "chalk";
import type { ColorLevel } from "./color.ts";

interface Line {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

const CONTEXT = 3;
/** Above this many changed lines a file is shown as taken away and put back. */
const MAX_CHANGES = 2000;

/** A unified diff of one file; empty where nothing changed. */
export function unifiedDiff(
  name: string,
  before: string,
  after: string,
  color: ColorLevel = 0,
): string {
  const chalk = new Chalk({ level: color });
  const lines = diffLines(linesOf(before), linesOf(after));
  const hunks = hunksOf(lines);
  if (hunks.length === 0) return "";
  const paint = ({ sign, text }: Line): string => {
    const line = sign + text.replace(/\r$/, "");
    return sign === "-" ? chalk.red(line) : sign === "+" ? chalk.green(line) : line;
  };
  const head = [chalk.bold(`--- a/${name}`), chalk.bold(`+++ b/${name}`)];
  const body = hunks.flatMap(({ from, to }) => [
    chalk.cyan(headOf(lines, from, to)),
    ...lines.slice(from, to).map(paint),
  ]);
  return `${[...head, ...body].join("\n")}\n`;
}

/** A line end is the end of a line, and begins none. */
function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function headOf(lines: readonly Line[], from: number, to: number): string {
  const count = (sign: Line["sign"], start: number, end: number): number =>
    lines.slice(start, end).filter((line) => line.sign === " " || line.sign === sign).length;
  const range = (sign: Line["sign"]): string => {
    const length = count(sign, from, to);
    return `${count(sign, 0, from) + (length === 0 ? 0 : 1)},${length}`;
  };
  return `@@ -${range("-")} +${range("+")} @@`;
}

function hunksOf(lines: readonly Line[]): { from: number; to: number }[] {
  const hunks: { from: number; to: number }[] = [];
  for (const [i, { sign }] of lines.entries()) {
    if (sign === " ") continue;
    const last = hunks.at(-1);
    const from = Math.max(0, i - CONTEXT);
    const to = Math.min(lines.length, i + 1 + CONTEXT);
    if (last !== undefined && from <= last.to) last.to = to;
    else hunks.push({ from, to });
  }
  return hunks;
}

function diffLines(before: readonly string[], after: readonly string[]): Line[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const shorter = Math.min(before.length, after.length) - head;
  while (tail < shorter && before[before.length - 1 - tail] === after[after.length - 1 - tail]) {
    tail++;
  }
  const old = before.slice(head, before.length - tail);
  const now = after.slice(head, after.length - tail);
  const same = (text: string): Line => ({ sign: " ", text });
  return [
    ...before.slice(0, head).map(same),
    ...middle(old, now),
    ...before.slice(before.length - tail).map(same),
  ];
}

/** The shortest way from the one to the other (Myers, "An O(ND) Difference Algorithm"). */
function middle(old: readonly string[], now: readonly string[]): Line[] {
  const traces: Map<number, number>[] = [];
  let reached = new Map<number, number>([[1, 0]]);
  const limit = Math.min(old.length + now.length, MAX_CHANGES);
  for (let changes = 0; changes <= limit; changes++) {
    traces.push(new Map(reached));
    const next = new Map(reached);
    for (let k = -changes; k <= changes; k += 2) {
      let x = goesDown(reached, k, changes)
        ? (reached.get(k + 1) ?? 0)
        : (reached.get(k - 1) ?? 0) + 1;
      while (x < old.length && x - k < now.length && old[x] === now[x - k]) x++;
      next.set(k, x);
      if (x >= old.length && x - k >= now.length) return backwards(old, now, traces);
    }
    reached = next;
  }
  return [
    ...old.map((text): Line => ({ sign: "-", text })),
    ...now.map((text): Line => ({ sign: "+", text })),
  ];
}

function goesDown(reached: ReadonlyMap<number, number>, k: number, changes: number): boolean {
  if (k === -changes) return true;
  return k !== changes && (reached.get(k - 1) ?? 0) < (reached.get(k + 1) ?? 0);
}

function backwards(
  old: readonly string[],
  now: readonly string[],
  traces: readonly ReadonlyMap<number, number>[],
): Line[] {
  const lines: Line[] = [];
  let x = old.length;
  let y = now.length;
  for (let changes = traces.length - 1; changes >= 0; changes--) {
    const reached = traces[changes] as ReadonlyMap<number, number>;
    const k = x - y;
    const down = goesDown(reached, k, changes);
    const fromK = down ? k + 1 : k - 1;
    const fromX = changes === 0 ? 0 : (reached.get(fromK) ?? 0);
    const fromY = changes === 0 ? 0 : fromX - fromK;
    while (x > fromX && y > fromY) {
      lines.push({ sign: " ", text: old[x - 1] as string });
      x--;
      y--;
    }
    if (changes === 0) break;
    if (down) lines.push({ sign: "+", text: now[y - 1] as string });
    else lines.push({ sign: "-", text: old[x - 1] as string });
    x = fromX;
    y = fromY;
  }
  return lines.reverse();
}
