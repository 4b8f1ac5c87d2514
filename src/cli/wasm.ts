import { existsSync, readFileSync } from "node:fs";
import { initParser, parserReady } from "../parser/parse.ts";

/** In the package the module is beside the bundle, above its chunks; when the sources run (tests, scripts) it is in dist. */
const places = ["./nix.wasm", "../nix.wasm", "../../dist/nix.wasm"];

/** The compiled parser module, which can be handed to a worker thread. Throws when it has not been built. */
export function loadWasm(): WebAssembly.Module {
  for (const place of places) {
    const url = new URL(place, import.meta.url);
    if (existsSync(url)) return new WebAssembly.Module(readFileSync(url));
  }
  throw new Error("nix.wasm is missing: run `npm run build:wasm`");
}

/** Makes `parse` ready in this thread; does nothing the second time. */
export function prepareParser(): void {
  if (!parserReady()) initParser(loadWasm());
}
