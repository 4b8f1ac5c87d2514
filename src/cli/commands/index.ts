import type { CommandEntry } from "./command.ts";

/** What `nixlint` does when its first word is no command. */
export const lintCommand: CommandEntry = {
  name: "lint",
  summary: "lint a repository (what nixlint does without a command)",
  load: async () => (await import("./lint.ts")).default,
};

/** The commands by name, in the order of the help. Each is one file here, loaded when it is called. */
export const commands: readonly CommandEntry[] = [
  lintCommand,
  {
    name: "hosts",
    summary: "list the hosts, their addresses, and how much of each is known",
    load: async () => (await import("./hosts.ts")).default,
  },
  {
    name: "show",
    summary: "print the value of an option on a host, and its definitions",
    load: async () => (await import("./show.ts")).default,
  },
  {
    name: "rules",
    summary: "list the rules",
    load: async () => (await import("./rules.ts")).default,
  },
  {
    name: "explain",
    summary: "explain a rule",
    load: async () => (await import("./explain.ts")).default,
  },
  {
    name: "eval",
    summary: "evaluate an expression, as 'nix-instantiate --eval' does",
    load: async () => (await import("./eval.ts")).default,
  },
  {
    name: "init",
    summary: "write a configuration from what is found",
    load: async () => (await import("./init.ts")).default,
  },
  {
    name: "completions",
    summary: "print completions for bash, zsh or fish",
    load: async () => (await import("./completions.ts")).default,
  },
];
