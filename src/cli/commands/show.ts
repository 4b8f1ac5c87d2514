import type { ShownDefinition, ShownOption } from "../../linter/show-option.ts";
import { ExitCode } from "../exit-code.ts";
import { declareFleetOptions, type FleetOptions, fleetJob } from "../fleet-options.ts";
import { commandLine, parseArguments } from "../parse-arguments.ts";
import { startProgress } from "../progress.ts";
import { runInWorker } from "../run-in-worker.ts";
import { out } from "../terminal.ts";
import type { CliCommand } from "./command.ts";

/** `nixlint show HOST OPTION...`. */
const command: CliCommand = {
  async run(args) {
    const line = declareFleetOptions(
      commandLine(
        "nixlint show",
        "Prints the value of an option on a host, and its definitions: who won, who lost, and why.",
      ),
    )
      .argument("<host>", "name of a host")
      .argument("<option...>", "options such as networking.firewall.allowedTCPPorts");
    const parsed = parseArguments(line, args);
    const options = parsed.opts<FleetOptions>();
    const [host = "", ...paths] = parsed.args;
    const progress = startProgress(true);
    const shown = await runInWorker(
      "show",
      { ...fleetJob(options), host, options: paths },
      { onPhase: (phase) => progress?.phase(phase) },
    ).finally(() => progress?.stop());
    const json = shown.length === 1 ? shown[0] : shown;
    await out(
      options.json ? `${JSON.stringify(json, null, 2)}\n` : shown.map(optionText).join("\n"),
    );
    return ExitCode.clean;
  },
};

export default command;

const STATUS: Readonly<Record<ShownOption["status"], string>> = {
  known: "",
  partly: " (partly known)",
  unknown: " (unknown)",
  undefined: " (nobody defines it)",
  error: " (cannot be evaluated)",
};

function optionText({ host, option, status, value, definitions }: ShownOption): string {
  const lines = [`${option} of ${host}${STATUS[status]}`];
  if (status !== "undefined") lines.push(indented(JSON.stringify(value, null, 2), "  "));
  for (const definition of definitions) lines.push(definitionText(definition));
  return `${lines.join("\n")}\n`;
}

const PRIORITIES: Readonly<Record<number, string>> = {
  50: "mkForce",
  1000: "mkDefault",
  1500: "default",
};

function definitionText(definition: ShownDefinition): string {
  const { file, line, priority, condition, wins, value, importedBy } = definition;
  const at = line === null ? file : `${file}:${line}`;
  const named = PRIORITIES[priority] ?? (priority === 100 ? "" : `priority ${priority}`);
  const about = [
    wins ? "wins" : "loses",
    named,
    condition === "true" ? "" : `condition ${condition}`,
  ];
  const lines = [`  ${at}  ${about.filter((word) => word !== "").join(", ")}`];
  lines.push(indented(JSON.stringify(value), "    "));
  if (importedBy.length > 1) lines.push(`    by ${importedBy.join(" → ")}`);
  return lines.join("\n");
}

function indented(text: string, by: string): string {
  return text.replace(/^/gm, by);
}
