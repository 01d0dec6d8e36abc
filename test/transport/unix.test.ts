import { chmodSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BusError, systemErrorCode } from "../../src/errors.ts";
import type { Connection } from "../../src/transport/connection.ts";
import { listenUnix, type UnixListener } from "../../src/transport/unix-listener.ts";
import { checkSocketPath, connectUnix } from "../../src/transport/unix.ts";
import { connectionLaws, Recorder, turns } from "../support/connection-laws.ts";

let folder: string;
let path: string;
const listeners: UnixListener[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "unix-"));
  path = join(folder, "bus.sock");
});

afterEach(() => {
  for (const listener of listeners.splice(0)) listener.close();
  rmSync(folder, { recursive: true });
});

describe("a connection over a socket", () => {
  connectionLaws(async () => {
    const accepted = Promise.withResolvers<Connection>();
    await listen(accepted.resolve);
    const near = await connectUnix(path);
    return [near, await accepted.promise];
  });

  test("is like any other UNIX socket to a peer that knows nothing of us", async () => {
    const accepted = Promise.withResolvers<Connection>();
    await listen(accepted.resolve);
    const stranger = await strangerAt(path);
    const connection = await accepted.promise;
    const recorder = new Recorder();
    connection.start(recorder);
    stranger.end("question");
    await recorder.until(({ closedCount }) => closedCount === 1);
    expect(recorder.text).toBe("question");
  });

  // Regression: after a full read the socket waited for the timer of the test's.
  test("goes on while a test has put the machine's timers aside", async () => {
    vi.useFakeTimers({ toFake: ["setImmediate"] });
    try {
      const accepted = Promise.withResolvers<Connection>();
      await listen(accepted.resolve);
      const stranger = await strangerAt(path);
      const connection = await accepted.promise;
      const recorder = new Recorder();
      connection.start(recorder);
      stranger.end("x".repeat(500_000));
      await recorder.until(({ closedCount }) => closedCount === 1);
      expect(recorder.text).toHaveLength(500_000);
    } finally {
      vi.useRealTimers();
    }
  });

  test("reports the error of a peer that is gone while something is sent to it, once", async () => {
    const accepted = Promise.withResolvers<Connection>();
    await listen(accepted.resolve);
    const stranger = await strangerAt(path);
    const connection = await accepted.promise;
    const recorder = new Recorder();
    connection.start(recorder);
    let taken = 0;
    connection.send([new Uint8Array(8 << 20)], () => taken++);
    stranger.destroy();
    await recorder.until(({ closedCount }) => closedCount > 0);
    await turns();
    expect(recorder.closedCount).toBe(1);
    expect(["EPIPE", "ECONNRESET"]).toContain(systemErrorCode(recorder.error));
    expect(taken).toBe(0);
  });
});

describe("connecting fails with Node's own error", () => {
  test("ENOENT where no file is", async () => {
    await expect(connectUnix(path)).rejects.toMatchObject({ code: "ENOENT", syscall: "connect" });
  });

  test("ECONNREFUSED where nobody listens any more", async () => {
    const server = createServer();
    const other = join(folder, "other.sock");
    await new Promise<void>((resolve) => {
      server.listen(other, resolve);
    });
    renameSync(other, path);
    server.close();
    await expect(connectUnix(path)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("ELOOP, ENOTDIR and the like where the path leads nowhere", async () => {
    symlinkSync("loop", join(folder, "loop"));
    await expect(connectUnix(join(folder, "loop"))).rejects.toMatchObject({ code: "ELOOP" });
    writeFileSync(join(folder, "file"), "");
    chmodSync(join(folder, "file"), 0o600);
    await expect(connectUnix(join(folder, "file", "bus.sock"))).rejects.toMatchObject({ code: "ENOTDIR" });
  });
});

describe("a socket path", () => {
  test.each(["a".repeat(107), `${"ü".repeat(53)}a`, "/run/decnet/bus.sock"])("may have 107 bytes: %s", (fits) => {
    expect(checkSocketPath(fits)).toBeUndefined();
  });

  test.each(["a".repeat(108), "ü".repeat(54)])("is refused by name if it has more: %s", (tooLong) => {
    const refused = catchError(() => checkSocketPath(tooLong));
    expect(refused).toBeInstanceOf(BusError);
    expect(refused).toMatchObject({ code: "INVALID_CONFIG" });
    expect(refused.message).toContain("The socket path has 108 bytes; a UNIX socket takes at most 107.");
    expect(refused.message).toContain(tooLong);
  });

  test("of 107 bytes can really be bound", async () => {
    path = join(folder, "s".repeat(107 - Buffer.byteLength(folder) - 1));
    await listen();
    expect(statSync(path).isSocket()).toBe(true);
    (await connectUnix(path)).destroy();
  });
});

async function listen(
  accept: (connection: Connection) => void = (connection) => connection.destroy(),
): Promise<UnixListener> {
  const listener = await listenUnix(path, { accept });
  listeners.push(listener);
  return listener;
}

/** Node's own socket, connected. */
async function strangerAt(socketPath: string): Promise<Socket> {
  const socket = connect(socketPath);
  await new Promise((resolve) => {
    socket.once("connect", resolve);
  });
  return socket;
}

function catchError(run: () => void): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("nothing was thrown");
}
