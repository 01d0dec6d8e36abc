// The real daemon, a process of its own, on a socket of the system. It runs from the sources: no build is needed, and none can be old.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll } from "vitest";
import type { Bus } from "../../src/client/bus.ts";
import { createConnectedBus } from "../../src/client/connected-bus.ts";
import { helloOf } from "../../src/client/hello.ts";
import { systemClock } from "../../src/clock.ts";
import { noBusError } from "../../src/no-bus/no-bus-error.ts";
import type { Connection } from "../../src/transport/connection.ts";
import { connectUnix } from "../../src/transport/unix.ts";
import { COMPILED_ONCE } from "../support/compiled-once.ts";
import { minimalEnv, ROOT } from "../support/run-command.ts";
import { RunningProcess } from "../support/running-process.ts";
import type { ActorOptions, Stage, StageOptions, Transport } from "./stage.ts";

const DAEMON = pathToFileURL(join(ROOT, "src/daemon/run.ts")).href;

/** One that nothing was done to, with the limits that it has by itself: the next test can have it. */
let idle: { readonly daemon: RunningProcess; readonly folder: string } | undefined;
afterAll(() => {
  if (idle !== undefined) rmSync(idle.folder, { recursive: true, force: true });
});

export const unix: Transport = {
  name: "unix",
  withoutBroker: undefined,
  open: async (options) => {
    const stage = new UnixStage(options);
    try {
      await stage.begin();
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  },
};

class UnixStage implements Stage {
  #folder = "";
  readonly #limits: StageOptions;
  #daemon: RunningProcess | undefined;
  /** Nothing was done to the daemon. */
  #untouched: boolean;
  readonly #buses: Bus[] = [];
  /** The connection that each has now. */
  readonly #connections = new Map<Bus, Connection>();

  constructor(limits: StageOptions) {
    this.#limits = limits;
    this.#untouched = Object.keys(limits).length === 0;
  }

  get #socket(): string {
    return join(this.#folder, "bus.sock");
  }

  async begin(): Promise<void> {
    if (this.#untouched && idle !== undefined) {
      this.#daemon = idle.daemon;
      this.#folder = idle.folder;
      idle = undefined;
      return;
    }
    this.#folder = mkdtempSync(join(tmpdir(), "decnet-"));
    await this.start();
  }

  async start(): Promise<void> {
    const options = { socket: this.#socket, group: "", heartbeatS: 0, limits: this.#limits };
    const program = `
      import { runDaemon } from ${JSON.stringify(DAEMON)};
      await runDaemon(${JSON.stringify(options)});`;
    const args = ["--input-type=module", "--eval", program];
    this.#daemon = new RunningProcess(process.execPath, args, {
      env: { ...minimalEnv(), ...COMPILED_ONCE },
      cwd: ROOT,
    });
    await this.#daemon.stderr.has('"msg":"listening"');
  }

  bus({ waitForBus = false, ...hello }: ActorOptions = {}): Bus {
    const open = async (): Promise<Connection> => {
      try {
        const connection = await connectUnix(this.#socket);
        this.#connections.set(bus, connection);
        return connection;
      } catch (error) {
        throw await noBusError(this.#socket, error);
      }
    };
    // How long it waits before it comes back is tested with a clock in the hand; here it need not be long.
    const random = (): number => 0.1;
    const bus = createConnectedBus({ hello: helloOf(hello), clock: systemClock, waitForBus, random, open });
    this.#buses.push(bus);
    return bus;
  }

  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  freeze(): void {
    this.#untouched = false;
    this.#daemon!.kill("SIGSTOP");
  }

  thaw(): void {
    this.#daemon!.kill("SIGCONT");
  }

  cut(): void {
    for (const connection of this.#connections.values()) connection.destroy();
  }

  hold(bus: Bus): void {
    this.#connections.get(bus)!.pause();
  }

  release(bus: Bus): void {
    this.#connections.get(bus)!.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A daemon that is still frozen would hold up whoever closes; one that is killed does not.
    if (!this.#untouched) await this.#end("SIGKILL");
    await Promise.all(this.#buses.map((bus) => bus.close()));
    if (this.#daemon !== undefined && idle === undefined) idle = { daemon: this.#daemon, folder: this.#folder };
    else {
      await this.#end("SIGKILL");
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const daemon = this.#daemon;
    this.#daemon = undefined;
    this.#untouched = false;
    daemon?.kill(signal);
    await daemon?.ended;
  }
}
