import type { OptionChildren, OptionFact, OptionNamespace, OptionPlace } from "./option-fact.ts";
import { type CatalogReader, OptionCatalog } from "./options.ts";

let reader: CatalogReader | undefined;
let catalog: OptionCatalog | undefined;
const listeners: (() => void)[] = [];

/** Says where catalogue files come from; forgets what was read from another reader. */
export function setCatalogReader(read: CatalogReader): void {
  reader = read;
  catalog = undefined;
  for (const changed of listeners) changed();
}

/** Calls `changed` whenever `setCatalogReader` is called. */
export function onCatalogChange(changed: () => void): void {
  listeners.push(changed);
}

/** Reads one catalogue file through the reader; throws where none was set. */
export function readCatalogFile(name: string): string {
  if (reader === undefined) throw new Error("no catalogue reader is set: call setCatalogReader");
  return reader(name);
}

function options(): OptionCatalog {
  catalog ??= new OptionCatalog(readCatalogFile);
  return catalog;
}

/** As `OptionCatalog.fact`, on the files of `setCatalogReader`. */
export function optionFact(
  path: readonly string[],
  namespace?: OptionNamespace,
): OptionFact | undefined {
  return options().fact(path, namespace);
}

/** As `OptionCatalog.place`, on the files of `setCatalogReader`. */
export function optionPlace(
  path: readonly string[],
  namespace?: OptionNamespace,
): OptionPlace | undefined {
  return options().place(path, namespace);
}

/** As `OptionCatalog.children`, on the files of `setCatalogReader`. */
export function optionChildren(
  path: readonly string[],
  namespace?: OptionNamespace,
): OptionChildren {
  return options().children(path, namespace);
}

/** As `OptionCatalog.unreadModules`, on the files of `setCatalogReader`. */
export function unreadModules(): readonly string[] {
  return options().unreadModules();
}
