import { Attrs, type Lazy } from "../../value.ts";

/** Data that is written down in this folder's tables. */
export type Plain = null | boolean | number | string | Lazy | readonly Plain[] | PlainObject;
export interface PlainObject {
  readonly [name: string]: Plain;
}

/** The value of data from a table; values are taken as they are. */
export function valueOf(data: Plain): Lazy {
  if (Array.isArray(data)) return data.map((item: Plain) => valueOf(item));
  if (
    data !== null &&
    typeof data === "object" &&
    Object.getPrototypeOf(data) === Object.prototype
  ) {
    return attrsOf(data as PlainObject);
  }
  return data as Lazy;
}

/** A closed set of data from a table. */
export function attrsOf(data: PlainObject): Attrs {
  return new Attrs(new Map(Object.entries(data).map(([name, item]) => [name, valueOf(item)])));
}
