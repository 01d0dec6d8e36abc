// A socket whose backlog is full: somebody listens there and takes nobody, which a runner that takes whoever comes cannot do itself. So
// a process of its own listens, and is stopped.

import { type ChildProcess, spawn } from "node:child_process";
import { renameSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { CannotRun } from "./failure.ts";

/** Of that process: it says that it listens, with the shortest backlog. */
const LISTEN = `require("node:net").createServer().listen({ path: process.argv[1], backlog: 1 }, () => console.log("listening"))`;

/** The kernel rounds the backlog as it likes; there is no need to know how. */
const MOST_CONNECTIONS = 5_000;

export class FullBacklog {
  readonly #path: string;
  readonly #away: string;
  readonly #process: ChildProcess;
  readonly #waiting: readonly Socket[];

  private constructor(path: string, away: string, process: ChildProcess, waiting: readonly Socket[]) {
    this.#path = path;
    this.#away = away;
    this.#process = process;
    this.#waiting = waiting;
  }

  /** Puts one at `path`; what is there comes back with `end`. */
  static async inPlaceOf(path: string): Promise<FullBacklog> {
    const [full, away] = [`${path}.full`, `${path}.away`];
    const child = spawn(process.execPath, ["--eval", LISTEN, full], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise<void>((resolve, reject) => {
      child.stdout.once("data", () => resolve());
      child.once("exit", () => reject(new CannotRun("nobody listens at a second socket")));
    });
    child.kill("SIGSTOP");
    const waiting = await crowd(full);
    renameSync(path, away);
    renameSync(full, path);
    return new FullBacklog(path, away, child, waiting);
  }

  end(): void {
    renameSync(this.#away, this.#path);
    this.#process.kill("SIGKILL");
    for (const socket of this.#waiting) socket.destroy();
  }
}

/** Connects until nobody is let wait any more. */
async function crowd(path: string): Promise<readonly Socket[]> {
  const waiting: Socket[] = [];
  while (waiting.length < MOST_CONNECTIONS) {
    const socket = connect({ path });
    const error = await new Promise<Error | undefined>((resolve) => {
      socket.once("connect", () => resolve(undefined));
      socket.once("error", resolve);
    });
    if (error !== undefined) return waiting;
    socket.on("error", () => {});
    waiting.push(socket);
  }
  throw new CannotRun("the kernel lets as many wait as like");
}
