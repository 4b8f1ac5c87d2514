/**
 * The part of WebAssembly that nixlint uses. Node 20's types leave it to those of the browser, which would bring in
 * `window` and everything else that is not there.
 */
declare namespace WebAssembly {
  type Bytes = ArrayBuffer | ArrayBufferView;
  type ExportValue = ((...args: number[]) => number) | Memory | Global;

  class Module {
    constructor(bytes: Bytes);
    static customSections(module: Module, name: string): ArrayBuffer[];
    static exports(module: Module): { readonly name: string; readonly kind: string }[];
    static imports(
      module: Module,
    ): { readonly module: string; readonly name: string; readonly kind: string }[];
  }

  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, ExportValue>;
  }

  class Memory {
    constructor(descriptor: { initial: number; maximum?: number });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }

  class Global {
    value: number;
  }

  class RuntimeError extends Error {}
  class CompileError extends Error {}

  function validate(bytes: Bytes): boolean;
}
