import { definitionsOf, isOwn } from "../definitions.ts";
import type { Host } from "../fleet.ts";
import { read } from "../read.ts";

/**
 * Whether surely no module of a host defines an option: not one of the repository's, and none that is not known. Models
 * of NixOS and of flakes count as modules.
 */
export function isSurelyUndefined(host: Host, path: readonly string[]): boolean {
  const { evaluation } = host;
  if (evaluation === null || !isWhollyKnown(host)) return false;
  return definitionsOf(host, path).every(
    (one) => one.condition === "false" || one.isDefault || (one.priority >= 1500 && !isOwn(one)),
  );
}

/** Whether every module of a host is known: its imports were all found and none of them may say more. */
export function isWhollyKnown(host: Host): boolean {
  const { evaluation } = host;
  if (evaluation === null) return false;
  const reading = read(() => {
    const { unknownImports, failedImports } = evaluation;
    return unknownImports.length === 0 && failedImports.length === 0;
  });
  return reading.ok && reading.value === true;
}

/** Files of NixOS itself that a host imports by `modulesPath`, and others that are not the repository's. */
export function foreignModules(host: Host): string[] {
  const { evaluation } = host;
  if (evaluation === null) return [];
  const found: string[] = [];
  read(() => {
    for (const module of evaluation.modules) found.push(module.file);
    return null;
  });
  return found;
}
