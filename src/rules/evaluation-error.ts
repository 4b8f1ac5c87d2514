import { shownName } from "../fleet/query/option-paths.ts";
import { type ProvenError, provenErrors } from "../fleet/query/proven-errors.ts";
import { defineFleetRule } from "./define.ts";

/** As many steps of the trace as are shown. */
const SHOWN_STEPS = 6;
const MAX_MESSAGE = 240;

export default defineFleetRule<ProvenError>({
  id: "evaluation-error",
  scope: "fleet",
  severity: "error",
  since: "0.1.0",
  precision: "high",
  tags: ["evaluation"],
  summary: "Something that a host needs cannot be evaluated.",
  docs: {
    why: "Nix stops at the same place as soon as it needs the value, so the host can be neither built nor deployed.",
    remedy: "Correct the expression; the trace says what needed it.",
    whenToAllow:
      "For values that nothing ever asks for: nixlint looks at all that the repository defines.",
    blindSpots:
      "Only errors that do not depend on values which nixlint cannot know: a `throw`, a call without an argument, an attribute that a set in the same file has not, a recursion without end.",
  },
  *find(fleet) {
    yield* provenErrors(fleet);
  },
  say({ error, at, option, hosts }) {
    const [host = ""] = hosts;
    const more = hosts.length === 1 ? "" : ` (and of ${hosts.length - 1} more)`;
    const what =
      option === null || option.length === 0
        ? `Host '${host}'${hosts.length === 1 ? "" : ` (and ${hosts.length - 1} more)`}`
        : `'${option.map(shownName).join(".")}' of '${host}'${more}`;
    const text = error.message.trim().replace(/\s+/g, " ");
    const shown = text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;
    return {
      at,
      message: `${what} cannot be evaluated: ${shown.replace(/\.$/, "")}.`,
      steps: error.frames.slice(0, SHOWN_STEPS).flatMap(({ what: step, span }) => {
        return span === null ? [] : [{ at: span, message: step }];
      }),
      hosts,
      key: shown,
    };
  },
});
