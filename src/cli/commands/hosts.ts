import { ExitCode } from "../exit-code.ts";
import { declareFleetOptions, type FleetOptions, fleetJob } from "../fleet-options.ts";
import { commandLine, parseArguments } from "../parse-arguments.ts";
import { startProgress } from "../progress.ts";
import { runInWorker } from "../run-in-worker.ts";
import type { ListedHost } from "../tasks/hosts.ts";
import { err, out } from "../terminal.ts";
import type { CliCommand } from "./command.ts";

/** `nixlint hosts`. */
const command: CliCommand = {
  async run(args) {
    const line = declareFleetOptions(
      commandLine("nixlint hosts", "Lists the hosts of a fleet, with what is known of each."),
    ).argument("[path]", "the repository, as --repository");
    const parsed = parseArguments(line, args);
    const options = parsed.opts<FleetOptions>();
    const [path] = parsed.args;
    const progress = startProgress(true);
    const { hosts, notes } = await runInWorker(
      "hosts",
      { ...fleetJob(options), ...(path !== undefined && { path }) },
      { onPhase: (phase) => progress?.phase(phase) },
    ).finally(() => progress?.stop());
    if (options.json) await out(`${JSON.stringify({ hosts }, null, 2)}\n`);
    else {
      await out(hosts.map(hostText).join(""));
      await err(notes.map((note) => `note: ${note}\n`).join(""));
    }
    return ExitCode.clean;
  },
};

export default command;

function hostText(host: ListedHost): string {
  const { name, kind, set, system, release, knownShare, addresses, error } = host;
  const known = `${Math.floor(knownShare * 1000) / 10} % known`;
  const facts = [kind, set, system, release, error === undefined ? known : null];
  const lines = [`${name}  ${facts.filter((fact) => fact !== null).join(", ")}`];
  if (error !== undefined) lines.push(`  cannot be evaluated: ${error}`);
  for (const { address, interface: on, network, file, line } of addresses) {
    const where = file === null ? "" : `  ${file}:${line}`;
    lines.push(`  ${address}  ${on}${network === null ? "" : ` (${network})`}${where}`);
  }
  return `${lines.join("\n")}\n`;
}
