// A role in a process of its own, and calls to it as if it were here. Only commands and results go this way, never an event.

import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { end, forkModule, type Placement } from "./processes.ts";
import type { Answer, Call, Handlers } from "./roles/serve.ts";

type Remote<Role extends Handlers> = {
  [Name in keyof Role]: (...args: Parameters<Role[Name]>) => Promise<Awaited<ReturnType<Role[Name]>>>;
};

export interface RunningRole<Role extends Handlers> {
  readonly call: Remote<Role>;
  /** Stops the process, as Ctrl-Z does: it reads nothing more, and keeps its connections. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** Starts `roles/<name>.ts`. */
export function startRole<Role extends Handlers>(name: string, options: Placement): RunningRole<Role> {
  const child = forkModule(join(import.meta.dirname, "roles", `${name}.ts`), options);
  const ask = caller(child, name);
  const call = new Proxy({} as Remote<Role>, {
    get:
      (_, method) =>
      (...args: unknown[]) =>
        ask(String(method), args),
  });
  return {
    call,
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    stop: () => end(child),
  };
}

function caller(child: ChildProcess, name: string): (method: string, args: unknown[]) => Promise<unknown> {
  const open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let next = 0;
  child.on("message", (answer: Answer) => {
    const call = open.get(answer.id);
    open.delete(answer.id);
    if ("error" in answer) call?.reject(new Error(`${name}: ${answer.error}`));
    else call?.resolve(answer.value);
  });
  child.once("exit", (code, signal) => {
    const error = new Error(`The process of the role ${name} has ended (${signal ?? code}); its error stands above.`);
    for (const { reject } of open.values()) reject(error);
  });
  return (method, args) =>
    new Promise((resolve, reject) => {
      const call: Call = { id: next++, method, args };
      open.set(call.id, { resolve, reject });
      child.send(call);
    });
}
