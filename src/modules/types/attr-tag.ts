import { positionAttrs } from "../../evaluator/builtins/position.ts";
import { EvalError } from "../../evaluator/errors.ts";
import { escapeIdentifier, escapeString } from "../../evaluator/lib/identifier.ts";
import { later } from "../../evaluator/lib/later.ts";
import { Attrs, Choice, force, type Lazy, Unknown, type Value } from "../../evaluator/value.ts";
import { Decl, Declaration, mergeOptionDecls } from "../declaration.ts";
import type { Def } from "../definition.ts";
import type { Loc } from "../loc.ts";
import { OptionEntry } from "../option-entry.ts";
import { tagOf } from "../property.ts";
import { showFiles, showOption } from "../show.ts";
import { inContext, type ModuleSystem, thrown } from "../system.ts";
import { plainly, present } from "./merge-functions.ts";
import { functorOf, NativeType } from "./native-type.ts";
import type { Merged } from "./option-type.ts";

/** `types.attrTag`: a set of one attribute, whose name says which option it is. */
export class AttrTagType extends NativeType {
  readonly #tags: Attrs;

  constructor(sys: ModuleSystem, tags: Lazy) {
    super(sys, "attrTag");
    this.#tags = checkedTags(sys, sys.ev.attrs(tags));
  }

  get #choices(): string {
    return this.#tags.names().map(escapeIdentifier).join(", ");
  }

  description(): string {
    return `attribute-tagged union with choices: ${this.#choices}`;
  }

  override subOptions(prefix: Lazy): Value {
    const map = new Map<string, Lazy>();
    for (const [name, tag] of this.#tags.map) {
      map.set(
        name,
        later(() => {
          const option = this.sys.ev.attrs(tag);
          const loc = later(() => [...this.sys.ev.list(prefix), name]);
          return new Attrs(new Map([...option.map, ["loc", loc]]));
        }),
      );
    }
    return new Attrs(map);
  }

  accepts(value: Lazy): boolean {
    const known = this.sys.ev.known(value);
    if (!(known instanceof Attrs)) return false;
    const [name, ...others] = this.sys.ev.closedAttrs(known).names();
    return name !== undefined && others.length === 0 && this.#tags.map.has(name);
  }

  merge(loc: Loc, all: readonly Def[]): Merged {
    const defs = present(all);
    const unknown = defs.map((def) => force(def.value)).find(isUnknown);
    if (unknown !== undefined) return plainly(new Unknown(unknown.reason));
    const choices = defs.map((def) => this.#tagOfDef(def));
    const choice = choices[0] as string;
    const other = choices.find((name) => name !== choice);
    const files = () => showFiles(defs.map((def) => def.origin.file));
    if (other !== undefined) {
      throw thrown(
        `The option \`${showOption(loc.path)}\` is defined both as \`${choice}\` and \`${other}\`, in ${files()}.`,
      );
    }
    const tag = this.#tags.map.get(choice);
    if (tag === undefined) {
      throw thrown(
        `The option \`${showOption(loc.path)}\` is defined as ${escapeIdentifier(choice)}, but ${escapeIdentifier(choice)} is not among the valid choices (${this.#choices}). Value ${choice} was defined in ${files()}.`,
      );
    }
    const inner = defs.map((def) => {
      const set = this.sys.ev.attrs(def.value);
      return def.part(set.get(choice) as Lazy, set.position(choice) ?? def.span);
    });
    const declaration = Declaration.ofAttrs(this.sys, this.sys.ev.attrs(tag));
    const entry = new OptionEntry(this.sys, loc.child(choice), declaration, inner);
    const positions = new Map(inner.flatMap((def) => (def.span ? [[choice, def.span]] : [])));
    return {
      ...plainly(new Attrs(new Map([[choice, entry.value]]), positions)),
      parts: {
        names: () => [choice],
        child: (name) => (name === choice ? entry : undefined),
      },
    };
  }

  #tagOfDef(def: Def): string {
    const [name, ...others] = this.sys.ev.attrs(def.value).names();
    if (name !== undefined && others.length === 0) return name;
    throw new EvalError("assertion", "assertion '((length (attrNames def.value)) == 1)' failed");
  }

  override nestedTypes(): Value {
    return this.#tags;
  }

  override functor(): Attrs {
    const { sys } = this;
    const make = sys.fn("attrTag", 1, (ev, payload: Lazy) => {
      const tags = ev.attrs(payload).get("tags");
      if (tags === undefined) throw sys.missing("tags");
      return new AttrTagType(sys, tags).attrs;
    });
    return functorOf(sys, "attrTag", make, Attrs.of({ tags: this.#tags }), (a, b) =>
      Attrs.of({
        tags: mergedTags(
          sys,
          sys.ev.attrs(a.get("tags") as Lazy),
          sys.ev.attrs(b.get("tags") as Lazy),
        ),
      }),
    );
  }
}

function isUnknown(value: Value): value is Unknown | Choice {
  return value instanceof Unknown || value instanceof Choice;
}

/** The tags, each of which must be an option, with where it is declared. */
function checkedTags(sys: ModuleSystem, tags: Attrs): Attrs {
  const map = new Map<string, Lazy>();
  for (const [name, tag] of tags.map) {
    map.set(
      name,
      later(() => {
        const span = tags.position(name);
        const place =
          span === undefined ? "" : ` at ${span.file.path}:${span.file.position(span.start).line}`;
        return inContext(
          () =>
            `while checking that attrTag tag ${escapeIdentifier(name)} is an option with a type${place}`,
          () => declaredTag(sys, name, force(tag), tags),
        );
      }),
    );
  }
  return new Attrs(map, tags.positions);
}

function declaredTag(sys: ModuleSystem, name: string, tag: Value, tags: Attrs): Value {
  if (tagOf(tag) !== "option") throw thrown(notAnOption(name, tag));
  const option = sys.ev.attrs(tag);
  const span = tags.position(name);
  const position = positionAttrs(span);
  const map = new Map(option.map);
  if (!map.has("declarations")) map.set("declarations", span ? [span.file.path] : []);
  if (!map.has("declarationPositions")) {
    map.set("declarationPositions", position === null ? [] : [position]);
  }
  return new Attrs(map);
}

function notAnOption(name: string, tag: Value): string {
  const own = tagOf(tag);
  const what =
    own === ""
      ? "was not."
      : own === "option-type"
        ? "was a bare type, not wrapped in mkOption."
        : `was of type ${escapeString(own)}.`;
  return `In attrTag, each tag value must be an option, but tag ${escapeIdentifier(name)} ${what}`;
}

/** Tags of both; those that both have are declared together. */
function mergedTags(sys: ModuleSystem, a: Attrs, b: Attrs): Attrs {
  const map = new Map<string, Lazy>([...a.map, ...b.map]);
  for (const name of a.map.keys()) {
    if (!b.map.has(name)) continue;
    const left = a.map.get(name) as Lazy;
    const right = b.map.get(name) as Lazy;
    map.set(
      name,
      later(() => mergedTag(sys, name, sys.ev.attrs(left), sys.ev.attrs(right))),
    );
  }
  return new Attrs(map);
}

function mergedTag(sys: ModuleSystem, name: string, left: Attrs, right: Attrs): Value {
  const origin = { file: "<attrTag {...}>", chain: [] };
  const decls = [left, right].map((options) => new Decl(origin, options));
  const map = new Map(mergeOptionDecls(sys, [name], decls).map);
  for (const list of ["declarations", "declarationPositions"]) {
    map.set(
      list,
      later(() => [
        ...sys.ev.list(left.get(list) as Lazy),
        ...sys.ev.list(right.get(list) as Lazy),
      ]),
    );
  }
  return new Attrs(map);
}
