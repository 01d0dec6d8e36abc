// A client under test: for each case a process of its own, and the runner as its broker.

import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClientProcess } from "./client-process.ts";
import { Failure } from "./failure.ts";
import { Play } from "./play.ts";
import { ScriptedBroker } from "./scripted-broker.ts";
import type { Stage } from "./stage.ts";

/** How long the process may take to end once its stdin has. */
const PARTING_MS = 1_000;

export async function clientStage(command: readonly string[], patienceMs: number, startMs: number): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "decnet-conformance-"));
  let scripted: ScriptedBroker | undefined;
  let client: ClientProcess | undefined;
  return {
    async begin() {
      scripted = new ScriptedBroker(join(folder, "bus.sock"), patienceMs, startMs);
      await scripted.start();
      client = new ClientProcess(command, patienceMs);
      await client.started();
      return new Play(scripted, patienceMs, { process: client, scripted });
    },
    async checkAlive() {
      if (client !== undefined && client.crash !== "") throw new Failure(client.crash);
    },
    async end() {
      await scripted?.kill();
      await client?.dispose(PARTING_MS);
    },
    get crash() {
      return client?.crash ?? "";
    },
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
}
