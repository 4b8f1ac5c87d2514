import type { Lazy, Value } from "../evaluator/value.ts";

/** What is known of options that the repository does not declare. A look-up table; `src/catalog` makes one. */
export interface OptionFacts {
  /**
   * The fact about an option. Names that the user chooses are in the path as they are, `*` is an element of a list.
   * Undefined where nothing is known.
   */
  fact(path: readonly string[]): OptionFact | undefined;
  /** Names of the options and sets of options that are known below a path; empty where none are. */
  children(path: readonly string[]): readonly string[];
  /** Whether `children` has every name that may be below the path; left out or false where it need not. */
  complete?(path: readonly string[]): boolean;
  /**
   * The same facts for one evaluation, which has `config`. `isSet` says whether an option there may be something else
   * than its default; it evaluates, so it must only be asked once a value is.
   */
  forEvaluation?(isSet: (path: readonly string[]) => boolean, config: Lazy): OptionFacts;
  /** Modules that the submodule at a path has besides its options: what it computes from other options. */
  modulesAt?(path: readonly string[]): readonly Lazy[];
}

/** Whether others than the repository define something. May be a getter that evaluates other options. */
export interface Contribution {
  readonly contributed: boolean;
}

export interface OptionFact extends Contribution {
  readonly type: TypeData;
  /** Its default, where that is a plain value. */
  readonly default?: { readonly kind: "literal"; readonly value: JsonValue };
  /** Whether modules of NixOS itself define it too, so that it may have more than the repository says. */
  readonly contributed: boolean;
  /** Whether those definitions are stronger than plain ones (`mkForce`). */
  readonly forced?: boolean;
  /** What the option's `apply` makes of the merged value, where that is known. */
  readonly apply?: (value: Value) => Value;
}

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** An option's type as plain data; the names are those of `lib.types`. */
export type TypeData =
  | { readonly t: SimpleTypeName }
  | {
      readonly t: "int";
      readonly min?: number;
      readonly max?: number;
      readonly bits?: number;
      readonly signed?: boolean;
    }
  | { readonly t: "float"; readonly min?: number; readonly max?: number }
  | { readonly t: "number"; readonly min?: number; readonly max?: number }
  | { readonly t: "strMatching"; readonly pattern: string }
  | { readonly t: "separatedString"; readonly sep: string }
  | { readonly t: "path"; readonly inStore?: boolean }
  | { readonly t: "enum"; readonly values: readonly (string | number | boolean | null)[] }
  | { readonly t: "nullOr"; readonly of: TypeData }
  | { readonly t: "listOf"; readonly of: TypeData; readonly nonEmpty?: boolean }
  | { readonly t: "attrsOf"; readonly of: TypeData }
  | { readonly t: "lazyAttrsOf"; readonly of: TypeData }
  /** Sets of home-manager whose values are `{ data, before, after }`. */
  | { readonly t: "dagOf"; readonly of: TypeData }
  | { readonly t: "either"; readonly of: readonly TypeData[] }
  | { readonly t: "coercedTo"; readonly from: TypeData; readonly to: TypeData }
  | { readonly t: "uniq"; readonly of: TypeData }
  | { readonly t: "functionTo"; readonly of: TypeData }
  /** A further check that is only known by its words. */
  | { readonly t: "checked"; readonly of: TypeData; readonly check: string }
  /** Its options are the facts below its path; `open` where others are allowed, of type `freeform`. */
  | { readonly t: "submodule"; readonly open?: boolean; readonly freeform?: TypeData }
  /** A value of `pkgs.formats`. */
  | { readonly t: "format"; readonly format: string }
  | { readonly t: "unknown"; readonly text: string };

export type SimpleTypeName =
  | "anything"
  | "attrs"
  | "attrTag"
  | "bool"
  | "boolByOr"
  | "deferredModule"
  | "lines"
  | "nonEmptyStr"
  | "optionType"
  | "package"
  | "pkgs"
  | "port"
  | "raw"
  | "singleLineStr"
  | "str"
  | "unitOption"
  | "unspecified";
