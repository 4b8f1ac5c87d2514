import { weightyPackages } from "../../catalog/embedded.ts";
import type { Host } from "../fleet.ts";
import { type ClosureEstimate, unsizedWeights } from "./closure.ts";
import { DESKTOP_PACKAGES } from "./closure-options.ts";

const COMPILERS = /^(?:arduino|cargo|clang|cmake|gcc|gdb|ghc|go|rustc|texlive(?:Full)?)$/;
const FONTS = /^(?:noto-fonts.*|nerd-fonts|dejavu_fonts|fira-code|font-awesome|liberation_ttf)$/;
const DISPLAY = /^(?:gdm|sddm)$/;

/** What makes the closure of this host smaller, each a clause; the heaviest matter first. */
export function trimmings(host: Host, { contributors }: ClosureEstimate): string[] {
  const names = contributors.filter(({ kind }) => kind === "package").map(({ name }) => name);
  const options = contributors.filter(({ kind }) => kind === "option").map(({ name }) => name);
  const unsized = unsizedWeights(host);
  const found: string[] = [];
  const listed = (those: readonly string[]) => those.map((name) => `'${name}'`).join(", ");

  const desktops = names.filter((name) => DESKTOP_PACKAGES.has(name) || DISPLAY.test(name));
  if (desktops.length > 0) {
    found.push(`do without the desktop stack (${listed(desktops)}): 'cage' shows one application`);
  }
  const compilers = names.filter((name) => COMPILERS.test(name));
  if (compilers.length > 0) {
    found.push(`build elsewhere and leave ${listed(compilers)} to development shells`);
  }
  const firmware = options.find((name) => name.startsWith("hardware."));
  if (firmware !== undefined) {
    found.push(`name the firmware of the board in hardware.firmware instead of ${firmware}`);
  }
  const source = options.find((name) => name.startsWith("nix"));
  if (source !== undefined) {
    found.push("leave the source of nixpkgs out of the registry and NIX_PATH");
  }
  const fonts = names.filter((name) => FONTS.test(name));
  if (fonts.length > 0) found.push(`keep only the fonts that are shown (${listed(fonts)})`);
  if (unsized.documentation) found.push("set documentation.enable to false");
  if (unsized.allLocales) found.push("list single locales in i18n.supportedLocales");
  for (const { attr, lighter } of weightyPackages()) {
    if (lighter !== null && /^[\w-]+$/.test(lighter) && names.includes(attr)) {
      found.push(`take '${lighter}' for '${attr}'`);
    }
  }
  const [first, ...rest] = found;
  return first === undefined ? [] : [first[0]?.toUpperCase() + first.slice(1), ...rest];
}
