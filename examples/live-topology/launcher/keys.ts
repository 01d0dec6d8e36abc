// Keys that take processes down and bring them back, as crashes and operators do.

import { emitKeypressEvents, type Key } from "node:readline";
import type { Example } from "./example.ts";
import type { WorkerProcess } from "./worker-process.ts";

export interface KeyActions {
  readonly say: (name: string, line: string) => void;
  readonly stop: () => void;
}

/** Only in a terminal. */
export function listenToKeys(example: Example, { say, stop }: KeyActions): void {
  if (!process.stdin.isTTY) return;
  const workersOf: Readonly<Record<string, readonly WorkerProcess[]>> = {
    b: [example.bus],
    m: example.mutators,
    a: [example.api],
  };
  say("keys", "b: bus off/on    m: mutators off/on    a: API off/on    q: end");
  emitKeypressEvents(process.stdin);
  process.stdin.setRawMode(true);
  process.stdin.on("keypress", (_text: string, { name = "", ctrl = false }: Key) => {
    if (name === "q" || (ctrl && name === "c")) stop();
    for (const worker of workersOf[name] ?? []) void toggle(worker, say);
  });
}

async function toggle(worker: WorkerProcess, say: KeyActions["say"]): Promise<void> {
  try {
    const running = worker.pid !== undefined;
    if (running) await worker.kill();
    else await worker.start();
    say(worker.name, running ? "killed" : "started");
  } catch (error) {
    say(worker.name, error instanceof Error ? error.message : String(error));
  }
}
