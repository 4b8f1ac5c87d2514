import absolutePath from "./absolute-path.ts";
import addressOutsideNetwork from "./address-outside-network.ts";
import boolSimplification from "./bool-simplification.ts";
import channelDrift from "./channel-drift.ts";
import conflictingDefinitions from "./conflicting-definitions.ts";
import dashboardWithoutDatasource from "./dashboard-without-datasource.ts";
import deadDefinition from "./dead-definition.ts";
import deadScrapeTarget from "./dead-scrape-target.ts";
import type { AnyRule } from "./define.ts";
import deployTargetMismatch from "./deploy-target-mismatch.ts";
import duplicateAddress from "./duplicate-address.ts";
import duplicateAttribute from "./duplicate-attribute.ts";
import duplicateDefaultVhost from "./duplicate-default-vhost.ts";
import duplicateDhcpReservation from "./duplicate-dhcp-reservation.ts";
import duplicateFormal from "./duplicate-formal.ts";
import duplicateHostId from "./duplicate-host-id.ts";
import duplicateHostName from "./duplicate-host-name.ts";
import duplicateImport from "./duplicate-import.ts";
import duplicatePublicKey from "./duplicate-public-key.ts";
import duplicateScrapeTarget from "./duplicate-scrape-target.ts";
import duplicateUid from "./duplicate-uid.ts";
import embeddedClosureSize from "./embedded-closure-size.ts";
import emptyConcat from "./empty-concat.ts";
import emptyInherit from "./empty-inherit.ts";
import emptyLet from "./empty-let.ts";
import emptyUpdate from "./empty-update.ts";
import evaluationError from "./evaluation-error.ts";
import exposedService from "./exposed-service.ts";
import failedAssertion from "./failed-assertion.ts";
import firewallDisabled from "./firewall-disabled.ts";
import forwardConflict from "./forward-conflict.ts";
import forwardTargetUnknown from "./forward-target-unknown.ts";
import hardcodedCredential from "./hardcoded-credential.ts";
import hashedPasswordInStore from "./hashed-password-in-store.ts";
import hostKeyMismatch from "./host-key-mismatch.ts";
import hostNameMismatch from "./host-name-mismatch.ts";
import imageWithoutRoot from "./image-without-root.ts";
import importsFromArguments from "./imports-from-arguments.ts";
import insecureInputUrl from "./insecure-input-url.ts";
import integerOverflow from "./integer-overflow.ts";
import invalidDynamicAttribute from "./invalid-dynamic-attribute.ts";
import legacyLet from "./legacy-let.ts";
import listenerBehindClosedPort from "./listener-behind-closed-port.ts";
import localPathInput from "./local-path-input.ts";
import manualInheritFrom from "./manual-inherit-from.ts";
import manualInherit from "./manual-inherit.ts";
import missingBuiltinsPrefix from "./missing-builtins-prefix.ts";
import missingFollowedInput from "./missing-followed-input.ts";
import missingFollows from "./missing-follows.ts";
import missingHostPlatform from "./missing-host-platform.ts";
import missingMkifGuard from "./missing-mkif-guard.ts";
import missingPath from "./missing-path.ts";
import missingRecipient from "./missing-recipient.ts";
import missingSecretFile from "./missing-secret-file.ts";
import missingSecretKey from "./missing-secret-key.ts";
import missingStateVersion from "./missing-state-version.ts";
import negatedLiteral from "./negated-literal.ts";
import noopMerge from "./noop-merge.ts";
import openPortWithoutListener from "./open-port-without-listener.ts";
import optionTypeMismatch from "./option-type-mismatch.ts";
import overlappingAllowedIps from "./overlapping-allowed-ips.ts";
import pathSlash from "./path-slash.ts";
import plaintextSecret from "./plaintext-secret.ts";
import portConflict from "./port-conflict.ts";
import privateKeyInRepository from "./private-key-in-repository.ts";
import proxyTargetWithoutListener from "./proxy-target-without-listener.ts";
import redundantPatternBind from "./redundant-pattern-bind.ts";
import renamedOption from "./renamed-option.ts";
import reusedPrivateKey from "./reused-private-key.ts";
import routeWithoutPeer from "./route-without-peer.ts";
import searchPath from "./search-path.ts";
import secretForUnknownService from "./secret-for-unknown-service.ts";
import secretReadAtEvaluation from "./secret-read-at-evaluation.ts";
import secretUnreadable from "./secret-unreadable.ts";
import sshExposed from "./ssh-exposed.ts";
import staleDnsRecord from "./stale-dns-record.ts";
import staleLock from "./stale-lock.ts";
import syntaxError from "./syntax-error.ts";
import toPath from "./to-path.ts";
import undeclaredInput from "./undeclared-input.ts";
import undeclaredSecret from "./undeclared-secret.ts";
import undefinedVariable from "./undefined-variable.ts";
import unencryptedSecretFile from "./unencrypted-secret-file.ts";
import unknownBuilder from "./unknown-builder.ts";
import unknownBuiltin from "./unknown-builtin.ts";
import unknownOption from "./unknown-option.ts";
import unlockedInput from "./unlocked-input.ts";
import unmonitoredHost from "./unmonitored-host.ts";
import unneededRec from "./unneeded-rec.ts";
import unusedAtPattern from "./unused-at-pattern.ts";
import unusedBinding from "./unused-binding.ts";
import unusedFormal from "./unused-formal.ts";
import unusedInput from "./unused-input.ts";
import unusedSecret from "./unused-secret.ts";
import unusedSuppression from "./unused-suppression.ts";
import unusedWith from "./unused-with.ts";
import updateWithMkif from "./update-with-mkif.ts";
import urlLiteral from "./url-literal.ts";
import uselessHasAttr from "./useless-has-attr.ts";
import uselessParens from "./useless-parens.ts";
import wireguardPeerMismatch from "./wireguard-peer-mismatch.ts";

/** Every rule, sorted by id. Written by `npm run docs` from the files in this folder. */
export const rules: readonly AnyRule[] = [
  absolutePath,
  addressOutsideNetwork,
  boolSimplification,
  channelDrift,
  conflictingDefinitions,
  dashboardWithoutDatasource,
  deadDefinition,
  deadScrapeTarget,
  deployTargetMismatch,
  duplicateAddress,
  duplicateAttribute,
  duplicateDefaultVhost,
  duplicateDhcpReservation,
  duplicateFormal,
  duplicateHostId,
  duplicateHostName,
  duplicateImport,
  duplicatePublicKey,
  duplicateScrapeTarget,
  duplicateUid,
  embeddedClosureSize,
  emptyConcat,
  emptyInherit,
  emptyLet,
  emptyUpdate,
  evaluationError,
  exposedService,
  failedAssertion,
  firewallDisabled,
  forwardConflict,
  forwardTargetUnknown,
  hardcodedCredential,
  hashedPasswordInStore,
  hostKeyMismatch,
  hostNameMismatch,
  imageWithoutRoot,
  importsFromArguments,
  insecureInputUrl,
  integerOverflow,
  invalidDynamicAttribute,
  legacyLet,
  listenerBehindClosedPort,
  localPathInput,
  manualInherit,
  manualInheritFrom,
  missingBuiltinsPrefix,
  missingFollowedInput,
  missingFollows,
  missingHostPlatform,
  missingMkifGuard,
  missingPath,
  missingRecipient,
  missingSecretFile,
  missingSecretKey,
  missingStateVersion,
  negatedLiteral,
  noopMerge,
  openPortWithoutListener,
  optionTypeMismatch,
  overlappingAllowedIps,
  pathSlash,
  plaintextSecret,
  portConflict,
  privateKeyInRepository,
  proxyTargetWithoutListener,
  redundantPatternBind,
  renamedOption,
  reusedPrivateKey,
  routeWithoutPeer,
  searchPath,
  secretForUnknownService,
  secretReadAtEvaluation,
  secretUnreadable,
  sshExposed,
  staleDnsRecord,
  staleLock,
  syntaxError,
  toPath,
  undeclaredInput,
  undeclaredSecret,
  undefinedVariable,
  unencryptedSecretFile,
  unknownBuilder,
  unknownBuiltin,
  unknownOption,
  unlockedInput,
  unmonitoredHost,
  unneededRec,
  unusedAtPattern,
  unusedBinding,
  unusedFormal,
  unusedInput,
  unusedSecret,
  unusedSuppression,
  unusedWith,
  updateWithMkif,
  urlLiteral,
  uselessHasAttr,
  uselessParens,
  wireguardPeerMismatch,
];
