import { type SecretOption, secretOptions } from "../../catalog/secrets.ts";
import type { Certainty } from "../../core/finding.ts";
import type { Span } from "../../core/span.ts";
import { isDerivation } from "../../evaluator/equality.ts";
import { Attrs, Choice, type Value } from "../../evaluator/value.ts";
import { certaintyOf, placeOf, placeOfElement } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { attributes, elements, readValue, textOf } from "../read.ts";
import { definitionLeaves, failedDefinitions } from "./definition-leaves.ts";
import { bindingOf, literalsOf, occurrencesOf } from "./literals.ts";
import { type OptionMatch, optionMatches, shownName, splitPattern } from "./option-paths.ts";
import { carriedSecrets } from "./secret-carriers.ts";
import { isSecretName, kindOfSecretText } from "./secret-text.ts";

/** A secret that a host's configuration spells out. The text itself is not part of it. */
export interface PlaintextSecret {
  readonly host: Host;
  /** `users.users.mary.password`. */
  readonly option: string;
  /** What to use instead; null where nothing is known. */
  readonly safe: string | null;
  /** What it is called inside of the option's value: `password`, `--auth-key`; null where it is the value. */
  readonly name: string | null;
  /** The file that carries it into the store; null where the option itself does. */
  readonly file: string | null;
  /** Characters of the secret. */
  readonly length: number;
  readonly at: Span;
  /** Other places where the same text is written. */
  readonly writtenAt: readonly Span[];
  /** The definition by which it reaches the store, where that is elsewhere. */
  readonly definedAt: Span | null;
  readonly certainty: Certainty;
}

/** Secrets of a host that end in the world-readable store, by the catalogue's options and by names of variables. */
export function plaintextSecrets(host: Host, fleet: Fleet): readonly PlaintextSecret[] {
  let secrets = known.get(host);
  if (secrets === undefined) {
    secrets = find(host, fleet);
    known.set(host, secrets);
  }
  return secrets;
}

const known = new WeakMap<Host, readonly PlaintextSecret[]>();

function find(host: Host, fleet: Fleet): PlaintextSecret[] {
  const found: PlaintextSecret[] = [];
  const seen = new Set<string>();
  const texts = new Set<string>();
  const sets = definedSets(host);
  for (const fact of secretOptions()) {
    const pattern = splitPattern(fact.option);
    if (!sets.has(pattern.slice(0, 2).join("."))) continue;
    for (const match of optionMatches(host, pattern)) {
      for (const { text, shown, certain } of secretsIn(fact, match)) {
        if (seen.has(shown)) continue;
        seen.add(shown);
        const at = placeOfSecret(host, match.option, text);
        if (at === null) continue;
        const place = bindingOf(fleet, at);
        found.push({
          host,
          option: shown,
          name: null,
          file: null,
          safe: fact.safe,
          length: text.length,
          at: place,
          writtenAt: writtenElsewhere(fleet, text, place),
          definedAt: null,
          certainty: certain ? certaintyOf(host, match.option) : "possible",
        });
        texts.add(text);
      }
    }
  }
  found.push(...carried(host, fleet, texts));
  return found;
}

/** The sets of options that a host defines anything in: `services.grafana`. Far cheaper to ask than each option. */
function definedSets(host: Host): ReadonlySet<string> {
  const sets = new Set<string>();
  for (const { path } of [...definitionLeaves(host), ...failedDefinitions(host)]) {
    sets.add(path.slice(0, 2).join("."));
  }
  return sets;
}

/** Secrets in texts, commands and files, each once; without those that were found by their option. */
function carried(host: Host, fleet: Fleet, told: Set<string>): PlaintextSecret[] {
  const found: PlaintextSecret[] = [];
  for (const { leaf, name, text, file } of carriedSecrets(host, fleet)) {
    if (told.has(text) || leaf.span === null) continue;
    told.add(text);
    const written = writtenInside(fleet, text);
    const near = written.find((span) => span.file === leaf.span?.file) ?? written[0];
    const at = near ?? bindingOf(fleet, leaf.span);
    found.push({
      host,
      option: leaf.path.map(shownName).join("."),
      name,
      file,
      safe: null,
      length: text.length,
      at,
      writtenAt: written.filter((span) => span !== near),
      definedAt: near === undefined || within(near, bindingOf(fleet, leaf.span)) ? null : leaf.span,
      certainty: leaf.certain ? "proven" : "possible",
    });
  }
  return found;
}

/** Places inside of Nix strings where a text is written; of a text of several lines, its first telling one. */
function writtenInside(fleet: Fleet, text: string): Span[] {
  const line = text.includes("\n") ? (text.trim().split("\n")[1] ?? "").trim() : text;
  return line.length < MIN_LENGTH ? [] : occurrencesOf(fleet, line);
}

/** Texts that are too short to be told from others are not looked for. */
const MIN_LENGTH = 6;

function writtenElsewhere(fleet: Fleet, text: string, place: Span): Span[] {
  if (text.length < MIN_LENGTH) return [];
  return literalsOf(fleet, text).filter((span) => !within(span, place));
}

function within(inner: Span, outer: Span): boolean {
  return inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end;
}

interface Candidate {
  readonly text: string;
  readonly shown: string;
  readonly certain: boolean;
}

/** The secrets that a matched value holds, by the kind of option it is. */
function secretsIn(fact: SecretOption, match: OptionMatch): Candidate[] {
  // Where any name may stand, the name says whether its value is a secret.
  if (fact.option.endsWith(".<name>") && !/basicAuth|secureJsonData/.test(fact.option)) {
    return environment(match);
  }
  switch (fact.kind) {
    case "plain-string":
      return knownTexts(match.value)
        .filter(({ text }) => isSecret(text, fact))
        .map(({ text, certain }) => ({ text, certain, shown: match.shown }));
    case "environment":
      return environment(match);
    default:
      return [];
  }
}

/** Only text that is itself the secret counts; hashes have a rule of their own. */
function isSecret(text: string, fact: SecretOption): boolean {
  if (kindOfSecretText(text) !== "secret") return false;
  if (/hash/i.test(fact.option.split(".").at(-1) ?? "")) return false;
  // Options that hold an address leak only when it has a password in it.
  if (fact.severity !== "high" && /^[a-z][\w+.-]*:/i.test(text)) return hasPassword(text);
  if (fact.option.endsWith(".pskRaw")) return /^[0-9a-f]{64}$/i.test(text);
  return true;
}

function hasPassword(url: string): boolean {
  const password = /^[a-z][\w+.-]*:\/\/[^/\s:@]*:([^/\s@]+)@/i.exec(url)?.[1];
  return password !== undefined && kindOfSecretText(password) === "secret";
}

/** Known texts of a value: its own, those of a list, those of its alternatives. */
function knownTexts(value: Value): { text: string; certain: boolean }[] {
  const own = textOf(value);
  if (own !== undefined) return [{ text: own, certain: true }];
  if (value instanceof Choice) {
    return value.alternatives.flatMap((alternative) =>
      knownTexts(readValue(alternative)).map(({ text }) => ({ text, certain: false })),
    );
  }
  return elements(value).flatMap((element) => knownTexts(element));
}

/** A variable by its name (`environment.DB_PASSWORD`), or lines of `NAME=value`. */
function environment(match: OptionMatch): Candidate[] {
  const variables =
    match.value instanceof Attrs && isDerivation(match.value) ? [] : attributes(match.value);
  if (variables.length > 0) {
    return variables.flatMap(({ name, value }) =>
      environment({ ...match, shown: `${match.shown}.${name}`, value }),
    );
  }
  const name = /([^.[\]"]+)"?$/.exec(match.shown)?.[1] ?? "";
  return knownTexts(match.value).flatMap(({ text, certain }) => {
    const assignment = /^"?([A-Za-z_]\w*)[=:](.*?)"?$/s.exec(text);
    if (assignment !== null && !isSecretName(name)) {
      const [, variable = "", value = ""] = assignment;
      return isSecretVariable(variable, value)
        ? [{ text: value, certain, shown: `${match.shown}.${variable}` }]
        : [];
    }
    return isSecretVariable(name, text) ? [{ text, certain, shown: match.shown }] : [];
  });
}

function isSecretVariable(name: string, value: string): boolean {
  if (!isSecretName(name)) return false;
  if (/^(?:true|false|yes|no|on|off|\d{1,5})$/i.test(value.trim())) return false;
  return kindOfSecretText(value) === "secret";
}

function placeOfSecret(host: Host, option: readonly string[], text: string): Span | null {
  return placeOfElement(host, option, text) ?? placeOf(host, option);
}
