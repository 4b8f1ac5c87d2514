import { describe, expect, it } from "vitest";
import { deepForce } from "../../src/evaluator/deep.ts";
import { createLib } from "../../src/evaluator/lib/index.ts";
import { print } from "../../src/evaluator/print.ts";
import { Attrs } from "../../src/evaluator/value.ts";
import { moduleLib } from "../../src/modules/lib.ts";
import { evaluatorFor } from "../evaluator/helpers.ts";

function run(text: string): string {
  const ev = evaluatorFor({});
  const lib = createLib(ev, moduleLib(ev));
  const fn = ev.evalText(`lib: ${text}`, "/");
  const value = ev.call(fn, lib);
  deepForce(value);
  return print(value);
}

describe("evalModules", () => {
  it("merges", () => {
    expect(
      run(`(lib.evalModules { modules = [
        { options.a = lib.mkOption { type = lib.types.listOf lib.types.int; default = [ ]; };
          options.b.c = lib.mkOption { type = lib.types.str; default = "x"; }; }
        ({ config, ... }: { a = [ 1 ]; b.c = lib.mkIf (config.a != [ ]) "y"; })
        { a = lib.mkBefore [ 2 ]; }
      ]; }).config`),
    ).toBe('{ a = [ 2 1 ]; b = { c = "y"; }; }');
  });
});
void Attrs;
