import type { Span } from "../core/span.ts";
import { declaredFlakes } from "../fleet/query/flake-inputs.ts";
import { defineRepositoryRule } from "./define.ts";

interface Fact {
  readonly at: Span;
  readonly name: string;
  readonly path: string;
  readonly outside: boolean;
}

export default defineRepositoryRule<Fact>({
  id: "local-path-input",
  scope: "flake",
  severity: "warning",
  since: "0.1.0",
  precision: "very-high",
  tags: ["flake", "reproducibility"],
  summary: "An input is a folder of one machine.",
  docs: {
    why: "The folder is on the machine of whoever wrote the line, and nowhere else: CI, other people and hosts that upgrade themselves cannot evaluate the flake.",
    remedy:
      "Name the repository the input is published in. To try a local copy, use `--override-input` instead of the file.",
    whenToAllow: "For a fleet that is only ever built on one machine, from a fixed folder.",
    blindSpots: "Inputs of inputs are not looked at.",
  },
  *find(fleet) {
    for (const { inputs } of declaredFlakes(fleet)) {
      for (const { name, url, parts, at } of inputs?.values() ?? []) {
        const path = url === null ? partsPath(parts) : localPath(url.text);
        if (path === null) continue;
        const absolute = /^[/~]/.test(path);
        const outside = !absolute && climbsOut(path);
        if (absolute || outside) yield { at: url?.at ?? at, name, path, outside };
      }
    }
  },
  say({ at, name, path, outside }) {
    const where = outside ? "outside of the repository" : "of this machine";
    return { at, message: `Input '${name}' is the folder '${path}' ${where}.`, key: name };
  },
});

function partsPath(parts: ReadonlyMap<string, { readonly text: string }>): string | null {
  return parts.get("type")?.text === "path" ? (parts.get("path")?.text ?? null) : null;
}

/** The folder that a flake reference means; null for one that is fetched. */
function localPath(url: string): string | null {
  const [plain = ""] = url.split(/[?#]/, 1);
  const scheme = /^(?:path|(?:git|hg|tarball|file)\+file|file):(?:\/\/)?(.*)$/.exec(plain);
  if (scheme !== null) return scheme[1] ?? null;
  return /^[./~]/.test(plain) ? plain : null;
}

/** Whether a relative path leads out of the folder it starts in. */
function climbsOut(path: string): boolean {
  let depth = 0;
  for (const part of path.split("/")) {
    if (part === "..") depth--;
    else if (part !== "." && part !== "") depth++;
    if (depth < 0) return true;
  }
  return false;
}
