// All processes of the example, around one folder with the database and the bus's socket. The launcher keeps them alive; tests kill them.

import { join } from "node:path";
import { WorkerProcess, type WorkerEvents } from "./worker-process.ts";

const HERE = join(import.meta.dirname, "..");
const DECNET = join(HERE, "../../bin/decnet.js");

export interface ExampleOptions {
  /** For database and socket. */
  readonly folder: string;
  /** Default: in the folder. */
  readonly database?: string | undefined;
  /** Default: one that is free. It stays the same when the API is started again. */
  readonly port?: number | undefined;
  readonly mutators?: number | undefined;
  readonly pollMs?: number | undefined;
  readonly leaseMs?: number | undefined;
  readonly workMs?: number | undefined;
  /** Events of traffic a second; 0: no generator. */
  readonly rate?: number | undefined;
  /** Default: editor/dist. */
  readonly page?: string | undefined;
}

/** However this process ends, the others go with it: it ends them, or, if it cannot any more, they end by themselves (leash.ts). */
export class Example implements AsyncDisposable {
  readonly bus: WorkerProcess;
  readonly api: WorkerProcess;
  readonly mutators: readonly WorkerProcess[];
  /** Undefined if there shall be none. */
  readonly traffic: WorkerProcess | undefined;
  readonly socket: string;
  readonly database: string;
  #port: number;
  readonly #abandon = (): void => {
    for (const worker of this.workers) worker.abandon();
  };

  constructor(options: ExampleOptions, events: WorkerEvents) {
    const { folder, mutators = 2, rate = 4, page } = options;
    process.on("exit", this.#abandon);
    const database = options.database ?? join(folder, "topologies.sqlite");
    this.database = database;
    this.socket = join(folder, "bus.sock");
    this.#port = options.port ?? 0;
    const env = { DECNET_BUS_SOCKET: this.socket, DECNET_BUS_ENABLED: "true", DECNET_BUS_TYPE: "unix" };
    const worker = (name: string, command: () => readonly string[], isReady = saysReady): WorkerProcess =>
      new WorkerProcess({ name, command, env, isReady }, events);

    this.bus = worker(
      "bus",
      () => [DECNET, "bus", "--socket", this.socket, "--group", "", "--heartbeat", "2"],
      saysListening,
    );
    const pageFlags = page === undefined ? [] : ["--page", page];
    this.api = worker(
      "api",
      () => [join(HERE, "api/main.ts"), "--database", database, "--port", String(this.#port), ...pageFlags],
      (line) => line.startsWith("http://"),
    );
    this.mutators = Array.from({ length: mutators }, (_, index) => {
      const name = `mutator-${index + 1}`;
      return worker(name, () => [
        join(HERE, "mutator/main.ts"),
        "--database",
        database,
        "--name",
        name,
        ...timing(options),
      ]);
    });
    this.traffic =
      rate === 0
        ? undefined
        : worker("traffic", () => [join(HERE, "traffic/main.ts"), "--database", database, "--rate", String(rate)]);
  }

  /** In the order in which they are started. */
  get workers(): readonly WorkerProcess[] {
    return [this.bus, this.api, ...this.mutators, ...(this.traffic === undefined ? [] : [this.traffic])];
  }

  /** Where the page and the API are. */
  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts all of it. Resolves to the address; if one does not start, the others are stopped. */
  async start(): Promise<string> {
    try {
      await this.bus.start();
      // The first one makes the database.
      this.#port = Number(new URL(await this.api.start()).port);
      await Promise.all(
        [...this.mutators, ...(this.traffic === undefined ? [] : [this.traffic])].map((each) => each.start()),
      );
    } catch (error) {
      await this.stop();
      throw error;
    }
    return this.address;
  }

  /** The bus last, so that the others can say their last words. */
  async stop(): Promise<void> {
    const [bus, ...others] = this.workers;
    await Promise.all(others.map((worker) => worker.stop()));
    await bus!.stop();
    process.off("exit", this.#abandon);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

function timing({ pollMs, leaseMs, workMs }: ExampleOptions): string[] {
  const flags: readonly [flag: string, ms: number | undefined][] = [
    ["--poll-ms", pollMs],
    ["--lease-ms", leaseMs],
    ["--work-ms", workMs],
  ];
  return flags.flatMap(([flag, ms]) => (ms === undefined ? [] : [flag, String(ms)]));
}

function saysReady(line: string): boolean {
  return line === "ready";
}

function saysListening(line: string): boolean {
  return line.includes('"msg":"listening"');
}
