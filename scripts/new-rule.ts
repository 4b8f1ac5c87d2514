/** `npm run new-rule <id> [scope]`: a rule, its place in the index, and two fixtures to begin with. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repository, ruleIds, writeIndex } from "./rule-files.ts";

const ON_FLEET = `*find(fleet) {
    for (const { name, span } of fleet.hosts) {
      if (span !== null) yield { what: name, at: span };
    }
  },`;

/** How a rule of each scope begins: it finds everything there is. */
const SCOPES: Readonly<Record<string, { define: string; find: string }>> = {
  fleet: { define: "defineFleetRule", find: ON_FLEET },
  host: {
    define: "defineHostRule",
    find: `*find({ host }) {
    if (host.span !== null) yield { what: host.name, at: host.span };
  },`,
  },
  file: {
    define: "defineFileRule",
    find: `*find({ path, source, parsed }) {
    const { start, end } = parsed.root;
    yield { what: path, at: { file: source, start, end } };
  },`,
  },
  flake: { define: "defineRepositoryRule", find: ON_FLEET },
  repo: { define: "defineRepositoryRule", find: ON_FLEET },
};

function fail(message: string): never {
  console.error(`new-rule: ${message}`);
  process.exit(2);
}

function version(): string {
  return JSON.parse(readFileSync(join(repository, "package.json"), "utf8")).version;
}

/** The source of a rule that reports everything. */
function ruleText(id: string, scope: string): string {
  const { define, find } = SCOPES[scope] ?? fail(`'${scope}' is no scope`);
  return `import type { Span } from "../core/span.ts";
import { ${define} } from "./define.ts";

interface Fact {
  readonly what: string;
  readonly at: Span;
}

export default ${define}<Fact>({
  id: "${id}",
  scope: "${scope}",
  severity: "warning",
  since: "${version()}",
  precision: "high",
  tags: [],
  summary: "One sentence: what the rule finds.",
  docs: {
    why: "Two or three sentences: what goes wrong, and for whom.",
    remedy: "What to do about it.",
    whenToAllow: "When it is right to allow it.",
    blindSpots: "What it cannot see.",
  },
  ${find}
  say({ what, at }) {
    return { at, message: \`'\${what}' is wrong in this way.\`, key: what };
  },
});
`;
}

function write(path: string, text: string): void {
  const whole = join(repository, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  console.log(path);
}

const [id, scope = "file"] = process.argv.slice(2);
if (id === undefined) fail("which one? npm run new-rule <id> [fleet|host|file|flake|repo]");
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) fail(`'${id}' is not in kebab-case`);
if (!Object.hasOwn(SCOPES, scope))
  fail(`'${scope}' is no scope: ${Object.keys(SCOPES).join(", ")}`);
if (ruleIds().includes(id) || existsSync(join(repository, `src/rules/${id}.ts`))) {
  fail(`there is a rule '${id}'`);
}

write(`src/rules/${id}.ts`, ruleText(id, scope));
write(`fixtures/rules/${id}/fires-example/default.nix`, `{ }: { } # expect: ${id}\n`);
write(`fixtures/rules/${id}/silent-example/default.nix`, "{ }: { }\n");
writeIndex();
console.log(`
Next: write the fixtures, then 'find' and 'say'; UPDATE=1 npx vitest run tests/rules.test.ts; npm run docs.`);
