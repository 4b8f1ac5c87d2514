export {
  optionChildren,
  optionFact,
  optionPlace,
  readCatalogFile,
  setCatalogReader,
  unreadModules,
} from "./catalog.ts";
export type {
  Literal,
  OptionApply,
  OptionChildren,
  OptionDefault,
  OptionFact,
  OptionNamespace,
  OptionPlace,
} from "./option-fact.ts";
export { isWildcard, joinOptionPath, splitOptionPath } from "./option-path.ts";
export { type OptionType, printOptionType } from "./option-type.ts";
export { type CatalogReader, OptionCatalog } from "./options.ts";
export { parseOptionType } from "./parse-option-type.ts";
export { secretManagers, secretOptions } from "./secrets.ts";
export { serviceFacts } from "./services.ts";
export { closureSizes } from "./sizes.ts";
export { typeBelow } from "./type-below.ts";
