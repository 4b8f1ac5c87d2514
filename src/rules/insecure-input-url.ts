import type { Span } from "../core/span.ts";
import { declaredFlakes } from "../fleet/query/flake-inputs.ts";
import { withoutPassword } from "../fleet/query/input-source.ts";
import { defineRepositoryRule } from "./define.ts";

interface Fact {
  readonly at: Span;
  readonly name: string;
  readonly url: string;
}

export default defineRepositoryRule<Fact>({
  id: "insecure-input-url",
  scope: "flake",
  severity: "warning",
  since: "0.1.0",
  precision: "very-high",
  securitySeverity: "6.5",
  tags: ["flake", "security"],
  summary: "An input is fetched over a connection that is not encrypted.",
  docs: {
    why: "Whoever is on the way can put another source in its place whenever the lock is updated, and what is built of it runs as root on every host. The lock only protects what was fetched before.",
    remedy: "Fetch it over `https:` or `ssh:`.",
    whenToAllow: "For servers on the same machine or a network that nobody else is on.",
    blindSpots: "Inputs of inputs are not looked at.",
  },
  *find(fleet) {
    for (const { inputs } of declaredFlakes(fleet)) {
      for (const { name, url, parts } of inputs?.values() ?? []) {
        const written = url ?? parts.get("url");
        if (written === undefined || !isInsecure(written.text)) continue;
        yield { at: written.at, name, url: withoutPassword(written.text) };
      }
    }
  },
  say({ at, name, url }) {
    return { at, message: `Input '${name}' is fetched unencrypted from '${url}'.`, key: name };
  },
});

function isInsecure(url: string): boolean {
  const insecure = /^(?:(?:git|hg|tarball|file)\+)?(?:http|git|ftp):\/\/(.*)$/i.exec(url);
  return insecure !== null && !/^(?:[^/@]*@)?(?:localhost|127\.|\[::1\])/.test(insecure[1] ?? "");
}
