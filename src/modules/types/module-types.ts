import { later } from "../../evaluator/lib/later.ts";
import { Attrs, force, type Lazy, type Value } from "../../evaluator/value.ts";
import { Decl, mergeDecls } from "../declaration.ts";
import type { Def } from "../definition.ts";
import type { Loc } from "../loc.ts";
import { located } from "../module.ts";
import { orElse } from "../or-else.ts";
import { tagOf } from "../property.ts";
import { showOption } from "../show.ts";
import type { ModuleSystem } from "../system.ts";
import { plainly, plainlyLater } from "./merge-functions.ts";
import { firstDef, functorOf, NativeType } from "./native-type.ts";
import type { Merged } from "./option-type.ts";
import { acceptsModule, refuseOrder, SubmoduleType } from "./submodule.ts";

/** `types.deferredModule`: a module for some other evaluation. */
export class DeferredModuleType extends NativeType {
  readonly #staticModules: Lazy;
  readonly #submodule: SubmoduleType;

  constructor(sys: ModuleSystem, staticModules: Lazy) {
    super(sys, "deferredModule");
    this.#staticModules = staticModules;
    this.#submodule = new SubmoduleType(sys, {
      modules: staticModules,
      specialArgs: new Attrs(new Map()),
      shorthandOnlyDefinesConfig: false,
      description: null,
      moduleClass: null,
    });
  }

  description(): string {
    return "module";
  }

  accepts(value: Lazy): boolean {
    return acceptsModule(this.sys, value);
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    const imports = later(() => [
      ...this.sys.ev.list(this.#staticModules),
      ...defs.map((def) =>
        located(
          later(() => `${def.origin.file}, via option ${showOption(loc.path)}`),
          def.value,
        ),
      ),
    ]);
    return plainly(Attrs.of({ imports }));
  }

  override subOptions(prefix: Lazy): Value {
    return this.#submodule.subOptions(prefix);
  }

  override subModules(): Value {
    return this.#submodule.subModules();
  }

  override substSubModules(modules: Lazy): Value {
    return new DeferredModuleType(this.sys, modules).attrs;
  }

  override functor(): Attrs {
    const { sys } = this;
    const make = sys.types.get("deferredModuleWith") as Lazy;
    const payload = Attrs.of({ staticModules: this.#staticModules });
    return functorOf(sys, "deferredModuleWith", make, payload, (a, b) => {
      const modules = (attrs: Attrs) => sys.ev.list(orElse(attrs.get("staticModules"), []));
      return Attrs.of({ staticModules: later(() => [...modules(a), ...modules(b)]) });
    });
  }
}

/** `types.optionType`: types, which merge as those of declarations of one option do. */
export class TypeType extends NativeType {
  constructor(sys: ModuleSystem) {
    super(sys, "optionType");
  }

  description(): string {
    return "optionType";
  }

  accepts(value: Lazy): boolean {
    return tagOf(this.sys.ev.known(value)) === "option-type";
  }

  merge(loc: Loc, defs: readonly Def[]): Merged {
    if (defs.length === 1) return plainly(firstDef(defs).value);
    return plainlyLater(() => {
      defs.forEach(refuseOrder);
      const decls = defs.map(
        (def) => new Decl(def.origin, Attrs.of({ _type: "option", type: def.value })),
      );
      return force(mergeDecls(this.sys, loc.path, decls).map.get("type") as Lazy);
    });
  }
}
