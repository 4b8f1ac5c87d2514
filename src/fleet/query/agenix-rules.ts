import type { Span } from "../../core/span.ts";
import { Attrs } from "../../evaluator/value.ts";
import type { Fleet } from "../fleet.ts";
import { elements, isClosedList, ownAttribute, readValue, textOf } from "../read.ts";
import { visit } from "./literals.ts";

/** An entry of agenix' `secrets.nix`. */
export interface AgenixRule {
  /** The encrypted file, relative to the root. */
  readonly file: string;
  readonly at: Span | null;
  /** Public keys, comments taken off. */
  readonly publicKeys: readonly string[];
}

const known = new WeakMap<Fleet, readonly AgenixRule[]>();

/** Entries of every `secrets.nix` whose public keys are wholly known. */
export function agenixRules(fleet: Fleet): readonly AgenixRule[] {
  let rules = known.get(fleet);
  if (rules === undefined) {
    rules = fleet.files
      .filter(
        ({ path, source }) =>
          /(?:^|\/)secrets\.nix$/.test(path) && source.text.includes("publicKeys"),
      )
      .flatMap(({ path }) => rulesOf(fleet, path));
    known.set(fleet, rules);
  }
  return rules;
}

function rulesOf(fleet: Fleet, path: string): AgenixRule[] {
  const set = readValue(() => fleet.evaluator.importPath(`${fleet.root}/${path}`));
  if (!(set instanceof Attrs)) return [];
  const folder = path.replace(/[^/]*$/, "");
  const rules: AgenixRule[] = [];
  for (const name of set.names()) {
    const entry = readValue(set.map.get(name) ?? null);
    const list = ownAttribute(entry, "publicKeys");
    if (list === undefined || !isClosedList(list)) continue;
    const keys = elements(list).map((key) => textOf(key));
    if (keys.some((key) => key === undefined)) continue;
    rules.push({
      file: `${folder}${name.replace(/^\.\//, "")}`,
      at: set.position(name) ?? null,
      publicKeys: keys.map((key) => withoutComment(key ?? "")),
    });
  }
  return rules;
}

/** `ssh-ed25519 AAAA…` of a public key with a comment; keys of age as they are. */
export function withoutComment(key: string): string {
  return key.trim().split(/\s+/).slice(0, 2).join(" ");
}

/** Public keys by the name that a Nix file binds them to (`mill = "ssh-ed25519 …";`), where only one has the name. */
export function namedKeys(fleet: Fleet): ReadonlyMap<string, string> {
  const keys = new Map<string, string | null>();
  for (const file of fleet.files) {
    if (!/ssh-(?:ed25519|rsa) AAAA|age1/.test(file.source.text)) continue;
    visit(file.parsed.root, (expr) => {
      if (expr.kind !== "let" && expr.kind !== "attrset") return;
      for (const binding of expr.bindings) {
        if (binding.kind !== "attr" || binding.value.kind !== "string") continue;
        const name = binding.path.at(-1);
        const [text, ...more] = binding.value.parts;
        if (name?.kind !== "static-name" || typeof text !== "string" || more.length > 0) continue;
        if (!/^(?:ssh-(?:ed25519|rsa) AAAA|age1)\S+/.test(text)) continue;
        const key = withoutComment(text);
        const before = keys.get(name.name);
        keys.set(name.name, before === undefined || before === key ? key : null);
      }
    });
  }
  return new Map([...keys].flatMap(([name, key]) => (key === null ? [] : [[name, key] as const])));
}
