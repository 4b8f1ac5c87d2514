import type { EvalError } from "../evaluator/errors.ts";
import type { Evaluator } from "../evaluator/evaluator.ts";
import { escapeString } from "../evaluator/lib/identifier.ts";
import type { Value } from "../evaluator/value.ts";
import { Def } from "./definition.ts";
import { showDefs, showOption } from "./show.ts";
import { thrown } from "./system.ts";

/** What the module system says of values that are no modules. */

export function nestedListMessage(ev: Evaluator, file: string, value: Value): EvalError {
  const def = new Def({ file, chain: [file] }, value);
  return thrown(
    `Module imports can't be nested lists. Perhaps you meant to remove one level of lists? Definitions: ${showDefs(ev, [def])}`,
  );
}

export function wrongClassMessage(file: string, own: string, expected: string): EvalError {
  return thrown(`The module \`${file}\` (class: ${escapeString(own)}) cannot be imported into a module evaluation that expects class ${escapeString(expected)}.

Help:
- Ensure that you are importing the correct module.
- Verify that the module's \`_class\`, ${escapeString(own)} matches the expected \`class\` ${escapeString(expected)}.
- If you are using a custom class, make sure it is correctly defined and used consistently across your modules.
`);
}

export function notAModuleMessage(
  tag: string,
  file: string,
  expectedClass: string | null,
  prefix: readonly string[],
): EvalError {
  const intoFile = file === "<unknown-file>" ? "" : `, while trying to load a module into ${file}`;
  const intoPrefix =
    prefix.length === 0 ? "" : `, while trying to load a module into ${bold(showOption(prefix))}`;
  const paragraphs = [
    `Expected a module, but found a value of type ${purple(escapeString(tag))}${intoFile}${intoPrefix}.
A module is typically loaded by adding it to the ${bold("imports = [ ... ];")} attribute of an existing module, or in the ${bold("modules = [ ... ];")} argument of various functions.
Please make sure that each of the list items is a module, and not a different kind of value.`,
  ];
  if (tag === "configuration") paragraphs.push(CONFIGURATION);
  if (tag === "flake") paragraphs.push(flakeHint(expectedClass));
  return thrown(paragraphs.join("\n\n"));
}

const CONFIGURATION = `If you really mean to import this configuration, instead please only import the modules that make up the configuration.
You may have to create a \`let\` binding, file or attribute to give yourself access to the relevant modules.
While loading a configuration into the module system is a very sensible idea, it can not be done cleanly in practice.`;

function flakeHint(expectedClass: string | null): string {
  const attribute =
    expectedClass === null ? ".modules.someApp.default" : `.modules.${expectedClass}.default`;
  const hint = `Perhaps you forgot to select an attribute name?
Instead of, for example,
    ${purple("inputs.someflake")}
you need to write something like
    ${purple("inputs.someflake")}${green(attribute)}`;
  const other =
    expectedClass === "nixos"
      ? ".nixosModules.default"
      : expectedClass === "darwin"
        ? ".darwinModules.default"
        : null;
  if (other === null) return hint;
  return `${hint}\nor\n    ${purple("inputs.someflake")}${green(other)}`;
}

const ESC = "\u001b";

function purple(text: string): string {
  return `${ESC}[1;35m${text}${ESC}[0m`;
}

function green(text: string): string {
  return `${ESC}[1;32m${text}${ESC}[0m`;
}

function bold(text: string): string {
  return `${ESC}[1m${text}${ESC}[0m`;
}
