// The daemon is killed (SIGKILL) and started again, cycle after cycle, under the load of many clients.
//
//   all are back, and hear each other ──▶ some more load ──▶ kill -9 ──▶ start ──▶ all are back …
//                                                                            last: quiet, all accounts are closed
//
// A cycle's wait is bounded; what is slower than that hangs.

import { setTimeout as delay } from "node:timers/promises";
import type { DaemonProcess } from "../fuzz/daemon-process.ts";
import { Random } from "../fuzz/random.ts";
import { type GrowthVerdict, judgeGrowth } from "./belongings.ts";
import { clientName } from "./client-name.ts";
import type { Belongings, ClientArguments, ClientCommand, ClientMessage, ClientReport, Return } from "./messages.ts";
import type { Stage } from "./stage.ts";
import { Worker } from "./worker.ts";

export interface StormOptions {
  readonly seed: number;
  readonly cycles: number;
  readonly clients: number;
  readonly processes: number;
  /** Of a client of each process: see `ClientArguments`. */
  readonly fault?: string | undefined;
  /** How long clients may take to come back. */
  readonly backLimitMs: number;
}

export interface StormReport {
  readonly cycles: number;
  readonly seconds: number;
  /** Of each client and cycle: from the kill to `connected`. */
  readonly backMs: readonly number[];
  /** From the moment at which the new daemon listened; below 0 never. */
  readonly afterListeningMs: readonly number[];
  /** From the kill until a client heard everybody. */
  readonly hearsAllMs: readonly number[];
  readonly clients: readonly ClientReport[];
  readonly growth: readonly GrowthVerdict[];
}

type Clients = Worker<ClientCommand, ClientMessage>;

/** What a worker may take beyond the limits that it was told. */
const GRACE_MS = 10_000;
/** Load between the return of the last client and the next kill: mostly short, so that clients are still coming to rest. */
const LOAD_MS = [20, 500] as const;

export class Storm {
  readonly #options: StormOptions;
  readonly #stage: Stage;
  readonly #random: Random;
  readonly #workers: Clients[] = [];
  readonly #belongings: Belongings[][] = [];
  readonly #backMs: number[] = [];
  readonly #afterListeningMs: number[] = [];
  readonly #hearsAllMs: number[] = [];
  #reports: ClientReport[] = [];
  #cycle = 0;
  #killedAtMs = 0;
  #listeningAtMs = 0;
  #seconds = 0;

  constructor(options: StormOptions, stage: Stage) {
    this.#options = options;
    this.#stage = stage;
    this.#random = new Random(`${options.seed} storm`);
  }

  async run(): Promise<void> {
    const { cycles } = this.#options;
    let daemon = await this.#stage.startDaemon();
    await this.#startClients();
    await this.#look();
    const fromMs = performance.now();
    for (this.#cycle = 1; this.#cycle <= cycles; this.#cycle++) {
      await delay(this.#random.between(...LOAD_MS), undefined, { signal: this.#stage.signal });
      daemon = await this.#restart(daemon);
      await this.#look();
      this.#stage.progress(this.#progressLine(fromMs));
    }
    this.#seconds = (performance.now() - fromMs) / 1_000;
    await this.#finish();
    await daemon.kill();
  }

  get report(): StormReport {
    return {
      cycles: Math.min(this.#cycle, this.#options.cycles),
      seconds: this.#seconds,
      backMs: this.#backMs,
      afterListeningMs: this.#afterListeningMs,
      hearsAllMs: this.#hearsAllMs,
      clients: this.#reports,
      growth: this.#belongings.flatMap((samples, process) => judgeGrowth(process, samples) ?? []),
    };
  }

  async #startClients(): Promise<void> {
    const { seed, clients, processes, fault } = this.#options;
    for (let process = 0; process < processes; process++) {
      const names = Array.from({ length: clients }, (_, index) => index)
        .filter((index) => index % processes === process)
        .map(clientName);
      if (names.length === 0) continue;
      const given: ClientArguments = { socket: this.#stage.socket, seed, names, clients, fault };
      const worker: Clients = new Worker(`client process ${process}`, "client-process.ts", given);
      this.#workers.push(this.#stage.add(worker));
      this.#belongings.push([]);
    }
    await Promise.all(this.#workers.map((worker) => worker.next("ready", this.#limitMs)));
  }

  async #restart(daemon: DaemonProcess): Promise<DaemonProcess> {
    if (daemon.end !== undefined) throw new Error(`the daemon ended by itself, with ${JSON.stringify(daemon.end)}`);
    this.#killedAtMs = Date.now();
    await daemon.kill();
    const next = await this.#stage.startDaemon();
    this.#listeningAtMs = Date.now();
    return next;
  }

  /** Until all clients are back. */
  async #look(): Promise<void> {
    const limitMs = this.#options.backLimitMs;
    const answers = await this.#ask({ kind: "look", cycle: this.#cycle, limitMs }, "looked");
    for (const [process, { returns, belongings, faults }] of answers.entries()) {
      this.#belongings[process]!.push(belongings);
      this.#find(faults);
      for (const client of returns) this.#note(client);
    }
    // Each cycle after this one would wait in vain as well.
    const lost = answers.flatMap(({ returns }) => returns).filter(({ hearsAllAtMs }) => hearsAllAtMs === undefined);
    if (lost.length > 0) throw new Error(`cycle ${this.#cycle} was the last: ${lost.length} clients did not come back`);
  }

  #note({ name, connectedAtMs, hearsAllAtMs, missing }: Return): void {
    const { backLimitMs } = this.#options;
    if (connectedAtMs === undefined) this.#find([`${name} is not connected again after ${backLimitMs} ms`]);
    else if (hearsAllAtMs === undefined)
      this.#find([`${name} is connected and does not hear ${missing.join(", ")} after ${backLimitMs} ms`]);
    else if (this.#cycle > 0) {
      this.#backMs.push(connectedAtMs - this.#killedAtMs);
      this.#afterListeningMs.push(Math.max(0, connectedAtMs - this.#listeningAtMs));
      this.#hearsAllMs.push(hearsAllAtMs - this.#killedAtMs);
    }
  }

  /** All become quiet, and then see whether everything has come. */
  async #finish(): Promise<void> {
    const limitMs = this.#options.backLimitMs;
    const answers = await this.#ask({ kind: "quiet", limitMs }, "quiet");
    for (const { faults } of answers) this.#find(faults);
    const published = Object.assign({}, ...answers.map((answer) => answer.published)) as Record<string, number>;
    const ends = await this.#ask({ kind: "finish", published, limitMs }, "finished");
    this.#reports = ends.flatMap(({ reports }) => reports);
    for (const { name, faults, reconnects } of this.#reports) {
      this.#find(faults.map((what) => `${name}: ${what}`));
      const { cycles } = this.#options;
      if (reconnects !== cycles) this.#find([`${name} has reconnected ${reconnects} times in ${cycles} restarts`]);
    }
    await this.#end();
    for (const { findings } of this.report.growth) this.#find(findings);
  }

  /** Nothing may keep a process alive whose buses are closed. */
  async #end(): Promise<void> {
    const late = delay(this.#limitMs, "did not end after its buses were closed", { ref: false });
    for (const worker of this.#workers) {
      const fault = await Promise.race([worker.ended, late]);
      if (fault !== undefined) this.#find([`${worker.name}: ${fault}`]);
    }
  }

  async #ask<Kind extends ClientMessage["kind"]>(
    command: ClientCommand,
    kind: Kind,
  ): Promise<Extract<ClientMessage, { kind: Kind }>[]> {
    const answers = this.#workers.map((worker) => worker.next(kind, this.#limitMs));
    for (const worker of this.#workers) worker.tell(command);
    return Promise.all(answers);
  }

  get #limitMs(): number {
    return this.#options.backLimitMs + GRACE_MS;
  }

  #find(what: readonly string[]): void {
    for (const one of what) this.#stage.find(`cycle ${this.#cycle}`, one);
  }

  #progressLine(fromMs: number): string {
    const seconds = ((performance.now() - fromMs) / 1_000).toFixed(0);
    const slowest = Math.max(...this.#backMs.slice(-this.#options.clients));
    return `${seconds} s, cycle ${this.#cycle} of ${this.#options.cycles}: the last client was back after ${slowest} ms`;
  }
}
