// A daemon, a worker that publishes to it, and a place for a recording: for a whole test file.

import { join } from "node:path";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { eventOf } from "./broker-harness.ts";
import { type Daemon, startDaemon } from "./daemon.ts";
import type { RawPeer } from "./raw-peer.ts";
import { openPeer } from "./real-peer.ts";
import { startCommand } from "./run-command.ts";
import type { RunningProcess } from "./running-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export class RecordingStage {
  daemon!: Daemon;
  worker!: RawPeer;
  /** Where the recording shall be; another one in each test. */
  file!: string;

  constructor() {
    beforeAll(async () => {
      this.daemon = await startDaemon();
      this.worker = await openPeer(this.daemon.socket, "worker");
    });
    afterAll(async () => {
      this.worker.destroy();
      await this.daemon[Symbol.asyncDispose]();
    });
    beforeEach(() => {
      this.file = join(temporaryFolder(), "bus.rec");
    });
  }

  /** Resolves when it records. */
  async startRecording(...args: readonly string[]): Promise<RunningProcess> {
    const recording = startCommand(["bus", "record", this.file, "--socket", this.daemon.socket, ...args]);
    await recording.stderr.has("recording ");
    return recording;
  }

  async publish(...topics: readonly string[]): Promise<void> {
    for (const topic of topics) this.worker.send(eventOf(topic));
    await this.worker.fence();
  }

  /** Records these topics, and nothing else. */
  async recordTopics(...topics: readonly string[]): Promise<void> {
    await using recording = await this.startRecording("--count", String(topics.length));
    await this.publish(...topics);
    const { code, stderr } = await recording.ended;
    if (code !== 0) throw new Error(`There is no recording: ${stderr}`);
  }
}
