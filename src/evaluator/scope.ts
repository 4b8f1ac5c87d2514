/** The names of one frame and the frames around it, known when code is compiled. */
export class Scope {
  readonly parent: Scope | null;
  /** Slot of each name; null for the frame of a `with`, whose namespace is in slot 1. */
  readonly slots: Map<string, number> | null;

  constructor(parent: Scope | null, slots: Map<string, number> | null) {
    this.parent = parent;
    this.slots = slots;
  }

  static of(parent: Scope | null, names: Iterable<string>): Scope {
    const slots = new Map<string, number>();
    let next = 1;
    for (const name of names) slots.set(name, next++);
    return new Scope(parent, slots);
  }

  /** Where a name is bound, counted in frames outwards; else the depths of the `with`s around, innermost first. */
  find(name: string): { depth: number; slot: number } | { withs: number[] } {
    const withs: number[] = [];
    let depth = 0;
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      if (scope.slots === null) withs.push(depth);
      else {
        const slot = scope.slots.get(name);
        if (slot !== undefined) return { depth, slot };
      }
      depth++;
    }
    return { withs };
  }
}
