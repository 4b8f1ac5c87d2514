import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { LintResult } from "../../core/finding.ts";
import { didYouMean } from "../../core/near-miss.ts";
import type { EvalIO } from "../../evaluator/io.ts";
import { type Baseline, readBaseline } from "../../linter/baseline.ts";
import type { Configuration } from "../../linter/configuration.ts";
import { DEFAULT_STEPS, lint, UnknownHostError } from "../../linter/lint.ts";
import { mergeResults } from "../../linter/merge-results.ts";
import { rules } from "../../rules/index.ts";
import { changedFiles } from "../git.ts";
import type { LintJob, LintOutput } from "../lint-job.ts";
import { overlayIO } from "../overlay-io.ts";
import { configurationFor, openRepository } from "../repository.ts";
import { gitRootOf, pathBelow } from "../roots.ts";
import { metaOf } from "../rule-facts.ts";
import { stdinTarget } from "../stdin-target.ts";
import { type Target, targetsOf } from "../targets.ts";
import { UserError } from "../user-error.ts";
import type { TaskContext } from "./index.ts";

/** `nixlint [PATH...]`, up to the result. Throws `UserError` and `ConfigurationError`. */
export async function lintTask(job: LintJob, context: TaskContext): Promise<LintOutput> {
  checkRuleNames(job);
  const run = new LintRun(job, context);
  const { stdin } = job;
  const targets =
    stdin === null ? await targetsOf(job.paths, job) : [stdinTarget(job.cwd, stdin.filename)];
  if (job.printConfig) {
    const [target] = targets;
    const configuration = target === undefined ? null : await configurationFor(target, job);
    return run.output(null, configuration);
  }
  const results: LintResult[] = [];
  for (const target of targets) results.push(await run.lint(target));
  return run.output(mergeResults(results), null);
}

class LintRun {
  readonly #job: LintJob;
  readonly #context: TaskContext;
  readonly #timings = new Map<string, number>();
  readonly #traces: string[] = [];

  constructor(job: LintJob, context: TaskContext) {
    this.#job = job;
    this.#context = context;
  }

  async lint(target: Target): Promise<LintResult> {
    const started = performance.now();
    const { root } = target;
    this.#context.onPhase("finding files");
    const repository = await openRepository(target, this.#job);
    const { configuration, files, inputs, io } = repository;
    this.#time("finding files", performance.now() - started);
    const gitRoot = gitRootOf(root);
    try {
      const result = lint(
        {
          root,
          prefix: gitRoot === undefined ? "" : pathBelow(gitRoot, root),
          files,
          repositoryFiles: repository.repositoryFiles,
          configuration,
          inputs,
          only: this.#job.only,
          skip: this.#job.skip,
          paths: this.#reported(target, files),
          hosts: this.#job.hosts,
          severity: this.#job.severity,
          baseline: this.#baseline(root, configuration),
          today: new Date().toISOString().slice(0, 10),
          steps: DEFAULT_STEPS,
        },
        {
          io: this.#overlay(io, root, target),
          rules,
          clock: () => performance.now(),
          onPhase: (phase) => this.#context.onPhase(phase),
          onTiming: (name, ms) => this.#time(name, ms),
          onFailure: (error) => this.#traces.push(trace(error)),
        },
      );
      const durationMs = Math.round(performance.now() - started);
      // That a single text declares no hosts is no news.
      const notes = target.alone
        ? result.notes.filter(({ kind }) => kind !== "host")
        : result.notes;
      return { ...result, notes, summary: { ...result.summary, durationMs } };
    } catch (error) {
      if (!(error instanceof UnknownHostError)) throw error;
      throw new UserError(`${error.message}${didYouMean(error.host, error.known)}`, [
        error.known.length === 0 ? "There are no hosts." : `Hosts: ${error.known.join(", ")}`,
      ]);
    }
  }

  output(result: LintResult | null, configuration: Configuration | null): LintOutput {
    return {
      result,
      rules: rules.map(metaOf),
      configuration,
      timings: [...this.#timings].map(([name, ms]) => ({ name, ms })),
      traces: this.#traces,
    };
  }

  /** Paths to which the report is limited: those asked for, and of them what the change touches. */
  #reported({ root, paths, named }: Target, files: readonly string[]): readonly string[] | null {
    const { changed, forceExclude } = this.#job;
    const asked =
      forceExclude && paths !== null
        ? paths.filter(
            (path) => !named.includes(path) || !path.endsWith(".nix") || files.includes(path),
          )
        : paths;
    if (changed === null) return asked;
    const touched = changedFiles(root, changed);
    if (asked === null) return touched;
    return touched.filter((file) => {
      return asked.some((path) => file === path || file.startsWith(`${path}/`));
    });
  }

  #baseline(
    root: string,
    configuration: Configuration,
  ): { file: string; content: Baseline } | null {
    const { baseline, noBaseline, cwd } = this.#job;
    const path = baseline === null ? configuration.baseline : resolve(cwd, baseline);
    if (path === null || noBaseline) return null;
    const shown = relative(root, path);
    if (!existsSync(path)) {
      throw new UserError(`the baseline '${shown}' does not exist`, [
        `Write it: nixlint --write-baseline ${shown}`,
      ]);
    }
    try {
      return { file: shown, content: readBaseline(readFileSync(path, "utf8")) };
    } catch (error) {
      throw new UserError(`the baseline '${shown}' cannot be used: ${(error as Error).message}`);
    }
  }

  #overlay(disk: EvalIO, root: string, { named }: Target): EvalIO {
    const { stdin } = this.#job;
    const [file] = named;
    if (stdin === null || file === undefined) return disk;
    return overlayIO(disk, join(root, file), stdin.bytes);
  }

  #time(name: string, ms: number): void {
    this.#timings.set(name, (this.#timings.get(name) ?? 0) + ms);
  }
}

function checkRuleNames({ levels, only, skip }: LintJob): void {
  const known = rules.map((rule) => rule.id);
  for (const id of [...levels.keys(), ...(only ?? []), ...skip]) {
    if (known.includes(id)) continue;
    throw new UserError(`there is no rule '${id}'${didYouMean(id, known)}`, [
      "All rules: nixlint rules",
    ]);
  }
}

function trace(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
