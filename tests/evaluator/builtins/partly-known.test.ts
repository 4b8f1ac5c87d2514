import { describe, expect, it } from "vitest";
import { printed } from "../helpers.ts";

/**
 * What the builtins make of values that are only partly known. In the expressions `u` is unknown, `xs` is a list that
 * begins with 1, 2 and goes on, `s` is a set with `a = 1`, `b = 2` and perhaps other attributes, `c` is 1 or 2.
 */
function show(expression: string): string {
  const text = `
    let
      u = builtins.currentTime;
      xs = [ 1 2 ] ++ u;
      s = u // { a = 1; b = 2; };
      c = if u then 1 else 2;
    in ${expression}`;
  return printed(text).replaceAll(/«unknown: [^»]*»/g, "?");
}

function cases(table: Readonly<Record<string, string>>): void {
  for (const [expression, expected] of Object.entries(table)) {
    it(`${expression} is ${expected}`, () => expect(show(expression)).toBe(expected));
  }
}

describe("builtins on lists of which more may follow", () => {
  cases({
    "map (x: x + 1) xs": "[ 2 3 «…» ]",
    "map (x: x) u": "[ «…» ]",
    "map u [ 1 2 ]": "[ ? ? ]",
    "builtins.length (map u [ 1 2 ])": "2",
    "builtins.length xs": "?",
    "builtins.head xs": "1",
    "builtins.head (builtins.tail xs)": "2",
    "builtins.head (builtins.tail (builtins.tail xs))": "?",
    "builtins.elemAt xs 1": "2",
    "builtins.elemAt xs 2": "?",
    "builtins.elemAt (u ++ [ 1 ]) 0": "?",
    "builtins.elem 2 xs": "true",
    "builtins.elem 3 xs": "?",
    "builtins.elem 2 (u ++ [ 2 ])": "true",
    "builtins.elem 3 [ u 3 ]": "true",
    "builtins.elem 3 [ u 4 ]": "?",
    "builtins.any (x: x > 1) xs": "true",
    "builtins.any (x: x > 2) xs": "?",
    "builtins.all (x: x < 2) xs": "false",
    "builtins.all (x: x < 3) xs": "?",
    'builtins.any (x: if x == 1 then u else throw "x") [ 1 2 ]': "?",
    "builtins.filter (x: x > 1) xs": "[ 2 «…» ]",
    "builtins.filter (x: if x == 2 then u else true) [ 1 2 3 ]": "[ 1 3 «…» ]",
    "builtins.head (builtins.filter (x: if x == 1 then u else true) [ 1 2 3 ])": "?",
    "builtins.concatLists [ [ 1 ] u [ 2 ] ]": "[ 1 2 «…» ]",
    "builtins.concatMap (x: [ x x ]) xs": "[ 1 1 2 2 «…» ]",
    "builtins.foldl' (a: b: a + b) 0 xs": "?",
    "builtins.foldl' (a: b: a + b) 0 [ 1 u ]": "?",
    "builtins.foldl' (a: b: b) 0 [ u 1 ]": "1",
    "builtins.sort (a: b: a > b) xs": "[ 2 1 «…» ]",
    "builtins.head (builtins.sort (a: b: a > b) xs)": "?",
    "builtins.sort (a: b: u) [ 1 2 ]": "[ «…» ]",
    "builtins.partition (x: x > 1) xs": "{ right = [ 2 «…» ]; wrong = [ 1 «…» ]; }",
    'builtins.groupBy (x: if x > 1 then "b" else "a") xs': "{ a = [ 1 «…» ]; b = [ 2 «…» ]; «…» }",
    "builtins.genList (x: x) u": "[ «…» ]",
    "builtins.isList (builtins.genList (x: x) u)": "true",
    "builtins.genericClosure { startSet = [ { key = 1; } ] ++ u; operator = x: [ ]; }":
      "[ { key = 1; } «…» ]",
    'builtins.concatStringsSep "," (map toString xs)': '"1,2?"',
  });
});

describe("builtins on sets that may have more attributes", () => {
  cases({
    "builtins.attrNames s": '[ "a" "b" «…» ]',
    "builtins.head (builtins.attrNames s)": "?",
    "builtins.attrValues s": "[ 1 2 «…» ]",
    'builtins.hasAttr "a" s': "true",
    'builtins.hasAttr "z" s': "?",
    'builtins.getAttr "z" s': "?",
    "builtins.getAttr u s": "?",
    "builtins.mapAttrs (n: v: v + 1) s": "{ a = 2; b = 3; «…» }",
    "(builtins.mapAttrs (n: v: v + 1) s).z": "?",
    "builtins.isAttrs (builtins.mapAttrs (n: v: v) u)": "true",
    'removeAttrs s [ "a" ]': "{ b = 2; «…» }",
    "removeAttrs s [ u ]": "{ «…» }",
    "removeAttrs { a = 1; } [ u ]": "{ «…» }",
    "builtins.intersectAttrs { a = 0; } s": "{ a = 1; }",
    "builtins.intersectAttrs { a = 0; z = 0; } s": "{ a = 1; «…» }",
    "builtins.intersectAttrs s { a = 5; z = 6; }": "{ a = 5; «…» }",
    'builtins.listToAttrs [ { name = "x"; value = 1; } { name = u; value = 2; } ]':
      "{ x = 1; «…» }",
    'builtins.listToAttrs [ { name = u; value = 2; } { name = "x"; value = 1; } ]':
      "{ x = «1 or ?»; «…» }",
    "builtins.listToAttrs (map (n: { name = toString n; value = n; }) xs)":
      '{ "1" = 1; "2" = 2; «…» }',
    'builtins.catAttrs "a" [ { a = 1; } s { a = 3; } ]': "[ 1 1 3 ]",
    'builtins.catAttrs "z" [ { z = 1; } s { z = 3; } ]': "[ 1 3 «…» ]",
    "builtins.zipAttrsWith (n: vs: vs) [ { z = 1; } s { z = 2; a = 3; } ]":
      "{ a = [ 1 3 «…» ]; b = [ 2 «…» ]; z = [ 1 2 «…» ]; «…» }",
    "builtins.functionArgs u": "?",
    'builtins.unsafeGetAttrPos "z" s': "?",
  });
});

describe("other builtins on what is not known", () => {
  cases({
    "builtins.add 1 u": "?",
    "builtins.add 1 c": "«2 or 3»",
    "builtins.lessThan u 1": "?",
    "builtins.typeOf u": "?",
    "builtins.typeOf c": '"int"',
    'builtins.isString "${u}"': "true",
    'builtins.isInt (if u then 1 else "a")': "«true or false»",
    "builtins.seq u 1": "1",
    "builtins.deepSeq [ u { a = u; } ] 1": "1",
    "builtins.tryEval u": "{ success = ?; value = ?; }",
    '(builtins.tryEval (if u then throw "x" else 1)).success': "«false or true»",
    "builtins.map (x: x) (if u then [ 1 ] else [ 2 3 ])": "«[ 1 ] or [ 2 3 ]»",
    "builtins.length (if u then [ 1 ] else [ 2 3 ])": "«1 or 2»",
    'builtins.getAttr "a" (if u then { a = 1; } else { a = 2; })': "«1 or 2»",
    "builtins.ceil u": "?",
    "toString u": '"?"',
    '"${u}:9100"': '"?:9100"',
  });

  it("throws what is surely thrown, whatever its message is", () => {
    expect(() => show('throw ("a " + u)')).toThrow(/^a «unknown: .*»$/);
  });
});
