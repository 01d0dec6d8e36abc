// The other end of role.ts: a table of functions, called by name from the process that conducts the run.

export interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

export type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string };

/** Arguments and results must survive JSON. */
// oxlint-disable-next-line typescript/no-explicit-any -- as parameters, `never` would refuse every call and `unknown` every handler
export type Handlers = Record<string, (...args: any[]) => unknown>;

/** Serves until the conductor is gone. */
export function serve(handlers: Handlers): void {
  process.on("message", (call: Call) => void answer(handlers, call));
  process.on("disconnect", () => process.exit());
}

async function answer(handlers: Handlers, { id, method, args }: Call): Promise<void> {
  try {
    reply({ id, value: await handlers[method]!(...args) });
  } catch (error) {
    reply({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

function reply(message: Answer): void {
  process.send?.(message);
}
