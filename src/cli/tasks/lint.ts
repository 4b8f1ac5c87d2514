import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import type { LintResult, Note } from "../../core/finding.ts";
import { didYouMean } from "../../core/near-miss.ts";
import type { EvalIO } from "../../evaluator/io.ts";
import { type Baseline, baselineOf, readBaseline } from "../../linter/baseline.ts";
import type { Configuration } from "../../linter/configuration.ts";
import { type FixedFile, fixUntilDone } from "../../linter/fixes.ts";
import { DEFAULT_STEPS, lint, UnknownHostError } from "../../linter/lint.ts";
import { mergeResults } from "../../linter/merge-results.ts";
import { rules } from "../../rules/index.ts";
import { fixableText, replaceFile } from "../fixed-files.ts";
import { changedFiles, checkOut } from "../git.ts";
import type { LintJob, LintOutput } from "../lint-job.ts";
import { configurationFile } from "../load-configuration.ts";
import { overlayIO } from "../overlay-io.ts";
import { configurationFor, openRepository, type Repository } from "../repository.ts";
import { gitRootOf, pathBelow } from "../roots.ts";
import { metaOf } from "../rule-facts.ts";
import { stdinTarget } from "../stdin-target.ts";
import { type Target, targetsOf } from "../targets.ts";
import { UserError } from "../user-error.ts";
import type { TaskContext } from "./index.ts";

const encoder = new TextEncoder();

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
  for (const target of targets) {
    results.push(!job.fix ? await run.lint(target) : await run.fix(target, job.fix));
  }
  return run.output(mergeResults(results), null);
}

class LintRun {
  readonly #job: LintJob;
  readonly #context: TaskContext;
  readonly #timings = new Map<string, number>();
  readonly #traces: string[] = [];
  readonly #fixed: FixedFile[] = [];

  constructor(job: LintJob, context: TaskContext) {
    this.#job = job;
    this.#context = context;
  }

  /** Lints, fixes and lints again until nothing is left to fix; writes at the end, and nothing in a dry run. */
  async fix(target: Target, fix: NonNullable<LintJob["fix"]>): Promise<LintResult> {
    const { root } = target;
    const first = new Map<string, string | undefined>();
    const textOf = (file: string): string | undefined => {
      if (!first.has(file)) first.set(file, fixableText(join(root, file)));
      return first.get(file);
    };
    const lintWith = (texts: ReadonlyMap<string, string>) => this.lint(target, texts);
    const { result, files, refused } = await fixUntilDone(lintWith, textOf, fix.unsafe);
    for (const fixed of files) {
      const path = join(root, fixed.file);
      if (!fix.dryRun) replaceFile(path, fixed.before, fixed.after);
      this.#fixed.push({ ...fixed, file: path });
    }
    const notes = refused.map(({ rule, file, title }): Note => {
      const message = `the fix '${title}' of rule '${rule}' would break '${file}' and was not made; this is a mistake in nixlint`;
      return { kind: "internal", message, file };
    });
    return { ...result, notes: [...result.notes, ...notes] };
  }

  async lint(target: Target, texts: ReadonlyMap<string, string> = new Map()): Promise<LintResult> {
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
          baseline: await this.#baseline(target, repository),
          today: new Date().toISOString().slice(0, 10),
          steps: DEFAULT_STEPS,
        },
        {
          io: this.#overlay(io, root, target, texts),
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
      fixed: this.#fixed,
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

  /** The findings that are known: of a commit, or of a file. */
  async #baseline(
    target: Target,
    { configuration }: Repository,
  ): Promise<{ file: string | null; content: Baseline } | null> {
    const { baseline, baselineRef, noBaseline, cwd } = this.#job;
    if (noBaseline) return null;
    if (baselineRef !== null) {
      return { file: null, content: await this.#findingsOf(baselineRef, target) };
    }
    const path = baseline === null ? configuration.baseline : resolve(cwd, baseline);
    return path === null ? null : readBaselineFile(target.root, path);
  }

  /** What the same run finds in a commit, with the configuration of now. */
  async #findingsOf(ref: string, target: Target): Promise<Baseline> {
    const gitRoot = gitRootOf(target.root);
    if (gitRoot === undefined) throw new UserError(`'${target.root}' is not in a git repository`);
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "nixlint-")));
    try {
      checkOut(gitRoot, ref, join(folder, "tree"));
      const root = join(folder, "tree", pathBelow(gitRoot, target.root));
      if (!existsSync(root)) return baselineOf([]);
      const { configFile } = this.#job;
      const config = configFile ?? configurationFile(target.root);
      const job = { ...this.#job, configFile: config, hosts: null, changed: null };
      const run = new LintRun({ ...job, noBaseline: true, severity: "info" }, this.#context);
      return baselineOf((await run.lint({ root, paths: null, named: [] })).findings);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #overlay(
    disk: EvalIO,
    root: string,
    { named }: Target,
    texts: ReadonlyMap<string, string>,
  ): EvalIO {
    if (texts.size > 0) {
      const bytes = [...texts].map(([path, text]) => [join(root, path), encoder.encode(text)]);
      return overlayIO(disk, new Map(bytes as [string, Uint8Array][]));
    }
    const { stdin } = this.#job;
    const [file] = named;
    if (stdin === null || file === undefined) return disk;
    return overlayIO(disk, new Map([[join(root, file), stdin.bytes]]));
  }

  #time(name: string, ms: number): void {
    this.#timings.set(name, (this.#timings.get(name) ?? 0) + ms);
  }
}

function readBaselineFile(root: string, path: string): { file: string; content: Baseline } {
  const file = relative(root, path);
  if (!existsSync(path)) {
    throw new UserError(`the baseline '${file}' does not exist`, [
      `Write it: nixlint --write-baseline ${file}`,
    ]);
  }
  try {
    return { file, content: readBaseline(readFileSync(path, "utf8")) };
  } catch (error) {
    throw new UserError(`the baseline '${file}' cannot be used: ${(error as Error).message}`);
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
