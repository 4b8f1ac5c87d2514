import { unreadModules } from "./catalog.ts";
import type { OptionFact } from "./option-fact.ts";
import { isWildcard, joinOptionPath, splitOptionPath } from "./option-path.ts";

/**
 * Whether NixOS' own modules may define this option on a host, given which options the host sets:
 * `isSet` is asked for paths (`services.nextcloud.enable`) and says whether one may be other than
 * its default. `path` is the path that `fact` was looked up by.
 */
export function mayBeContributed(
  fact: OptionFact,
  path: readonly string[],
  isSet: (path: readonly string[]) => boolean,
): boolean {
  if (!fact.contributed || fact.contributedBy.length === 0) return fact.contributed;
  return fact.contributedBy.some((gate) => {
    if (gate === "*" || gate === "services.*") {
      const prefix = gate.slice(0, -1);
      return unreadModules().some(
        (module) => module.startsWith(prefix) && isSet(splitOptionPath(module)),
      );
    }
    return isSet(instance(splitOptionPath(gate), fact.pattern, path));
  });
}

/** A gate of a submodule, for the name that the option was asked for. */
function instance(
  gate: readonly string[],
  pattern: readonly string[],
  path: readonly string[],
): readonly string[] {
  if (!gate.some(isWildcard)) return gate;
  return gate.map((segment, index) => {
    const above = joinOptionPath(gate.slice(0, index)) === joinOptionPath(pattern.slice(0, index));
    return isWildcard(segment) && above ? (path[index] ?? segment) : segment;
  });
}
