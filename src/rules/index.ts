import addressOutsideNetwork from "./address-outside-network.ts";
import deadScrapeTarget from "./dead-scrape-target.ts";
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
import localPathInput from "./local-path-input.ts";
import missingFollowedInput from "./missing-followed-input.ts";
import missingFollows from "./missing-follows.ts";
import missingPath from "./missing-path.ts";
import missingSecretFile from "./missing-secret-file.ts";
import missingSecretKey from "./missing-secret-key.ts";
import overlappingAllowedIps from "./overlapping-allowed-ips.ts";
import pathSlash from "./path-slash.ts";
import plaintextSecret from "./plaintext-secret.ts";
import portConflict from "./port-conflict.ts";
import privateKeyInRepository from "./private-key-in-repository.ts";
import reusedPrivateKey from "./reused-private-key.ts";
import routeWithoutPeer from "./route-without-peer.ts";
import secretReadAtEvaluation from "./secret-read-at-evaluation.ts";
import sshExposed from "./ssh-exposed.ts";
import staleLock from "./stale-lock.ts";
import syntaxError from "./syntax-error.ts";
import undeclaredInput from "./undeclared-input.ts";
import undefinedVariable from "./undefined-variable.ts";
import unencryptedSecretFile from "./unencrypted-secret-file.ts";
import unlockedInput from "./unlocked-input.ts";
import unmonitoredHost from "./unmonitored-host.ts";
import unusedInput from "./unused-input.ts";
import unusedSuppression from "./unused-suppression.ts";
import wireguardPeerMismatch from "./wireguard-peer-mismatch.ts";

/** Every rule, sorted by id. Written by `npm run docs` from the files in this folder. */
export const rules: readonly AnyRule[] = [
  addressOutsideNetwork,
  deadScrapeTarget,
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
  localPathInput,
  missingFollowedInput,
  missingFollows,
  missingPath,
  missingSecretFile,
  missingSecretKey,
  overlappingAllowedIps,
  pathSlash,
  plaintextSecret,
  portConflict,
  privateKeyInRepository,
  reusedPrivateKey,
  routeWithoutPeer,
  secretReadAtEvaluation,
  sshExposed,
  staleLock,
  syntaxError,
  undeclaredInput,
  undefinedVariable,
  unencryptedSecretFile,
  unlockedInput,
  unmonitoredHost,
  unusedInput,
  unusedSuppression,
  wireguardPeerMismatch,
];
