import { beforeAll, expect, it } from "vitest";
import { mayBeContributed, optionFact } from "../../src/catalog/index.ts";
import { useCatalogFiles } from "../../src/cli/catalog-files.ts";

beforeAll(useCatalogFiles);

/** Whether an option may be contributed to on a host that sets just these. */
function contributed(option: string, ...set: readonly string[]): boolean | undefined {
  const path = option.split(".");
  const fact = optionFact(path);
  return fact && mayBeContributed(fact, path, (gate) => set.includes(gate.join(".")));
}

it("asks the options that the definitions hang on", () => {
  expect(contributed("services.nginx.enable")).toBe(false);
  expect(contributed("services.nginx.enable", "services.roundcube.enable")).toBe(true);
  expect(contributed("services.nginx.enable", "services.openssh.enable")).toBe(false);
});

it("takes modules that were not read for ones that may contribute", () => {
  expect(contributed("services.postgresql.enable", "services.immich.enable")).toBe(true);
});

it("needs no option for what is always defined", () => {
  expect(contributed("environment.systemPackages")).toBe(true);
  expect(contributed("services.openssh.ports")).toBe(false);
});

it("asks for the same user, not for any", () => {
  expect(contributed("users.users.mary.home", "users.users.mary.isNormalUser")).toBe(true);
  expect(contributed("users.users.mary.home", "users.users.john.isNormalUser")).toBe(false);
});
