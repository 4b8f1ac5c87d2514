import { onCatalogChange } from "./catalog.ts";

/** A value that is read when first asked for, and again after the catalogue's reader changed. */
export function memo<T>(read: () => T): () => T {
  let value: { readonly it: T } | undefined;
  onCatalogChange(() => {
    value = undefined;
  });
  return () => {
    value ??= { it: read() };
    return value.it;
  };
}
