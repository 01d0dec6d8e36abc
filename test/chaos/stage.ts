// What a run stands on: a folder for the socket, all processes that were started, and what was found. Whatever happens, every process is
// ended by its number and the folder is gone.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DaemonProcess } from "../fuzz/daemon-process.ts";

export interface Finding {
  /** Part and cycle. */
  readonly where: string;
  readonly what: string;
}

export interface StageOptions {
  /** Node's arguments to start a daemon, to which the socket is added. */
  readonly daemon: readonly string[];
  /** Ends everything early. */
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((line: string) => void) | undefined;
}

interface Started {
  kill(): Promise<void>;
}

/** What repeats in every cycle is not repeated here. */
const FINDINGS_KEPT = 50;

export class Stage {
  readonly findings: Finding[] = [];
  readonly socket: string;
  readonly signal: AbortSignal;
  readonly #options: StageOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), "decnet-"));
  readonly #started = new Set<Started>();

  constructor(options: StageOptions) {
    this.#options = options;
    this.socket = join(this.#folder, "bus.sock");
    this.signal = options.signal ?? new AbortController().signal;
  }

  /** Runs `play` to its end, or until it is interrupted; what it throws is a finding. */
  async run(part: string, play: () => Promise<void>): Promise<void> {
    const interrupted = Promise.withResolvers<never>();
    const interrupt = (): void => interrupted.reject(new Error("interrupted"));
    this.signal.addEventListener("abort", interrupt);
    try {
      this.signal.throwIfAborted();
      await Promise.race([play(), interrupted.promise]);
    } catch (error) {
      this.find(part, error instanceof Error ? error.message : String(error));
    } finally {
      this.signal.removeEventListener("abort", interrupt);
      await this.#endAll();
    }
  }

  find(where: string, what: string): void {
    if (this.findings.length < FINDINGS_KEPT) this.findings.push({ where, what });
  }

  progress(line: string): void {
    this.#options.progress?.(line);
  }

  /** Resolves when it listens. */
  async startDaemon(): Promise<DaemonProcess> {
    this.signal.throwIfAborted();
    const daemon = await DaemonProcess.start([...this.#options.daemon, "--socket", this.socket]);
    this.add(daemon);
    void daemon.ended.then(() => this.#started.delete(daemon));
    // It may have been interrupted while it started.
    if (this.signal.aborted) await daemon.kill();
    return daemon;
  }

  add<One extends Started>(one: One): One {
    this.#started.add(one);
    return one;
  }

  /** A stopped process too: SIGKILL does not wait for SIGCONT. */
  async #endAll(): Promise<void> {
    await Promise.all([...this.#started].map((one) => one.kill()));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
