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
import { encodeUtf8 } from "../../src/evaluator/utf8.ts";

let scratch = "";
let root = "";

beforeAll(() => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), "nixlint-disk-")));
  root = join(scratch, "repo");
  mkdirSync(join(root, "sub"), { recursive: true });
  mkdirSync(join(scratch, "outside"));
  writeFileSync(join(scratch, "outside/secret"), "secret");
  writeFileSync(join(root, "a.nix"), "1");
  writeFileSync(join(root, "sub/b.nix"), "2");
  writeFileSync(join(root, "bytes"), Uint8Array.of(0x61, 0xff, 0xc3, 0xa9, 0xe2, 0x82));
  writeFileSync(join(root, "run"), "");
  chmodSync(join(root, "run"), 0o755);
  symlinkSync("sub/b.nix", join(root, "inner"));
  symlinkSync("../outside/secret", join(root, "escape"));
  symlinkSync(join(scratch, "outside"), join(root, "escape-folder"));
  symlinkSync("/etc/passwd", join(root, "passwd"));
  symlinkSync("../repo/a.nix", join(root, "around"));
  symlinkSync("nowhere", join(root, "broken"));
  symlinkSync("loop", join(root, "loop"));
  symlinkSync(root, join(scratch, "alias"));
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function failure(result: { ok: boolean; failure?: string }): string | undefined {
  return result.ok ? "none" : result.failure;
}

describe("DiskIO", () => {
  it("reads what is under the root", () => {
    const io = new DiskIO({ root });
    expect(io.readText(join(root, "a.nix"))).toEqual({ ok: true, value: "1" });
    expect(io.readText(join(root, "inner"))).toEqual({ ok: true, value: "2" });
    expect(io.realPath(join(root, "inner"))).toEqual({ ok: true, value: join(root, "sub/b.nix") });
    expect(io.fileType(join(root, "inner"))).toEqual({ ok: true, value: "symlink" });
    expect(io.readLink(join(root, "inner"))).toEqual({ ok: true, value: "sub/b.nix" });
    expect(io.isExecutable(join(root, "run"))).toBe(true);
    expect(io.isExecutable(join(root, "a.nix"))).toBe(false);
  });

  it("lists a folder with the types of its entries", () => {
    const entries = new DiskIO({ root }).readDir(root);
    expect(entries.ok && entries.value.get("sub")).toBe("directory");
    expect(entries.ok && entries.value.get("inner")).toBe("symlink");
    expect(entries.ok && entries.value.get("a.nix")).toBe("regular");
  });

  it("denies what is outside, wherever symlinks lead", () => {
    const io = new DiskIO({ root });
    for (const path of [
      "/etc/passwd",
      join(scratch, "outside/secret"),
      join(root, "escape"),
      join(root, "escape-folder/secret"),
      join(root, "passwd"),
      scratch,
      `${root}-other/a`,
    ]) {
      expect([path, failure(io.readText(path))]).toEqual([path, "denied"]);
      expect([path, failure(io.exists(path))]).toEqual([path, "denied"]);
    }
    expect(failure(io.readDir(join(root, "escape-folder")))).toBe("denied");
    expect(failure(io.readText(join(root, "around")))).toBe("none");
  });

  it("reads what was granted too", () => {
    const io = new DiskIO({ root, granted: [join(scratch, "outside")] });
    expect(io.readText(join(root, "escape"))).toEqual({ ok: true, value: "secret" });
    expect(io.readText(join(root, "escape-folder/secret"))).toEqual({ ok: true, value: "secret" });
    expect(failure(io.readText("/etc/passwd"))).toBe("denied");
  });

  it("works when the root is reached through a symlink", () => {
    const alias = join(scratch, "alias");
    const io = new DiskIO({ root: alias });
    expect(io.readText(join(alias, "inner"))).toEqual({ ok: true, value: "2" });
    expect(io.realPath(join(alias, "a.nix"))).toEqual({ ok: true, value: join(root, "a.nix") });
  });

  it("tells missing files from those that cannot be read", () => {
    const io = new DiskIO({ root, maxFileSize: 3 });
    expect(failure(io.readText(join(root, "nope")))).toBe("missing");
    expect(failure(io.readText(join(root, "a.nix/nope")))).toBe("missing");
    expect(failure(io.readText(join(root, "broken")))).toBe("missing");
    expect(io.exists(join(root, "broken"))).toEqual({ ok: true, value: false });
    expect(failure(io.readText(join(root, "loop")))).toBe("failed");
    expect(failure(io.readText(join(root, "sub")))).toBe("failed");
    expect(failure(io.readDir(join(root, "a.nix")))).toBe("failed");
    expect(failure(io.readText(join(root, "bytes")))).toBe("failed");
    expect(failure(io.readText(`${root}/a\0b`))).toBe("missing");
  });

  it("loses no byte of text that is not UTF-8", () => {
    const text = new DiskIO({ root }).readText(join(root, "bytes"));
    expect(text).toEqual({ ok: true, value: "a\udcffé\udce2\udc82" });
    expect([...encodeUtf8("a\udcffé\udce2\udc82")]).toEqual([0x61, 0xff, 0xc3, 0xa9, 0xe2, 0x82]);
  });
});
