import { coerceToText } from "../evaluator/coerce.ts";
import { typeName } from "../evaluator/describe.ts";
import { UnknownSignal } from "../evaluator/errors.ts";
import { knownText } from "../evaluator/text.ts";
import { Attrs, force, type Lazy, type Value } from "../evaluator/value.ts";
import { fileText } from "./definition.ts";
import type { Module } from "./module.ts";
import { type ModuleSystem, thrown } from "./system.ts";

/** What a module disables. */
export interface DisabledList {
  readonly module: Module;
  readonly items: readonly Lazy[];
}

/** Whether a module of a key is disabled by one of these. Items that are not known disable nothing. */
export function isDisabledBy(
  sys: ModuleSystem,
  modulesPath: () => string,
  lists: readonly DisabledList[],
): (key: string) => boolean {
  if (lists.length === 0) return () => false;
  const keys = new Set<string>();
  for (const { module, items } of lists) {
    for (const item of items) {
      const key = keyOf(sys, modulesPath, module.file, item);
      if (key !== undefined) keys.add(key);
    }
  }
  return (key) => keys.has(key);
}

function keyOf(
  sys: ModuleSystem,
  modulesPath: () => string,
  file: string,
  item: Lazy,
): string | undefined {
  try {
    return knownKey(sys, modulesPath, file, sys.ev.known(item));
  } catch (error) {
    if (error instanceof UnknownSignal) return undefined;
    throw error;
  }
}

function knownKey(
  sys: ModuleSystem,
  modulesPath: () => string,
  file: string,
  item: Value,
): string | undefined {
  if (typeof item === "string" || (typeof item === "object" && item && "context" in item)) {
    const text = sys.ev.text(item);
    return text.startsWith("/") ? text : `${modulesPath()}/${text}`;
  }
  const key = item instanceof Attrs ? item.map.get("key") : undefined;
  if (isConvertible(item)) {
    const text = knownText(coerceToText(sys.ev, item, "toString"));
    if (key !== undefined && text !== undefined) {
      const own = sys.ev.text(key);
      if (own !== text) throw thrown(ambiguous(file, text, own));
    }
    return text;
  }
  if (key !== undefined) return fileText(sys.ev, key);
  if (item instanceof Attrs) throw thrown(withoutKey(file));
  throw thrown(
    `Each disabledModules item must be a path, string, or a attribute set with a key attribute, or a value supported by toString. However, one of the disabledModules items in \`${file}\` is none of that, but is of type ${typeName(item) ?? "unknown"}.`,
  );
}

/** `lib.isConvertibleWithToString`. */
function isConvertible(value: Value): boolean {
  if (value instanceof Attrs) return value.map.has("outPath") || value.map.has("__toString");
  if (Array.isArray(value)) return value.every((item) => isConvertible(force(item)));
  const type = typeName(value);
  return type !== "lambda" && type !== "set" && type !== undefined;
}

function ambiguous(file: string, text: string, key: string): string {
  return `Module \`${file}\` contains a disabledModules item that is an attribute set that can be converted to a string (${text}) but also has a \`.key\` attribute (${key}) with a different value. This makes it ambiguous which module should be disabled.`;
}

function withoutKey(file: string): string {
  return `Module \`${file}\` contains a disabledModules item that is an attribute set, presumably a module, that does not have a \`key\` attribute. This means that the module system doesn't have any means to identify the module that should be disabled. Make sure that you've put the correct value in disabledModules: a string path relative to modulesPath, a path value, or an attribute set with a \`key\` attribute.`;
}
