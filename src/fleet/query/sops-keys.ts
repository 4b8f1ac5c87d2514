/**
 * Names of the keys of a file of sops, `/` between those that are nested. The names are not encrypted, and every value
 * is on the line of its name, as sops writes it. Null where the file cannot be read so.
 */
export function sopsKeys(text: string): ReadonlySet<string> | null {
  return /^\s*\{/.test(text) ? keysOfJson(text) : keysOfYaml(text);
}

function keysOfJson(text: string): ReadonlySet<string> | null {
  const keys = new Set<string>();
  try {
    collect(JSON.parse(text), "", keys);
  } catch {
    return null;
  }
  return keys;
}

function collect(value: unknown, prefix: string, keys: Set<string>): void {
  if (value === null || typeof value !== "object") return;
  for (const [name, inner] of Object.entries(value)) {
    if (prefix === "" && name === "sops") continue;
    keys.add(`${prefix}${name}`);
    collect(inner, `${prefix}${name}/`, keys);
  }
}

const KEY = /^( *)(?:"([^"]*)"|'([^']*)'|([^\s#:'"{[&*-][^:]*|-[^\s:][^:]*)):(?:\s|$)/;

function keysOfYaml(text: string): ReadonlySet<string> | null {
  const keys = new Set<string>();
  const open: { readonly indent: number; readonly path: string }[] = [];
  for (const line of text.split("\n")) {
    // Tags, anchors, merges and several documents: not what sops writes for settings.
    if (/^(?:---|\.\.\.)\s*$/.test(line) && keys.size > 0) return null;
    const match = KEY.exec(line);
    if (match === null) continue;
    const [, blanks = "", double, single, bare] = match;
    const indent = blanks.length;
    const name = double ?? single ?? bare?.trim() ?? "";
    if (indent === 0 && name === "sops") break;
    while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= indent) open.pop();
    const parent = open.at(-1);
    const path = parent === undefined ? name : `${parent.path}/${name}`;
    keys.add(path);
    open.push({ indent, path });
  }
  return keys.size === 0 ? null : keys;
}
