export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** What can stand on a command line. */
export interface CompletionWords {
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly {
    /** With its dashes. */
    readonly name: string;
    readonly summary: string;
    readonly takesValue: boolean;
    /** What its value can be; empty for anything, a file say. */
    readonly values: readonly string[];
  }[];
  readonly rules: readonly string[];
}

/** A script that the shell reads to complete `nixlint`. */
export function completionScript(shell: Shell, words: CompletionWords): string {
  return { bash, zsh, fish }[shell](words);
}

function bash({ commands, options, rules }: CompletionWords): string {
  const cases = options
    .filter(({ values }) => values.length > 0)
    .map(
      ({ name, values }) =>
        `    ${name}) COMPREPLY=($(compgen -W "${values.join(" ")}" -- "$word")); return ;;`,
    );
  return `_nixlint() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  case $before in
${cases.join("\n")}
    explain) COMPREPLY=($(compgen -W "${rules.join(" ")}" -- "$word")); return ;;
    completions) COMPREPLY=($(compgen -W "${SHELLS.join(" ")}" -- "$word")); return ;;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "${options.map(({ name }) => name).join(" ")}" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
    if [[ $COMP_CWORD -eq 1 ]]; then
      COMPREPLY+=($(compgen -W "${commands.map(({ name }) => name).join(" ")}" -- "$word"))
    fi
  fi
}
complete -o filenames -F _nixlint nixlint
`;
}

function zsh({ commands, options, rules }: CompletionWords): string {
  const text = (summary: string) => summary.replace(/[[\]:'\\]/g, " ");
  const specs = options.map(({ name, summary, takesValue, values }) => {
    const value = values.length > 0 ? `:value:(${values.join(" ")})` : ":value:_files";
    return `    '${name}[${text(summary)}]${takesValue ? value : ""}'`;
  });
  const described = commands.map(({ name, summary }) => `      '${name}:${text(summary)}'`);
  return `#compdef nixlint
_nixlint() {
  local -a commands=(
${described.join("\n")}
  )
  case \${words[2]} in
    explain) _values rule ${rules.join(" ")}; return ;;
    completions) _values shell ${SHELLS.join(" ")}; return ;;
  esac
  (( CURRENT == 2 )) && _describe command commands
  _arguments \\
${specs.join(" \\\n")} \\
    '*:path:_files'
}
compdef _nixlint nixlint
`;
}

function fish({ commands, options, rules }: CompletionWords): string {
  const quoted = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;
  const lines = commands.map(({ name, summary }) => {
    return `complete -c nixlint -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`;
  });
  for (const { name, summary, takesValue, values } of options) {
    const value = values.length > 0 ? ` -xa ${quoted(values.join(" "))}` : takesValue ? " -r" : "";
    lines.push(`complete -c nixlint -l ${name.slice(2)}${value} -d ${quoted(summary)}`);
  }
  const after = (command: string, words: readonly string[]) =>
    `complete -c nixlint -n '__fish_seen_subcommand_from ${command}' -xa ${quoted(words.join(" "))}`;
  lines.push(after("explain", rules), after("completions", SHELLS));
  return `${lines.join("\n")}\n`;
}
