import type { Span } from "../../core/span.ts";
import { definitionsOf, isOwn, spanOfAttribute } from "../definitions.ts";
import type { Host } from "../fleet.ts";
import { attribute, elements, readValue, textOf } from "../read.ts";

/** An assertion, or a warning, of the repository's own that does not hold. */
export interface FailedAssertion {
  readonly host: Host;
  readonly at: Span;
  /** Null where it is not wholly known. */
  readonly message: string | null;
}

/** The repository's `assertions` that are surely false for a host. */
export function failedAssertions(host: Host): FailedAssertion[] {
  const found: FailedAssertion[] = [];
  for (const definition of definitionsOf(host, ["assertions"])) {
    if (!isOwn(definition) || !definition.wins || definition.condition !== "true") continue;
    for (const element of elements(readValue(definition.value))) {
      if (attribute(element, "assertion") !== false) continue;
      const at = spanOfAttribute(element, "assertion") ?? definition.span;
      if (at === null) continue;
      const message = textOf(attribute(element, "message")) ?? null;
      found.push({ host, at, message });
    }
  }
  return found;
}
