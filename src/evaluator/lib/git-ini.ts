import { typeName } from "../describe.ts";
import { isDerivation } from "../equality.ts";
import type { Evaluator } from "../evaluator.ts";
import type { Reason } from "../reason.ts";
import { concatTexts, type Text } from "../text.ts";
import {
  Attrs,
  Builtin,
  Choice,
  force,
  type Lazy,
  OpenList,
  Unknown,
  type Value,
} from "../value.ts";
import { keyValueText, sections, valueText } from "./ini.ts";
import { entriesOf, hole, type Items, itemsOf, joined, mapPieces } from "./partial-text.ts";

/** `lib.generators`: git's dialect of INI. */

/** git's configuration: strings are quoted, lists are repeated keys, sets in sections are subsections. */
export const toGitINI = new Builtin("lib.generators.toGitINI", 1, (ev: Evaluator, set: Lazy) => {
  const { attrs, from } = gitSections(ev.attrs(set));
  const style = {
    sectionName: gitSectionName,
    keyValue: gitKeyValue,
    duplicates: false,
    indent: "",
  };
  return sections(ev, attrs, style, from);
});

function gitSectionName(_: Evaluator, name: string): Text {
  const dot = name.indexOf(".");
  if (dot < 0 || name.includes('"')) return name;
  return `${name.slice(0, dot)} "${name.slice(dot + 1)}"`;
}

function gitKeyValue(ev: Evaluator, key: Lazy, value: Lazy): Text {
  const forced = force(value);
  if (forced instanceof Unknown || forced instanceof Choice) return hole(forced.reason);
  const line = (item: Lazy): Text =>
    concatTexts(["\t", keyValueText(ev, " = ", key, item, gitValue)]);
  if (!Array.isArray(forced) && !(forced instanceof OpenList)) return line(forced);
  const from = itemsOf(ev, forced);
  return joined("\n", from.items.map(line), from);
}

const GIT_ESCAPES: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\t": "\\t",
  '"': '\\"',
  "\\": "\\\\",
};

function gitValue(ev: Evaluator, value: Lazy): Text {
  const text = valueText(ev, value);
  if (typeName(force(value)) !== "string") return text;
  const escaped = mapPieces(text, (known) =>
    known.replace(/[\n\t"\\]/g, (char) => GIT_ESCAPES[char] as string),
  );
  return concatTexts(['"', escaped, '"']);
}

function isSubsection(value: Value): value is Attrs {
  return value instanceof Attrs && !isDerivation(value);
}

/** The sections with those inside others moved out, under names joined by dots. */
function gitSections(set: Attrs): { attrs: Attrs; from: Items } {
  const plain = new Map<string, Lazy>();
  const moved = new Map<string, MovedSection>();
  let reason = set.rest?.reason ?? null;
  for (const [name, value] of entriesOf(set)) {
    const section = force(value);
    if (section instanceof Unknown || section instanceof Choice) {
      reason = section.reason;
    } else if (section instanceof Attrs && hasSubsection(section)) {
      reason = moveSections(section, name, moved) ?? reason;
    } else plain.set(name, section);
  }
  for (const [name, { settings, reason: more }] of moved) {
    plain.set(name, new Attrs(settings, null, more === null ? null : { reason: more }));
  }
  return { attrs: new Attrs(plain), from: { items: [], reason, prefix: 0 } };
}

function hasSubsection(section: Attrs): boolean {
  return entriesOf(section).some(([, value]) => {
    const forced = force(value);
    return forced instanceof Unknown || forced instanceof Choice || isSubsection(forced);
  });
}

/** Settings of one moved section; the reason is why there may be more. */
interface MovedSection {
  readonly settings: Map<string, Lazy>;
  reason: Reason | null;
}

/** Collects a section and those inside it; gives why there may be more, if there may. */
function moveSections(
  section: Attrs,
  name: string,
  moved: Map<string, MovedSection>,
): Reason | null {
  let reason = section.rest?.reason ?? null;
  const settings = new Map<string, Lazy>();
  for (const [key, value] of entriesOf(section)) {
    const forced = force(value);
    if (forced instanceof Unknown || forced instanceof Choice) reason = forced.reason;
    else if (!isSubsection(forced)) settings.set(key, forced);
    else reason = moveSections(forced, `${name}.${key}`, moved) ?? reason;
  }
  if (settings.size > 0) {
    const same = moved.get(name);
    if (same === undefined) moved.set(name, { settings, reason });
    else {
      for (const [key, value] of settings) same.settings.set(key, value);
      same.reason ??= reason;
    }
  }
  return reason;
}
