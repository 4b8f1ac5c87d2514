import type { AnyRule } from "./define.ts";
import duplicateAddress from "./duplicate-address.ts";
import duplicateAttribute from "./duplicate-attribute.ts";
import duplicateFormal from "./duplicate-formal.ts";
import exposedService from "./exposed-service.ts";
import integerOverflow from "./integer-overflow.ts";
import invalidDynamicAttribute from "./invalid-dynamic-attribute.ts";
import pathSlash from "./path-slash.ts";
import plaintextSecret from "./plaintext-secret.ts";
import syntaxError from "./syntax-error.ts";
import undefinedVariable from "./undefined-variable.ts";
import unusedSuppression from "./unused-suppression.ts";
import wireguardPeerMismatch from "./wireguard-peer-mismatch.ts";

/** Every rule, sorted by id. Written by `npm run docs` from the files in this folder. */
export const rules: readonly AnyRule[] = [
  duplicateAddress,
  duplicateAttribute,
  duplicateFormal,
  exposedService,
  integerOverflow,
  invalidDynamicAttribute,
  pathSlash,
  plaintextSecret,
  syntaxError,
  undefinedVariable,
  unusedSuppression,
  wireguardPeerMismatch,
];
