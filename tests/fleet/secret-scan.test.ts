import { describe, expect, it } from "vitest";
import { entropy } from "../../src/fleet/query/credentials.ts";
import { encryptionOf } from "../../src/fleet/query/encryption.ts";
import { secretsInText, type TextSyntax } from "../../src/fleet/query/secret-scan.ts";
import { sopsKeys } from "../../src/fleet/query/sops-keys.ts";

function names(text: string, syntax: TextSyntax = "configuration"): string[] {
  return secretsInText(text, syntax).map(({ name, text: secret, start }) => {
    expect(text.slice(start, start + secret.length)).toBe(secret);
    return name;
  });
}

describe("secrets in a text", () => {
  it.each([
    ["password = flour4everyone", ["password"]],
    ['"token": "k9Xw2-Qm4vT7"', ["token"]],
    ["db_password: 'stone-upon-stone'", ["db_password"]],
    ["postgres://grain:wheel-turns-9@db.example/grain", ["password in a URL"]],
    ["ALTER ROLE grain PASSWORD 'stone-upon-stone';", ["password of a database role"]],
    ["exec grain --api-token open-sesame-7", ["--api-token"]],
    ["Environment=GRAIN_TOKEN=open-sesame-7", ["GRAIN_TOKEN"]],
  ])("%s", (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it.each([
    "# password = flour4everyone",
    "password = $GRAIN_PASSWORD",
    "password = $" + "{config.password}",
    "password = @password@",
    "password = changeme",
    "password_file = /run/keys/grain",
    "token_url = https://grain.example/token",
    "password = $6$rounds=5000$salt$hash",
    "ALTER ROLE grain WITH PASSWORD :'role_password';",
    "auth sufficient pam_unix.so likeauth try_first_pass",
    "--password-file /run/keys/grain --token $TOKEN",
    "https://user:$PASSWORD@grain.example/",
    "passwordAuthentication: no",
    "token: 3600",
    "secret = <SOPS:0123:PLACEHOLDER>",
    "password = \ufffc",
  ])("nothing in %s", (text) => {
    expect(names(text)).toEqual([]);
  });

  it("takes only quoted words of a program", () => {
    expect(names("token = request.token\npassword = getpass()", "program")).toEqual([]);
    expect(names('token = "k9Xw2-Qm4vT7"', "program")).toEqual(["token"]);
  });

  it("takes assignments of a shell without blanks only", () => {
    expect(names("export API_TOKEN=open-sesame-7", "shell")).toEqual(["API_TOKEN"]);
    expect(names("echo token = open-sesame-7", "shell")).toEqual([]);
  });
});

describe("encryption of a file", () => {
  it.each([
    ["age-encryption.org/v1\n-> X25519 abc\n", "age"],
    ["-----BEGIN AGE ENCRYPTED FILE-----\n", "age"],
    ["-----BEGIN PGP MESSAGE-----\n", "pgp"],
    ["\0GITCRYPT\0", "git-crypt"],
    ["token: ENC[x]\nsops:\n    mac: ENC[x]\n", "sops"],
    ["TOKEN=ENC[x]\nsops_mac=ENC[x]\n", "sops"],
    ["token: abc\n", null],
    ["sops:\n  enabled: true\n", null],
  ])("%j", (text, expected) => {
    expect(encryptionOf("file", text)).toBe(expected);
  });
});

describe("keys of sops", () => {
  it("names nested keys of YAML, and leaves out the metadata", () => {
    const text =
      'grain:\n    token: ENC[a]\n    "old token": ENC[b]\npin: ENC[c]\nsops:\n    mac: x\n';
    expect([...(sopsKeys(text) ?? [])]).toEqual(["grain", "grain/token", "grain/old token", "pin"]);
  });

  it("reads JSON alike", () => {
    expect([...(sopsKeys('{"a": {"b": "ENC[x]"}, "sops": {"mac": "x"}}') ?? [])]).toEqual([
      "a",
      "a/b",
    ]);
  });

  it("says nothing of what it cannot read", () => {
    expect(sopsKeys("{ not json")).toBeNull();
    expect(sopsKeys("")).toBeNull();
  });
});

it("measures entropy in bits per character", () => {
  expect(entropy("aaaa")).toBe(0);
  expect(entropy("abcd")).toBe(2);
});
