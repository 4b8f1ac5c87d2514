import type { Span } from "../../core/span.ts";
import { definitionsOf, isOwn } from "../definitions.ts";
import type { Fleet } from "../fleet.ts";
import { fullEvaluation } from "./evaluation-failures.ts";

/** A definition whose value its option does not take. */
export interface TypeMismatch {
  readonly at: Span;
  readonly option: readonly string[];
  /** As Nix describes it: `boolean`, `list of string`. */
  readonly type: string;
  readonly hosts: string[];
}

/** Types that stay what they are from release to release. */
const PLAIN =
  /^(?:null or )?\(?(?:boolean|string|non-empty string|integer|signed integer|(?:\d+ bit )?(?:un)?signed integer.*|positive integer.*|absolute path|path|attribute set|list of (?:string|integer|boolean|signed integer|\(?16 bit unsigned integer.*))\)?$/;

/** Definitions of the repository that have the wrong type, each once. */
export function typeMismatches(fleet: Fleet): TypeMismatch[] {
  const found = new Map<string, TypeMismatch>();
  for (const { host, error, option } of fullEvaluation(fleet).failures) {
    if (option === null) continue;
    const [, named, type] =
      /^A definition for option `(.*?)' is not of type `(.*?)'/.exec(error.message) ?? [];
    if (named === undefined || type === undefined || !PLAIN.test(type)) continue;
    if (named.replaceAll('"', "") !== option.join(".")) continue;
    const definition = definitionsOf(host, option).find(
      (one) =>
        isOwn(one) &&
        one.wins &&
        one.condition === "true" &&
        one.span !== null &&
        error.message.includes(one.span.file.path),
    );
    if (!definition?.span) continue;
    const key = `${definition.span.file.path}:${definition.span.start}`;
    const known = found.get(key);
    if (known !== undefined) known.hosts.push(host.name);
    else found.set(key, { at: definition.span, option, type, hosts: [host.name] });
  }
  return [...found.values()];
}
