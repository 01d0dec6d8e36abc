// What a row has started. When the row is done, or has failed, all of it is ended.
//
//     await using stage = new Stage();
//     const broker = await stage.broker(nats);
//     const publisher = stage.role<PublisherRole>("publisher");

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { end, type Placement, startBroker } from "./processes.ts";
import type { Line } from "./protocols/index.ts";
import { type RunningRole, startRole } from "./role.ts";
import type { Handlers } from "./roles/serve.ts";
import type { System } from "./systems/system.ts";

export interface RunningBroker {
  readonly line: Line;
  /** Resident memory, now. */
  residentBytes(): number;
  stop(): Promise<void>;
}

const folders = new Set<string>();
process.on("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export class Stage implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "decnet-bench-"));
  readonly #stops: (() => Promise<void>)[] = [];
  #folders = 0;

  constructor() {
    folders.add(this.#folder);
  }

  /** A new folder, which goes when the stage goes. */
  folder(): string {
    const folder = join(this.#folder, String(this.#folders++));
    mkdirSync(folder);
    return folder;
  }

  async broker(system: System, options: Placement = {}): Promise<RunningBroker> {
    const folder = this.folder();
    const launch = await system.launch(folder);
    const child = await startBroker(launch, join(folder, "log"), options);
    const stop = (): Promise<void> => end(child);
    this.#stops.push(stop);
    return {
      line: { endpoint: launch.endpoint, protocol: system.protocol },
      residentBytes: () => residentBytes(child.pid!),
      stop,
    };
  }

  role<Role extends Handlers>(name: string, options: Placement = {}): RunningRole<Role> {
    const role = startRole<Role>(name, options);
    this.#stops.push(() => role.stop());
    return role;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#stops.map((stop) => stop()));
    rmSync(this.#folder, { recursive: true, force: true });
    folders.delete(this.#folder);
  }
}

function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kib = /^VmRSS:\s+(\d+) kB$/mu.exec(status)?.[1];
  if (kib === undefined) throw new Error(`/proc/${pid}/status does not say VmRSS; memory is measured on Linux alone.`);
  return Number(kib) * 1_024;
}
