import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DiskIO } from "../../src/cli/disk-io.ts";
import { EvalError } from "../../src/evaluator/errors.ts";
import { localPathBehind, recordsOf, storeRoot } from "../../src/evaluator/store/records.ts";
import {
  type ContextString,
  type NixPath,
  PartialText,
  Unknown,
} from "../../src/evaluator/value.ts";
import { NO_NIX } from "./compare.ts";
import { evaluate, evaluatorFor, printed } from "./helpers.ts";
import { nixOutcomes } from "./oracle/nix.ts";
import { line } from "./oracle/ours.ts";

const FILES = {
  "/r/a.nix": "{ x = 1; }",
  "/r/d/default.nix": "2",
  "/r/text": "hello\n",
  "/r/link": "-> text",
  "/r/broken": "-> nowhere",
  "/r/crypt": "\0GITCRYPT\0secret",
  "/r/nul": "a\0b",
  "/r/scoped.nix": "y + 1",
};
const show = (text: string) => printed(text, { files: FILES, folder: "/r" });

describe("names", () => {
  it.each([
    ['baseNameOf "/a/b"', '"b"'],
    ['baseNameOf "/a/b/"', '"b"'],
    ['baseNameOf "/a/b//"', '""'],
    ['baseNameOf "a"', '"a"'],
    ['baseNameOf ""', '""'],
    ['baseNameOf "/"', '""'],
    ["baseNameOf ./d/x", '"x"'],
    ["baseNameOf /.", '""'],
    ['dirOf "/a/b"', '"/a"'],
    ['dirOf "/a"', '"/"'],
    ['dirOf "a"', '"."'],
    ['dirOf "a/b/"', '"a/b"'],
    ["dirOf ./d/x", "/r/d"],
    ["dirOf /a", "/"],
    ['builtins.toPath "/a/../b/./c/"', '"/b/c"'],
    ['builtins.toPath { outPath = "/x"; }', '"/x"'],
    ['builtins.placeholder "out"', '"/1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9"'],
  ])("%s", (text, expected) => {
    expect(show(text)).toBe(expected);
  });

  it.each(['builtins.toPath "a"', "dirOf 1", "baseNameOf { }"])("%s is an error", (text) => {
    expect(() => show(text)).toThrow(EvalError);
  });
});

describe("reading", () => {
  it.each([
    ["import ./a.nix", "{ x = 1; }"],
    ["import ./d", "2"],
    ['import "/r/d"', "2"],
    ["import { outPath = ./d; }", "2"],
    ["scopedImport { y = 2; } ./scoped.nix", "3"],
    ["builtins.readFile ./text", '"hello\\n"'],
    ["builtins.readFile ./link", '"hello\\n"'],
    ["builtins.readDir ./d", '{ "default.nix" = "regular"; }'],
    ["(builtins.readDir ./.).link", '"symlink"'],
    ["builtins.readFileType ./link", '"symlink"'],
    [
      'map builtins.pathExists [ ./text ./none ./broken ./d (./d + "/x") ]',
      "[ true false true true false ]",
    ],
    [
      'map builtins.pathExists [ "/r/d/" "/r/text/" "/r/link/." "/r/d/." ]',
      "[ true false false true ]",
    ],
    ['builtins.findFile [ { prefix = "n"; path = ./.; } ] "n/text"', "/r/text"],
    ['builtins.findFile [ { path = ./d; } { path = ./.; } ] "text"', "/r/text"],
    ['(builtins.tryEval (builtins.findFile [ ] "x")).success', "false"],
    [`import "\${./d}"`, "2"],
    [`builtins.readFile "\${./.}/text"`, '"hello\\n"'],
    ['builtins.readFile (builtins.path { path = ./.; name = "n"; } + "/text")', '"hello\\n"'],
    ['builtins.readFile (builtins.toFile "n" "inside")', '"inside"'],
  ])("%s", (text, expected) => {
    expect(show(text)).toBe(expected);
  });

  it.each([
    ["import ./none", "missing-path"],
    ["builtins.readFile ./none", "missing-path"],
    ["builtins.readDir ./none", "missing-path"],
    ["builtins.readFile ./nul", "other"],
    ["builtins.readFile ./d", "other"],
    ["builtins.readDir ./text", "other"],
    ['builtins.readFile "text"', "other"],
    ["builtins.readFile 1", "type"],
    ["builtins.readFile { }", "type"],
  ])("%s is an error", (text, kind) => {
    let found: unknown;
    try {
      show(text);
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(EvalError);
    expect((found as EvalError).kind).toBe(kind);
  });

  it.each([
    ["builtins.readFile ./crypt", "encrypted"],
    ['builtins.readFile "/nix/store/b1vy558z7lxph5mbg7n50b5njp393ia9-a/x"', "impure"],
    ['builtins.pathExists "/nix/store/b1vy558z7lxph5mbg7n50b5njp393ia9-a/x"', "impure"],
    ['import (derivation { name = "n"; system = "s"; builder = "b"; })', "impure"],
    [`builtins.readFile "\${derivation { name = "n"; system = "s"; builder = "b"; }}/x"`, "impure"],
    ['import (fetchTarball "https://example.org/x.tar.gz")', "impure"],
  ])("%s is unknown", (text, kind) => {
    const value = evaluate(text, { files: FILES, folder: "/r" });
    expect(value).toBeInstanceOf(Unknown);
    expect((value as Unknown).reason.kind).toBe(kind);
  });
});

describe("sources", () => {
  it("remember the local path behind a store path", () => {
    const ev = evaluatorFor({ files: FILES });
    const text = ev.evalText(`"\${./text}"`, "/r") as ContextString;
    expect(text.text).toMatch(/^\/nix\/store\/[0-9a-z]{32}-text$/);
    expect([...text.context.values()]).toEqual([{ kind: "path", path: text.text }]);
    expect(localPathBehind(ev, `${text.text}/x`)).toBe("/r/text/x");
  });

  it("have no known hash where git decides what belongs to them", () => {
    const files = { ...FILES, "/r/.git/HEAD": "x" };
    const value = evaluate(`"\${./.}"`, { files, folder: "/r" }) as PartialText;
    expect(value).toBeInstanceOf(PartialText);
    const hole = value.pieces[1] as Unknown;
    expect((hole.reason.subject as NixPath).path).toBe("/r");
    expect(evaluate(`builtins.readFile "\${./.}/text"`, { files, folder: "/r" })).toBe("hello\n");
    expect(evaluate(`baseNameOf "\${./.}/text"`, { files, folder: "/r" })).toMatchObject({
      text: "text",
    });
  });

  it("call the filter of builtins.path with path and type", () => {
    const filtered = (filter: string) =>
      show(
        `builtins.substring 44 20 "\${builtins.path { path = ./.; name = "n"; filter = ${filter}; }}"`,
      );
    expect(filtered('path: type: type == "directory"')).toBe('"n"');
    expect(() => filtered('path: type: throw "asked"')).toThrow("asked");
    expect(() => filtered("path: type: 1")).toThrow(EvalError);
    const unknown = evaluate(
      'builtins.path { path = ./.; name = "n"; filter = _: _: builtins.currentTime == 1; }',
      { files: FILES, folder: "/r" },
    );
    expect(unknown).toBeInstanceOf(PartialText);
  });

  it("follow a symlink that they are made of, as today's Nix does and 2.8 does not", () => {
    const path = (name: string) => show(`builtins.path { path = ./${name}; name = "n"; }`);
    expect(path("link")).toBe(path("text"));
  });

  it.each([
    "builtins.path { }",
    "builtins.path { path = ./.; odd = 1; }",
    "builtins.path { path = ./none; }",
    'builtins.path { path = ./text; name = "a b"; }',
    "builtins.filterSource 1 ./.",
    'builtins.storePath "/r/text"',
    'builtins.toFile "a" 1',
    `"\${./none}"`,
  ])("%s is an error", (text) => {
    expect(() => show(text)).toThrow(EvalError);
  });

  it("of fetchers are known where a hash fixes them", () => {
    const hash = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
    const ev = evaluatorFor();
    const value = ev.evalText(
      `fetchTarball { url = "https://example.org/x.tar.gz"; sha256 = "${hash}"; }`,
      "/",
    ) as ContextString;
    expect(value.text).toMatch(/-source$/);
    expect(recordsOf(ev).fetched.get(value.text)?.fetcher).toBe("fetchTarball");
  });

  it("of fetchers have a stand-in where nothing fixes them", () => {
    const seen: string[] = [];
    const ev = evaluatorFor({
      importElsewhere: (path) => {
        seen.push(path);
        return path.endsWith("/lib") ? "model" : undefined;
      },
    });
    const fetch = 'fetchTarball "https://example.org/x.tar.gz"';
    expect(ev.evalText(`import (${fetch} + "/lib")`, "/")).toBe("model");
    expect(ev.evalText(`import "\${${fetch}}/lib"`, "/")).toBe("model");
    const [path] = seen as [string];
    expect(seen).toEqual([path, path]);
    const source = recordsOf(ev).fetched.get(storeRoot(path));
    expect(source?.arguments.get("url")).toBe("https://example.org/x.tar.gz");
    const other = ev.evalText(`import "\${${fetch}}/other.nix"`, "/") as Unknown;
    expect(other.reason.text).toBe("fetchTarball of 'https://example.org/x.tar.gz' is not fetched");
  });

  it("of fetchGit know their version", () => {
    const rev = "0123456789abcdef0123456789abcdef01234567";
    const git = `(fetchGit { url = "https://x.org/r"; rev = "${rev}"; })`;
    expect(show(`[ ${git}.rev ${git}.shortRev (${git} ? outPath) ]`)).toBe(
      `[ "${rev}" "0123456" true ]`,
    );
    expect(evaluate(`${git}.lastModified`)).toBeInstanceOf(Unknown);
    expect(show('builtins.readFile (fetchGit ./. + "/text")')).toBe('"hello\\n"');
  });

  it.each([
    "fetchTarball { }",
    "fetchTarball { url = 1; }",
    'fetchTarball { url = "u"; odd = 1; }',
    'builtins.fetchurl { url = "https://x/y"; sha256 = "abc"; }',
    'builtins.fetchurl "https://x/a b"',
    "builtins.fetchTree { }",
    'builtins.fetchTree { type = "git"; url = 1.5; }',
    'fetchGit { rev = "x"; }',
    'builtins.flakeRefToString { type = "github"; }',
    'builtins.parseFlakeRef "./x"',
  ])("%s is an error", (text) => {
    expect(() => show(text)).toThrow(EvalError);
  });
});

describe("flake references", () => {
  it.each([
    [
      "nixpkgs/branch",
      'id = "nixpkgs"; ref = "branch"; type = "indirect";',
      "flake:nixpkgs/branch",
    ],
    [
      "github:NixOS/nixpkgs/23.05?dir=lib",
      'dir = "lib"; owner = "NixOS"; ref = "23.05"; repo = "nixpkgs"; type = "github";',
    ],
    [
      "git+https://x.org/r?ref=b&submodules=1",
      'ref = "b"; submodules = true; type = "git"; url = "https://x.org/r";',
    ],
    ["git+ssh://git@x.org/r", 'type = "git"; url = "ssh://git@x.org/r";'],
    ["path:/a/b?revCount=3", 'path = "/a/b"; revCount = 3; type = "path";'],
    ["/a/b", 'path = "/a/b"; type = "path";', "path:/a/b"],
    ["https://x.org/a.tar.gz", 'type = "tarball"; url = "https://x.org/a.tar.gz";'],
    ["sourcehut:~u/r", 'owner = "~u"; repo = "r"; type = "sourcehut";'],
    [
      "hg+https://x.org/r?rev=0123456789012345678901234567890123456789",
      'rev = "0123456789012345678901234567890123456789"; type = "hg"; url = "https://x.org/r";',
    ],
  ])("%s", (reference, attributes, canonical = reference) => {
    const parsed = `builtins.parseFlakeRef "${reference}"`;
    expect(show(parsed)).toBe(`{ ${attributes} }`);
    expect(show(`builtins.flakeRefToString (${parsed})`)).toBe(`"${canonical}"`);
  });
});

describe.skipIf(NO_NIX !== null)(`against real nix${NO_NIX ?? ""}`, () => {
  let root = "";
  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "paths-")));
    mkdirSync(join(root, "tree/sub/empty"), { recursive: true });
    writeFileSync(join(root, "tree/a"), "content");
    writeFileSync(join(root, "tree/sub/é"), "12345678");
    writeFileSync(join(root, "tree/run"), "#!/bin/sh\n");
    chmodSync(join(root, "tree/run"), 0o755);
    symlinkSync("../a", join(root, "tree/sub/link"));
    writeFileSync(join(root, "bytes"), Buffer.from([0xff, 0x41, 0xc3, 0xa9, 0xc3]));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it("gives the same store paths, and reads the same", () => {
    const expressions = [
      "./tree",
      "./tree/a",
      "./tree/run",
      "./tree/sub/link",
      "./tree/sub/empty",
      "./bytes",
    ].flatMap((path) => [
      `"\${${path.replace(".", root)}}"`,
      `toString ${path.replace(".", root)}`,
    ]);
    const tree = `${root}/tree`;
    expressions.push(
      `builtins.path { path = ${tree}; name = "x"; }`,
      `builtins.path { path = ${tree}; filter = p: t: t != "symlink" && baseNameOf p != "a"; }`,
      `builtins.path { path = ${tree}/a; recursive = false; }`,
      `builtins.filterSource (p: t: t == "directory") ${tree}`,
      `builtins.hashFile "sha256" ${root}/bytes`,
      `builtins.stringLength (builtins.readFile ${root}/bytes)`,
      `builtins.hashString "md5" (builtins.readFile ${root}/bytes)`,
      `builtins.readDir ${tree}`,
      `builtins.readDir ${tree}/sub`,
      `map builtins.pathExists [ ${tree}/sub/link "${tree}/a/" "${tree}/sub/" ${tree}/x ]`,
      `(derivation { name = "n"; system = "s"; builder = ${tree}/run; src = ${tree}; }).outPath`,
      `builtins.toJSON { a = ${tree}/a; }`,
      `builtins.findFile [ { prefix = ""; path = "${tree}"; } ] "sub/link"`,
    );
    const nix = nixOutcomes(expressions).map(line);
    const ours = expressions.map((expression) => {
      try {
        return printed(expression, { io: new DiskIO({ root }) });
      } catch (error) {
        if (error instanceof EvalError) return "error";
        throw error;
      }
    });
    expect(ours).toEqual(nix);
  });
});
