import addressOutsideNetwork from "./address-outside-network.ts";
import deadScrapeTarget from "./dead-scrape-target.ts";
import type { AnyRule } from "./define.ts";
import deployTargetMismatch from "./deploy-target-mismatch.ts";
import duplicateAddress from "./duplicate-address.ts";
import duplicateAttribute from "./duplicate-attribute.ts";
import duplicateDhcpReservation from "./duplicate-dhcp-reservation.ts";
import duplicateFormal from "./duplicate-formal.ts";
import duplicateHostId from "./duplicate-host-id.ts";
import duplicateHostName from "./duplicate-host-name.ts";
import duplicatePublicKey from "./duplicate-public-key.ts";
import duplicateScrapeTarget from "./duplicate-scrape-target.ts";
import duplicateUid from "./duplicate-uid.ts";
import exposedService from "./exposed-service.ts";
import firewallDisabled from "./firewall-disabled.ts";
import hardcodedCredential from "./hardcoded-credential.ts";
import hashedPasswordInStore from "./hashed-password-in-store.ts";
import hostNameMismatch from "./host-name-mismatch.ts";
import insecureInputUrl from "./insecure-input-url.ts";
import integerOverflow from "./integer-overflow.ts";
import invalidDynamicAttribute from "./invalid-dynamic-attribute.ts";
import listenerBehindClosedPort from "./listener-behind-closed-port.ts";
import localPathInput from "./local-path-input.ts";
import missingFollowedInput from "./missing-followed-input.ts";
import missingFollows from "./missing-follows.ts";
import missingMkifGuard from "./missing-mkif-guard.ts";
import missingPath from "./missing-path.ts";
import missingSecretFile from "./missing-secret-file.ts";
import missingSecretKey from "./missing-secret-key.ts";
import openPortWithoutListener from "./open-port-without-listener.ts";
import overlappingAllowedIps from "./overlapping-allowed-ips.ts";
import pathSlash from "./path-slash.ts";
import plaintextSecret from "./plaintext-secret.ts";
import portConflict from "./port-conflict.ts";
import privateKeyInRepository from "./private-key-in-repository.ts";
import proxyTargetWithoutListener from "./proxy-target-without-listener.ts";
import reusedPrivateKey from "./reused-private-key.ts";
import routeWithoutPeer from "./route-without-peer.ts";
import secretReadAtEvaluation from "./secret-read-at-evaluation.ts";
import sshExposed from "./ssh-exposed.ts";
import staleDnsRecord from "./stale-dns-record.ts";
import staleLock from "./stale-lock.ts";
import syntaxError from "./syntax-error.ts";
import undeclaredInput from "./undeclared-input.ts";
import undeclaredSecret from "./undeclared-secret.ts";
import undefinedVariable from "./undefined-variable.ts";
import unencryptedSecretFile from "./unencrypted-secret-file.ts";
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
import wireguardPeerMismatch from "./wireguard-peer-mismatch.ts";

/** Every rule, sorted by id. Written by `npm run docs` from the files in this folder. */
export const rules: readonly AnyRule[] = [
  addressOutsideNetwork,
  deadScrapeTarget,
  deployTargetMismatch,
  duplicateAddress,
  duplicateAttribute,
  duplicateDhcpReservation,
  duplicateFormal,
  duplicateHostId,
  duplicateHostName,
  duplicatePublicKey,
  duplicateScrapeTarget,
  duplicateUid,
  exposedService,
  firewallDisabled,
  hardcodedCredential,
  hashedPasswordInStore,
  hostNameMismatch,
  insecureInputUrl,
  integerOverflow,
  invalidDynamicAttribute,
  listenerBehindClosedPort,
  localPathInput,
  missingFollowedInput,
  missingFollows,
  missingMkifGuard,
  missingPath,
  missingSecretFile,
  missingSecretKey,
  openPortWithoutListener,
  overlappingAllowedIps,
  pathSlash,
  plaintextSecret,
  portConflict,
  privateKeyInRepository,
  proxyTargetWithoutListener,
  reusedPrivateKey,
  routeWithoutPeer,
  secretReadAtEvaluation,
  sshExposed,
  staleDnsRecord,
  staleLock,
  syntaxError,
  undeclaredInput,
  undeclaredSecret,
  undefinedVariable,
  unencryptedSecretFile,
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
  wireguardPeerMismatch,
];
