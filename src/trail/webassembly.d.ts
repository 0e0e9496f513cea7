/** The part of WebAssembly's JavaScript interface that scanner.ts uses; Node has it, its types leave it out. */
declare namespace WebAssembly {
  type Memory = Readonly<{ buffer: ArrayBuffer }>;
  type Module = Readonly<{ readonly __module: never }>;
  type Instance = Readonly<{ exports: Readonly<Record<string, unknown>> }>;
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports: object): Promise<Instance>;
}
