import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { EvalError } from "../../src/evaluator/errors.ts";
import { casesOf, printedWithLib } from "./families.ts";

/** Expressions and what nix says of them: see scripts/record-lib-cases.ts. */
const FOLDER = resolve(import.meta.dirname, "../../fixtures/lib");

function outcome(expression: string): string {
  try {
    return `=> ${printedWithLib(expression, { folder: "/tree", files: tree })}`;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return error.catchable ? "=! throw" : "=! error";
  }
}

/** The files that the expressions read, as they are in the fixture. */
const tree: Record<string, string> = {};
for (const entry of readdirSync(join(FOLDER, "tree"), { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  tree[path.slice(FOLDER.length)] = readFileSync(path, "utf8");
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith(".cases"));

describe.each(files)("%s", (file) => {
  const cases = casesOf(readFileSync(join(FOLDER, file), "utf8"));
  test.each(cases)("%s", (expression, expected) => {
    expect(outcome(expression)).toBe(expected);
  });
});
