import manifest from "../../package.json" with { type: "json" };

/** The version in package.json. */
export const version: string = manifest.version;
/** Where the project is at home; undefined while it has no address. */
export const homepage: string | undefined = (manifest as { homepage?: string }).homepage;
