import type { Command } from "commander";
import { Option } from "commander";
import { pairs } from "./lint-options.ts";
import type { FleetJob } from "./tasks/fleet.ts";

/** What commands about a fleet have in common. */
export interface FleetOptions {
  readonly repository: string;
  readonly config?: string | false;
  readonly overrideInput?: ReadonlyMap<string, string>;
  readonly json?: true;
}

export function declareFleetOptions(command: Command): Command {
  return command
    .option("-C, --repository <path>", "the repository, or a folder in it", ".")
    .option(
      "-c, --config <file>",
      "configuration, instead of nixlint.json or nixlint.nix in the root",
    )
    .option("--no-config", "use no configuration")
    .addOption(
      new Option(
        "--override-input <name=path>",
        "where a flake input is on this machine",
      ).argParser(pairs),
    )
    .option("--json", "print JSON");
}

export function fleetJob({ repository, config, overrideInput }: FleetOptions): FleetJob {
  return {
    cwd: process.cwd(),
    path: repository,
    configFile: config ?? null,
    inputs: overrideInput ?? new Map(),
  };
}
