import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runDaemon } from "../../src/daemon/run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// The signal's default effect would be to end the process, and the socket file, made a moment later or before, would stay.
test.each(["SIGTERM", "SIGINT"] as const)(
  "a %s that comes while the daemon starts ends it in order",
  async (signal) => {
    const socket = join(temporaryFolder(), "bus.sock");
    const lockHolder = createServer().listen(`\0decnet-bus-start-${createHash("sha256").update(socket).digest("hex")}`);
    await once(lockHolder, "listening");
    const listeners = process.listenerCount(signal);

    const log: string[] = [];
    const ended = runDaemon({ socket, group: "" }, { write: (line) => log.push(line) });
    expect(process.listenerCount(signal)).toBe(listeners + 1);
    process.emit(signal, signal);
    lockHolder.close();

    await ended;
    const messages = log.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(messages).toEqual(["listening", "stopping", "stopped"]);
    expect(existsSync(socket)).toBe(false);
    expect(process.listenerCount(signal)).toBe(listeners);
  },
);
