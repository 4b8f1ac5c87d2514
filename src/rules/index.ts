import type { AnyRule } from "./define.ts";
import duplicateAddress from "./duplicate-address.ts";
import duplicateAttribute from "./duplicate-attribute.ts";
import duplicateFormal from "./duplicate-formal.ts";
import exposedService from "./exposed-service.ts";
import firewallDisabled from "./firewall-disabled.ts";
import insecureInputUrl from "./insecure-input-url.ts";
import integerOverflow from "./integer-overflow.ts";
import invalidDynamicAttribute from "./invalid-dynamic-attribute.ts";
import localPathInput from "./local-path-input.ts";
import missingFollowedInput from "./missing-followed-input.ts";
import missingFollows from "./missing-follows.ts";
import pathSlash from "./path-slash.ts";
import plaintextSecret from "./plaintext-secret.ts";
import portConflict from "./port-conflict.ts";
import sshExposed from "./ssh-exposed.ts";
import staleLock from "./stale-lock.ts";
import syntaxError from "./syntax-error.ts";
import undefinedVariable from "./undefined-variable.ts";
import unlockedInput from "./unlocked-input.ts";
import unusedSuppression from "./unused-suppression.ts";
import wireguardPeerMismatch from "./wireguard-peer-mismatch.ts";

/** Every rule, sorted by id. Written by `npm run docs` from the files in this folder. */
export const rules: readonly AnyRule[] = [
  duplicateAddress,
  duplicateAttribute,
  duplicateFormal,
  exposedService,
  firewallDisabled,
  insecureInputUrl,
  integerOverflow,
  invalidDynamicAttribute,
  localPathInput,
  missingFollowedInput,
  missingFollows,
  pathSlash,
  plaintextSecret,
  portConflict,
  sshExposed,
  staleLock,
  syntaxError,
  undefinedVariable,
  unlockedInput,
  unusedSuppression,
  wireguardPeerMismatch,
];
