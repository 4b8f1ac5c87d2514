import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import type { LintResult } from "../../core/finding.ts";
import { writeBaseline } from "../../linter/baseline.ts";
import { colorLevel } from "../color.ts";
import { ExitCode } from "../exit-code.ts";
import { isCommit } from "../git.ts";
import type { LintJob, LintOutput } from "../lint-job.ts";
import { declareLintOptions, type LintOptions, readRules } from "../lint-options.ts";
import { type Output, OutputList } from "../outputs.ts";
import { commandLine, parseArguments } from "../parse-arguments.ts";
import { printableConfiguration } from "../print-configuration.ts";
import { startProgress } from "../progress.ts";
import { render } from "../render.ts";
import { runInWorker } from "../run-in-worker.ts";
import { err, out, readStdin } from "../terminal.ts";
import { unifiedDiff } from "../unified-diff.ts";
import { UserError } from "../user-error.ts";
import { version } from "../version.ts";
import type { CliCommand } from "./command.ts";
import { commands } from "./index.ts";

const HELP = `
Commands (nixlint COMMAND --help):
${commands.map(({ name, summary }) => `  ${name.padEnd(14)}${summary}`).join("\n")}

Exit codes: 0 nothing found, 1 errors or warnings found (see --fail-on), 2 nixlint could not do its work.

Examples:
  nixlint                                    the repository in this folder
  nixlint hosts/web.nix                      what concerns one file of it
  nixlint --format sarif --output out.sarif --format text
  nixlint --rule duplicate-address           one rule
  nixlint --changed origin/main              what a branch touches`;

/** `nixlint [PATH...]`. */
const lint: CliCommand = {
  async run(args) {
    const outputs = new OutputList();
    const command = declareLintOptions(
      commandLine(
        "nixlint",
        "Finds the mistakes of a NixOS fleet, looking at the whole repository.",
      ),
      outputs,
    )
      .version(version, "-V, --version", "print the version")
      .addHelpText("after", HELP);
    parseArguments(command, args);
    const options = command.opts<LintOptions>();
    const reports = outputs.finish();
    const job = await jobOf(command.args, options);
    const progress = startProgress(options.progress && !options.quiet);
    let output: LintOutput;
    try {
      output = await runInWorker("lint", job, { onPhase: (phase) => progress?.phase(phase) });
    } finally {
      progress?.stop();
    }
    return finish(output, options, reports, job.cwd);
  },
};

export default lint;

async function jobOf(paths: readonly string[], options: LintOptions): Promise<LintJob> {
  const cwd = process.cwd();
  const { only, levels } = rulesOf(options);
  const changed = changedOf(options, paths, cwd);
  const stdin = paths.includes("-") || options.stdinFilename !== undefined;
  if (stdin && paths.some((path) => path !== "-")) {
    throw new UserError("standard input and paths cannot be linted in one call");
  }
  return {
    cwd,
    paths: changed.paths,
    stdin: stdin ? { filename: options.stdinFilename ?? null, bytes: await readStdin() } : null,
    configFile: options.config ?? null,
    preset: options.preset ?? null,
    levels,
    only: only.length > 0 ? only : null,
    skip: options.skip ?? [],
    severity: options.quiet ? "error" : (options.severity ?? "info"),
    hosts: options.host ?? null,
    inputs: options.overrideInput ?? new Map(),
    baseline: options.baseline ?? null,
    baselineRef: options.baselineRef ?? null,
    noBaseline: options.writeBaseline !== undefined,
    changed: changed.commit,
    forceExclude: options.forceExclude ?? false,
    errorOnUnmatched: options.errorOnUnmatched,
    fix: fixOf(options, stdin),
    printConfig: options.printConfig ?? false,
    commands: commands.map(({ name }) => name),
  };
}

function fixOf(
  { fix, fixUnsafe, fixDryRun }: LintOptions,
  stdin: boolean,
): NonNullable<LintJob["fix"]> | null {
  if (!fix && !fixUnsafe && !fixDryRun) return null;
  if (stdin) throw new UserError("standard input cannot be fixed");
  return { unsafe: fixUnsafe ?? false, dryRun: fixDryRun ?? false };
}

function rulesOf(options: LintOptions): ReturnType<typeof readRules> {
  try {
    const { only, levels } = readRules(options.rule ?? []);
    return { only: [...only, ...(options.only ?? [])], levels };
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new UserError(error.message);
    throw error;
  }
}

/** `nixlint --changed .` means the folder, as nobody calls a commit so. */
function changedOf(
  { changed }: LintOptions,
  paths: readonly string[],
  cwd: string,
): { commit: string | null; paths: readonly string[] } {
  if (changed === undefined) return { commit: null, paths };
  if (changed === true) return { commit: "HEAD", paths };
  if (/^[./]/.test(changed) && !isCommit(cwd, changed)) {
    return { commit: "HEAD", paths: [changed, ...paths] };
  }
  return { commit: changed, paths };
}

async function finish(
  { result, rules, configuration, fixed, timings, traces }: LintOutput,
  options: LintOptions,
  reports: readonly Output[],
  cwd: string,
): Promise<ExitCode> {
  if (configuration !== null) {
    await out(printableConfiguration(configuration));
    return ExitCode.clean;
  }
  if (result === null) return ExitCode.clean;
  const shown = options.quiet ? { ...result, notes: importantNotes(result) } : result;
  const when = options.color === false ? "never" : options.color;
  for (const { format, file } of reports) {
    const toTerminal = file === null && process.stdout.isTTY === true;
    const text = await render(format, shown, cwd, {
      version,
      rules,
      color: file === null ? colorLevel(when, process.env, toTerminal) : 0,
      width: toTerminal ? (process.stdout.columns ?? 0) : 0,
      verbose: options.verbose ?? false,
      pathPrefix: prefixOf(cwd, result.root),
      ...(options.sarifCategory !== undefined && { sarifCategory: options.sarifCategory }),
    });
    if (file === null) await out(text);
    else save(file, text, cwd);
  }
  if (options.fix || options.fixUnsafe || options.fixDryRun) {
    await tellFixes(fixed, options, reports, cwd);
  }
  if (options.writeBaseline !== undefined) {
    save(options.writeBaseline, writeBaseline(result.findings), cwd);
    await err(`nixlint: ${result.findings.length} findings written to ${options.writeBaseline}\n`);
  }
  if (options.timing) await err(timingTable(timings));
  if (process.env.NIXLINT_DEBUG) await err(traces.map((trace) => `${trace}\n`).join(""));
  return exitCodeOf(result, options);
}

/** The diff goes where the text report goes, and to stderr where stdout is for another format. */
async function tellFixes(
  fixed: LintOutput["fixed"],
  options: LintOptions,
  reports: readonly Output[],
  cwd: string,
): Promise<void> {
  const count = fixed.reduce((sum, file) => sum + file.count, 0);
  const problems = `${count} ${count === 1 ? "problem" : "problems"}`;
  const files = `${fixed.length} ${fixed.length === 1 ? "file" : "files"}`;
  if (options.fixDryRun) {
    const isText = reports.every(({ format, file }) => file !== null || format === "text");
    const stream = isText ? process.stdout : process.stderr;
    const when = options.color === false ? "never" : options.color;
    const color = colorLevel(when, process.env, stream.isTTY === true);
    for (const { file, before, after } of fixed) {
      const name = relative(cwd, file).replaceAll("\\", "/");
      await (isText ? out : err)(unifiedDiff(name, before, after, color));
    }
  }
  if (options.quiet && count === 0) return;
  await err(`nixlint: ${problems} ${options.fixDryRun ? "can be " : ""}fixed in ${files}\n`);
}

function importantNotes({ notes }: LintResult): LintResult["notes"] {
  return notes.filter(({ kind }) => kind === "internal");
}

/** What leads from the working directory to the root. */
function prefixOf(cwd: string, root: string): string {
  return relative(cwd, root).replaceAll("\\", "/");
}

function save(file: string, text: string, cwd: string): void {
  try {
    const path = resolve(cwd, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new UserError(`'${file}' cannot be written: ${(error as Error).message}`);
  }
}

function timingTable(timings: LintOutput["timings"]): string {
  const lines = [...timings]
    .sort((a, b) => b.ms - a.ms)
    .map(({ name, ms }) => `${ms.toFixed(1).padStart(9)} ms  ${name}`);
  return `${lines.join("\n")}\n`;
}

function exitCodeOf({ notes, summary }: LintResult, options: LintOptions): ExitCode {
  if (notes.some(({ kind }) => kind === "internal")) return ExitCode.failure;
  if (options.exitZero || options.writeBaseline !== undefined) return ExitCode.clean;
  const { errors, warnings, infos } = summary;
  const { failOn, maxWarnings } = options;
  if (maxWarnings !== undefined && warnings > maxWarnings) return ExitCode.findings;
  if (failOn === "never") return ExitCode.clean;
  let failing = errors;
  if (maxWarnings === undefined && failOn !== "error") failing += warnings;
  if (maxWarnings === undefined && failOn === "info") failing += infos;
  return failing > 0 ? ExitCode.findings : ExitCode.clean;
}
