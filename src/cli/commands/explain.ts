import wrapAnsi from "wrap-ansi";
import { didYouMean } from "../../core/near-miss.ts";
import type { AnyRule } from "../../rules/define.ts";
import { rules } from "../../rules/index.ts";
import { ExitCode } from "../exit-code.ts";
import { commandLine, parseArguments } from "../parse-arguments.ts";
import { out } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import type { CliCommand } from "./command.ts";

const WIDTH = 80;

/** `nixlint explain RULE...`. */
const command: CliCommand = {
  async run(args) {
    const line = commandLine(
      "nixlint explain",
      "Says what a rule finds, why it matters, and what to do about it.",
    ).argument("<rule...>", "ids of rules");
    const { args: ids } = parseArguments(line, args);
    const explained = ids.map((id) => explain(ruleNamed(id)));
    await out(explained.join("\n"));
    return ExitCode.clean;
  },
};

export default command;

function ruleNamed(id: string): AnyRule {
  const rule = rules.find((each) => each.id === id);
  if (rule !== undefined) return rule;
  const meant = didYouMean(
    id,
    rules.map((each) => each.id),
  );
  throw new UserError(`there is no rule '${id}'${meant}`, ["All rules: nixlint rules"]);
}

function explain(rule: AnyRule): string {
  const { docs } = rule;
  const parts: [title: string, text: string][] = [
    ["Why", docs.why],
    ["What to do", docs.remedy],
    ["When to allow it", docs.whenToAllow],
    ["What it cannot see", docs.blindSpots],
  ];
  const lines = [
    `${rule.id}  (${rule.severity}, scope ${rule.scope}, since ${rule.since})`,
    "",
    wrap(rule.summary),
    ...parts.flatMap(([title, text]) => ["", `${title}:`, indent(wrap(text, WIDTH - 2))]),
  ];
  return `${lines.join("\n")}\n`;
}

function wrap(text: string, width = WIDTH): string {
  return wrapAnsi(text, width);
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
