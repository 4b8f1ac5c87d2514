import type { Span } from "../core/span.ts";
import { definedValue, optionValue, placeOf } from "../fleet/definitions.ts";
import { textOf } from "../fleet/read.ts";
import { defineHostRule } from "./define.ts";

interface Fact {
  readonly host: string;
  readonly at: Span;
  readonly stateVersion: string;
  readonly release: string;
}

const STATE_VERSION = ["system", "stateVersion"];
const RELEASE = /^\d\d\.(?:05|11)$/;

export default defineHostRule<Fact>({
  id: "channel-drift",
  scope: "host",
  severity: "warning",
  since: "0.1.0",
  precision: "high",
  tags: ["flake"],
  summary: "A host's stateVersion is above the release that it is built from.",
  docs: {
    why: "`system.stateVersion` says with which release the host's data began. One above the host's own nixpkgs means that the host was moved back to an older release, or that the number was raised by hand: services then expect another layout of their data than they have.",
    remedy: "Set it to the release that the host was installed with, and never change it after.",
    whenToAllow: "For a host that was installed with unstable and is on the release before it.",
    blindSpots: "Hosts whose nixpkgs is not a numbered release are not looked at.",
  },
  *find({ host }) {
    if (host.kind !== "nixos" || host.variantOf !== null) return;
    const stateVersion = textOf(definedValue(host, STATE_VERSION));
    const release = textOf(optionValue(host, ["system", "nixos", "release"]));
    if (stateVersion === undefined || release === undefined) return;
    if (!RELEASE.test(stateVersion) || !RELEASE.test(release) || stateVersion <= release) return;
    const at = placeOf(host, STATE_VERSION);
    if (at !== null) yield { host: host.name, at, stateVersion, release };
  },
  say({ host, at, stateVersion, release }) {
    return {
      at,
      message: `'${host}' has stateVersion '${stateVersion}', but is built from NixOS ${release}.`,
      hosts: [host],
      key: host,
    };
  },
});
