export {
  optionChildren,
  optionFact,
  optionPlace,
  readCatalogFile,
  setCatalogReader,
  unreadModules,
} from "./catalog.ts";
export { mayBeContributed } from "./contributed.ts";
export { importOptions, OptionListError, withOptionFile } from "./import.ts";
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
export { type OptionRename, renamedOption } from "./renames.ts";
export {
  pathLiteralHazards,
  type SecretManager,
  type SecretOption,
  secretManagers,
  secretOptions,
} from "./secrets.ts";
export { type ServiceBind, type ServiceFact, type ServicePort, serviceFacts } from "./services.ts";
export { type ClosureSizes, closureSizes } from "./sizes.ts";
export { typeBelow } from "./type-below.ts";
