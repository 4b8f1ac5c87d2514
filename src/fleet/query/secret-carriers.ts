import { isDerivation } from "../../evaluator/equality.ts";
import { localPathBehind, recordsOf } from "../../evaluator/store/records.ts";
import { Attrs, ContextString, NixPath, PartialText, type Value } from "../../evaluator/value.ts";
import { packageInfo } from "../../inputs/nixpkgs/package.ts";
import { certaintyOf, definedValue, definitionsOf, placeOf } from "../definitions.ts";
import type { Fleet, Host } from "../fleet.ts";
import { elements, readValue } from "../read.ts";
import { relativePath, textFile } from "../repository-files.ts";
import { type DefinitionLeaf, definitionLeaves } from "./definition-leaves.ts";
import { encryptionOf } from "./encryption.ts";
import { optionMatches, splitPattern } from "./option-paths.ts";
import { HOLE, isSpelledOut, privateKeys, secretsInText, type TextSyntax } from "./secret-scan.ts";
import { isSecretName } from "./secret-text.ts";

/** A secret that reaches the store inside something else: a text, a command, a file that an option names. */
export interface CarriedSecret {
  readonly leaf: DefinitionLeaf;
  /** `password`, `--auth-key`, `private key`. */
  readonly name: string;
  /** The text; never to be shown. */
  readonly text: string;
  /** The file that is built or copied: `db.conf`; null where the option itself holds it. */
  readonly file: string | null;
}

/** Secrets that a host's definitions carry into the store. */
export function carriedSecrets(host: Host, fleet: Fleet): CarriedSecret[] {
  const found: CarriedSecret[] = [];
  const seen = new Set<object>();
  for (const leaf of [...definitionLeaves(host), ...homeLeaves(host)]) {
    const secrets = [
      ...inText(leaf),
      ...inSettings(leaf),
      ...inSecretFile(leaf, fleet),
      ...inFiles(leaf, fleet, seen),
    ];
    if (secrets.length > 0 && counts(host, leaf)) found.push(...secrets);
  }
  return found;
}

/** Options of home-manager's users, whose modules are functions that only the merged value looks into. */
const HOME = [
  "home.file.<name>.text",
  "xdg.configFile.<name>.text",
  "home.sessionVariables.<name>",
  "systemd.user.services.<name>.Service.ExecStart",
  "systemd.user.services.<name>.Service.Environment",
  "systemd.user.sessionVariables.<name>",
];

function homeLeaves(host: Host): DefinitionLeaf[] {
  if (definedValue(host, ["home-manager", "users"]) === undefined) return [];
  return HOME.flatMap((option) =>
    optionMatches(host, splitPattern(`home-manager.users.<name>.${option}`)).flatMap(
      ({ option: path, value }) => {
        const span = placeOf(host, path);
        const certain = certaintyOf(host, path) === "proven";
        const items = elements(value);
        return (items.length === 0 ? [value] : items).map((item) => {
          return { path, value: item, span, spans: [], certain };
        });
      },
    ),
  );
}

/** Whether a definition is part of the configuration, and did not lose to another. */
function counts(host: Host, { path, spans }: DefinitionLeaf): boolean {
  for (let length = path.length; length > 1; length--) {
    const span = spans[length - 1];
    const own = definitionsOf(host, path.slice(0, length)).filter((one) => {
      return one.span !== null && one.span.file === span?.file && one.span.start === span.start;
    });
    if (own.length > 0) return own.some((one) => one.wins);
  }
  return true;
}

/** Texts of options that end in the store as they are, or as part of a unit or a script. */
function inText(leaf: DefinitionLeaf): CarriedSecret[] {
  const { value, path } = leaf;
  if (!isText(value)) return [];
  const syntax = syntaxOfOption(path);
  if (syntax === null) return [];
  return secretsInText(shownText(value), syntax).map(({ name, text }) => ({
    leaf,
    name,
    text,
    file: null,
  }));
}

/** How the text of an option is read; null where it does not surely end in the store, or is no such text. */
function syntaxOfOption(path: readonly string[]): TextSyntax | null {
  const [first = ""] = path;
  const name = path.at(-1) ?? "";
  const below = path.slice(-3, -1);
  if (name === "text" && /^(?:etc|file|configFile|dataFile)$/.test(path.at(-3) ?? "")) {
    return syntaxOfFile(path.at(-2) ?? "");
  }
  if (below.includes("serviceConfig") || below.includes("Service")) {
    return /^Exec|^Environment$/.test(name) ? "shell" : null;
  }
  if (
    SCRIPTS.test(name) &&
    /^(?:systemd|services|system|networking|boot|home|programs|environment|containers|virtualisation|home-manager)$/.test(
      first,
    )
  ) {
    return "shell";
  }
  if (
    CONFIGURATIONS.test(name) &&
    (first === "services" || first === "networking" || first === "programs" || first === "nix")
  ) {
    return "configuration";
  }
  if (path.includes("oci-containers") && /^(?:cmd|extraOptions)$/.test(name)) return "shell";
  if (FLAGS.test(name) && first === "services") return "shell";
  return null;
}

const SCRIPTS =
  /^(?:script|preStart|postStart|preStop|postStop|reload|shellInit|interactiveShellInit|loginShellInit|shellAliases|bashrcExtra|initExtra|initContent|extraInit|preSetup|postSetup|postUp|preUp|postDown|preDown|localCommands|postBootCommands|startupCommands|backupPrepareCommand|backupCleanupCommand)$/;
const CONFIGURATIONS =
  /^(?:extraConfig|extraConf|configText|extraOptions|extraSettings|appendConfig|appendHttpConfig|commonHttpConfig|authentication|userConfig|wireguardConfig|config)$/;
const FLAGS =
  /^(?:extraFlags|extraArgs|extraUpFlags|extraSetFlags|extraDaemonFlags|flags|arguments|extraOptions|extraParams)$/;

/** Settings of services become files and environments in the store, whatever the service. */
function inSettings(leaf: DefinitionLeaf): CarriedSecret[] {
  const { path, value } = leaf;
  const name = path.at(-1) ?? "";
  const [first = ""] = path;
  if (isText(value) && isSecretName(name) && /^(?:containers|home-manager)$/.test(first)) {
    // What is inside of a container or a home is an option of its own.
    const parent = path.at(-2) ?? "";
    const account = /^(?:users|extraUsers)$/.test(path.at(-3) ?? "") && /assword$/.test(name);
    if (account || /^(?:environment|variables|sessionVariables)$/.test(parent)) {
      const text = shownText(value);
      return isSpelledOut(text, false) ? [{ leaf, name, text, file: null }] : [];
    }
  }
  if (first !== "services" || path.length < 4 || !isSecretName(name) || !isText(value)) return [];
  const inside = path.slice(2, -1);
  if (!inside.some((one) => /^(?:settings|environment|environmentVariables)$/.test(one))) return [];
  const text = shownText(value);
  return isSpelledOut(text, false) ? [{ leaf, name, text, file: null }] : [];
}

/** Files that values lead to through their context: what builders write, and what is written from there. */
function inFiles(leaf: DefinitionLeaf, fleet: Fleet, seen: Set<object>): CarriedSecret[] {
  const found: CarriedSecret[] = [];
  const pending: Value[] = [leaf.value];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    for (const { derivation, text } of filesBehind(value, fleet)) {
      if (seen.has(derivation)) continue;
      seen.add(derivation);
      const content = text();
      if (content === null) continue;
      pending.push(content.value);
      for (const { name, text: secret } of secretsInText(content.text, content.syntax)) {
        found.push({ leaf, name, text: secret, file: content.file });
      }
    }
  }
  return found;
}

interface StoreFile {
  readonly file: string;
  readonly value: Value;
  /** With holes where it is not known. */
  readonly text: string;
  readonly syntax: TextSyntax;
}

interface FileBehind {
  /** What identifies the file. */
  readonly derivation: object;
  text(): StoreFile | null;
}

const toFiles = new WeakMap<Fleet, Map<string, object>>();

/** The files that a value refers to: by its context, or because it is a derivation. */
function filesBehind(value: Value, fleet: Fleet): FileBehind[] {
  if (value instanceof Attrs) {
    return isDerivation(value) ? [{ derivation: value, text: () => builtText(value) }] : [];
  }
  if (!(value instanceof ContextString || value instanceof PartialText)) return [];
  const files: FileBehind[] = [];
  for (const element of value.context.values()) {
    if (element.kind === "symbolic") {
      const { derivation } = element;
      files.push({ derivation, text: () => builtText(derivation as Attrs) });
    } else if (element.kind === "path") {
      const stored = recordsOf(fleet.evaluator).texts.get(element.path);
      if (stored === undefined) continue;
      const file = element.path.replace(/^\/nix\/store\/[^-]*-/, "");
      files.push({
        derivation: identity(fleet, element.path),
        text: () => ({ file, value: stored.text, text: stored.text, syntax: syntaxOfFile(file) }),
      });
    }
  }
  return files;
}

function identity(fleet: Fleet, path: string): object {
  let known = toFiles.get(fleet);
  if (known === undefined) {
    known = new Map();
    toFiles.set(fleet, known);
  }
  const object = known.get(path) ?? {};
  known.set(path, object);
  return object;
}

/** The text that a builder writes into its file. */
function builtText(derivation: Attrs): StoreFile | null {
  const info = packageInfo(derivation);
  if (info === undefined || info.text === null) return null;
  const value = readValue(info.text);
  if (!isText(value)) return null;
  const file = nameOf(derivation);
  const { builder } = info;
  const syntax = builder === null ? "configuration" : syntaxOfBuilder(builder, file);
  return { file, value, text: shownText(value), syntax };
}

function nameOf(derivation: Attrs): string {
  const name = readValue(derivation.map.get("name") ?? null);
  return isText(name) ? shownText(name).replaceAll(HOLE, "…") : "file";
}

function syntaxOfBuilder(builder: string, file: string): TextSyntax {
  if (/^write(?:Text|TextFile|TextDir)$|^formats\./.test(builder)) return syntaxOfFile(file);
  return /Script|Shell|Bash|Dash|Fish|runCommand/.test(builder) ? "shell" : "program";
}

function syntaxOfFile(file: string): TextSyntax {
  if (/\.(?:sh|bash|zsh|fish|zshrc|bashrc|profile)$/.test(file)) return "shell";
  return /\.(?:py|js|mjs|ts|lua|pl|rb|go|rs|c|cpp|h|el|vim|nix|css|html|md|php|ps1|qml|hs|java)$/.test(
    file,
  )
    ? "program"
    : "configuration";
}

/** Options that name a file in which a secret is: a path of the repository, or a file that is built. */
const SECRET_FILE =
  /(?:pass|password|passwd|passphrase|secret|secrets|token|credentials?|psk|apikey|authkey|privatekey|environment|env)Files?$/i;
/** What secret managers are told to decrypt, and what is public. */
const NO_SECRET_FILE = /^(?:sops|secrix|age|vault|clan)$|public|pub|cert|sopsFile|rekeyFile/i;

function inSecretFile(leaf: DefinitionLeaf, fleet: Fleet): CarriedSecret[] {
  const { path, value } = leaf;
  const option = path.at(-1) ?? "";
  const list = /^credentialFiles$/.test(path.at(-2) ?? "");
  if (!(list || SECRET_FILE.test(option)) || path.some((name) => NO_SECRET_FILE.test(name))) {
    return [];
  }
  const environment = /env/i.test(option);
  const file = fileNamed(value, fleet);
  if (file === null) return [];
  const content = file.text.trim();
  if (content === "" || content.includes(HOLE)) return [];
  if (environment || /\n/.test(content)) {
    return secretsInText(file.text, "configuration").map(({ name, text }) => ({
      leaf,
      name,
      text,
      file: file.file,
    }));
  }
  if (!isSpelledOut(content, false) && privateKeys(file.text).length === 0) return [];
  return [{ leaf, name: option, text: content, file: file.file }];
}

function fileNamed(value: Value, fleet: Fleet): { file: string; text: string } | null {
  const local =
    value instanceof NixPath
      ? value.path
      : value instanceof ContextString
        ? localPathBehind(fleet.evaluator, value.text)
        : undefined;
  if (local !== undefined) {
    const path = relativePath(fleet, local);
    const file = path === null ? null : textFile(fleet, path);
    if (file === null || encryptionOf(file.path, file.source.text) !== null) return null;
    return { file: file.path, text: file.source.text };
  }
  for (const { text } of filesBehind(value, fleet)) {
    const content = text();
    // The whole value must be the file, and not something made of it.
    if (content !== null && isWholePath(value)) return content;
  }
  return null;
}

function isWholePath(value: Value): boolean {
  if (value instanceof Attrs) return true;
  return isText(value) && /^\/nix\/store\/[^/\s]*$/.test(shownText(value));
}

function isText(value: Value): value is string | ContextString | PartialText {
  return (
    typeof value === "string" || value instanceof ContextString || value instanceof PartialText
  );
}

function shownText(value: string | ContextString | PartialText): string {
  if (typeof value === "string") return value;
  if (value instanceof ContextString) return value.text;
  return value.pieces.map((piece) => (typeof piece === "string" ? piece : HOLE)).join("");
}
