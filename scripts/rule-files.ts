import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository, absolute, without a slash at the end. */
export const repository = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const folder = join(repository, "src/rules");

/** Ids of the rules by their files, sorted. */
export function ruleIds(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .filter((file) => /^export default define/m.test(readFileSync(join(folder, file), "utf8")))
    .map((file) => file.slice(0, -".ts".length))
    .sort();
}

/** `duplicate-address` → `duplicateAddress`. */
export function variableName(id: string): string {
  return id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The text of `src/rules/index.ts` for these rules. */
export function indexText(ids: readonly string[]): string {
  const imports = ["./define.ts", ...ids.map((id) => `./${id}.ts`)].sort().map((file) => {
    if (file === "./define.ts") return `import type { AnyRule } from "./define.ts";`;
    return `import ${variableName(file.slice(2, -3))} from "${file}";`;
  });
  return `${imports.join("\n")}

/** Every rule, sorted by id. Written by \`npm run docs\` from the files in this folder. */
export const rules: readonly AnyRule[] = [
${ids.map((id) => `  ${variableName(id)},`).join("\n")}
];
`;
}

/** Writes the index anew. */
export function writeIndex(): void {
  writeFileSync(join(folder, "index.ts"), indexText(ruleIds()));
}
