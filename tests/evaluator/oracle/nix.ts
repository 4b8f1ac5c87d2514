import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { decodeUtf8 } from "../../../src/evaluator/utf8.ts";

/** What an expression gave: its printed value, or `error` and the message. */
export type Outcome =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly message: string };

/** The folder that relative paths of the expressions start from. */
export const HERE = join(tmpdir(), `nixlint-oracle-${randomUUID()}`, "here");

/** Printed between two results: values may have line breaks in them. */
const MARK = "-- next --";

const BATCH = 400;

/** nix without a store and without a daemon: only evaluation works. */
function environment(scratch: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NIX_STORE_DIR: "/nix/store",
    NIX_STATE_DIR: join(scratch, "state"),
    NIX_LOG_DIR: join(scratch, "log"),
    NIX_CONF_DIR: join(scratch, "conf"),
    NIX_REMOTE: "dummy://",
    NIX_PATH: "",
  };
}

/** Version of the `nix-instantiate` on this machine; null if there is none. */
export function nixVersion(): string | null {
  const result = spawnSync("nix-instantiate", ["--version"], { encoding: "utf8" });
  if (result.error !== undefined || result.status !== 0) return null;
  return /(\d+\.\d+\S*)/.exec(result.stdout)?.[1] ?? null;
}

/**
 * Evaluates expressions strictly with real nix. One process does many of them; an error ends the process, so the rest
 * go to the next one.
 */
export function nixOutcomes(expressions: readonly string[]): Outcome[] {
  mkdirSync(HERE, { recursive: true });
  try {
    const files = expressions.map((expression, i) => {
      const file = join(HERE, `${i}.nix`);
      writeFileSync(file, expression);
      return file;
    });
    const mark = join(HERE, "mark.nix");
    writeFileSync(mark, JSON.stringify(MARK));
    const outcomes: Outcome[] = [];
    while (outcomes.length < files.length) {
      const batch = files.slice(outcomes.length, outcomes.length + BATCH);
      const result = spawnSync(
        "nix-instantiate",
        ["--eval", "--strict", ...batch.flatMap((file) => [file, mark])],
        {
          cwd: HERE,
          env: environment(dirname(HERE)),
          maxBuffer: 256 * 1024 * 1024,
        },
      );
      if (result.error !== undefined) throw result.error;
      for (const value of decodeUtf8(result.stdout).split(`\n"${MARK}"\n`).slice(0, -1)) {
        outcomes.push({ ok: true, value });
      }
      if (result.status !== 0)
        outcomes.push({ ok: false, message: lastMessage(decodeUtf8(result.stderr)) });
    }
    return outcomes.slice(0, files.length);
  } finally {
    rmSync(dirname(HERE), { recursive: true, force: true });
  }
}

function lastMessage(stderr: string): string {
  const at = stderr.lastIndexOf("error: ");
  return at < 0 ? stderr.trim() : (stderr.slice(at + "error: ".length).split("\n")[0] ?? "");
}
