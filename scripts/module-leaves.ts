/** The values as JSON text, "«throw»" for those that throw. */
export const LEAVES = `
e: with builtins; let
  leaf = depth: value: let tried = tryEval value; v = tried.value; in
    if !tried.success then "«throw»"
    else if depth > 8 then "…"
    else if isAttrs v then mapAttrs (_: leaf (depth + 1)) v
    else if isList v then map (leaf (depth + 1)) v
    else if isFunction v then "«function»"
    else if isPath v then toString v
    else v;
in toJSON (leaf 0 e.config)`;
