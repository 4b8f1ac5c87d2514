import type { RuleMeta } from "../core/rule-meta.ts";
import type { AnyRule } from "../rules/define.ts";

/** The part of a rule that is data, and can leave a worker. */
export function metaOf(rule: AnyRule): RuleMeta {
  const { id, scope, severity, since, summary, precision, securitySeverity, tags, docs } = rule;
  return {
    ...{ id, scope, severity, since, summary, precision, tags, docs },
    ...(securitySeverity !== undefined && { securitySeverity }),
  };
}
