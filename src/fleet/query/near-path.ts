import { nearMiss } from "../../core/near-miss.ts";
import type { Fleet } from "../fleet.ts";

/** Names that say nothing of what is in a file. */
const GENERIC =
  /^(?:base|common|config(?:uration)?|default|flake|hardware(?:-configuration)?|home|hosts?|main|modules?|options?|packages?|secrets?|shell|users?)$/;
/** A name that more files have is as good as generic. */
const MAX_SAME = 4;

const folders = new WeakMap<Fleet, readonly string[]>();

/** Files and folders of the repository, relative to its root. */
function entries(fleet: Fleet): readonly string[] {
  let all = folders.get(fleet);
  if (all === undefined) {
    const found = new Set<string>();
    for (const path of fleet.repositoryFiles) {
      for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
        const entry = path.slice(0, end);
        if (found.has(entry)) break;
        found.add(entry);
      }
    }
    all = [...found].sort();
    folders.set(fleet, all);
  }
  return all;
}

/**
 * What was probably meant by a path that is not there: the same with or without its ending, one of the same name
 * elsewhere, or one of a similar name in the same folder. Both are relative to the root; undefined where none is near.
 */
export function nearPath(fleet: Fleet, missing: string): string | undefined {
  const all = entries(fleet);
  const there = new Set(all);
  const folder = parentOf(missing);
  const name = nameOf(missing);
  const bare = name.replace(/\.[a-z]+$/, "");
  for (const other of [`${name}.nix`, bare, `${name}/default.nix`]) {
    const path = folder === "" ? other : `${folder}/${other}`;
    if (other !== name && there.has(path)) return path;
  }
  const siblings = all.filter((path) => parentOf(path) === folder);
  const similar = nearMiss(name, siblings.map(nameOf));
  const same = all.filter((path) => nameOf(path).toLowerCase() === name.toLowerCase());
  // Many folders have a `default.nix`: the folder is what tells them apart.
  const generic = GENERIC.test(bare) || same.length > MAX_SAME;
  const told = generic ? same.filter((path) => sharedEnd(path, missing) > 1) : same;
  const [best] = told.sort(
    (a, b) => closeness(b, missing) - closeness(a, missing) || (a < b ? -1 : 1),
  );
  if (best !== undefined) return best;
  if (similar === undefined) return undefined;
  return folder === "" ? similar : `${folder}/${similar}`;
}

/** A path as it is written in a file of that folder; both relative to the root. */
export function writtenFrom(folder: string, path: string): string {
  const from = folder === "" ? [] : folder.split("/");
  const to = path.split("/");
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  const up = from.slice(shared).map(() => "..");
  return [...(up.length === 0 ? ["."] : up), ...to.slice(shared)].join("/");
}

function closeness(path: string, missing: string): number {
  const a = path.split("/");
  const b = missing.split("/");
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  return start + sharedEnd(path, missing) * 2 - Math.abs(a.length - b.length);
}

function sharedEnd(path: string, missing: string): number {
  const a = path.split("/").reverse();
  const b = missing.split("/").reverse();
  let end = 0;
  while (end < a.length && end < b.length && a[end]?.toLowerCase() === b[end]?.toLowerCase()) end++;
  return end;
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
