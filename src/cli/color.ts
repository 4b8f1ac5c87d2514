/** What `--color` takes. */
export type ColorWhen = "auto" | "always" | "never";
export type ColorLevel = 0 | 1 | 2 | 3;

/**
 * How many colours may be used: the option, then FORCE_COLOR, NO_COLOR and TERM=dumb, then whether it is a terminal,
 * as Node itself decides.
 */
export function colorLevel(
  when: ColorWhen,
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): ColorLevel {
  if (when === "never") return 0;
  if (when === "always") return Math.max(1, terminalLevel(env)) as ColorLevel;
  const force = env.FORCE_COLOR;
  if (force !== undefined) {
    if (force === "0" || force === "false") return 0;
    if (force === "2" || force === "3") return Number(force) as ColorLevel;
    return 1;
  }
  if ((env.NO_COLOR ?? "") !== "" || env.TERM === "dumb" || !isTerminal) return 0;
  return terminalLevel(env);
}

function terminalLevel(env: Readonly<Record<string, string | undefined>>): ColorLevel {
  if (env.COLORTERM === "truecolor" || env.COLORTERM === "24bit") return 3;
  return /-256(color)?$/i.test(env.TERM ?? "") ? 2 : 1;
}
