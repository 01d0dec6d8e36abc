import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BusError, systemErrorCode } from "../../src/errors.ts";
import type { Connection } from "../../src/transport/connection.ts";
import { checkSocketPath, connectUnix, listenUnix, type UnixListener } from "../../src/transport/unix.ts";
import { utf8 } from "../support/bytes.ts";
import { connectionLaws, Recorder, sent, turns } from "../support/connection-laws.ts";

const SOURCE = join(import.meta.dirname, "..", "..", "src", "transport", "unix.ts");

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

describe("a socket file", () => {
  test("is open to nobody but its owner from the first moment, whatever the umask, which stays as it was", async () => {
    const before = process.umask(0);
    try {
      const listening = listen();
      // bind(2) has happened by now, and nothing else of ours has run.
      expect(statSync(path).mode & 0o777).toBe(0o600);
      await listening;
      expect(statSync(path).mode & 0o777).toBe(0o600);
    } finally {
      expect(process.umask(before)).toBe(0);
    }
  });

  test("leaves the umask as it was also if it cannot be bound", async () => {
    const before = process.umask(0o027);
    try {
      await expect(listenUnix(join(folder, "missing", "bus.sock"), () => {})).rejects.toThrow(/^listen E/);
    } finally {
      expect(process.umask(before)).toBe(0o027);
    }
  });

  test("is gone when its listener is closed, and closing again is harmless", async () => {
    const listener = await listen();
    listener.close();
    expect(existsSync(path)).toBe(false);
    listener.close();
    await expect(connectUnix(path)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("can be bound again after that", async () => {
    (await listen()).close();
    await listen();
    await expect(connectUnix(path).then((connection) => connection.destroy())).resolves.toBeUndefined();
  });

  test("keeps the connections that it led to when its listener is closed", async () => {
    const accepted = Promise.withResolvers<Connection>();
    const listener = await listen(accepted.resolve);
    const near = await connectUnix(path);
    const recorder = new Recorder();
    near.start(recorder);
    listener.close();
    await sent(await accepted.promise, utf8("still here"));
    await recorder.until(({ bytes }) => bytes === 10);
    near.destroy();
    expect(recorder.text).toBe("still here");
  });
});

test("a worker thread, which may not change the umask, can listen too", async () => {
  const source = JSON.stringify(pathToFileURL(join(import.meta.dirname, "../../src/transport/unix.ts")).href);
  const run = `import(${source}).then(({ listenUnix }) => listenUnix(${JSON.stringify(path)}, () => {})).then((listener) => listener.close())`;
  const worker = new Worker(run, { eval: true });
  const [status] = (await once(worker, "exit")) as [number];
  expect(status).toBe(0);
});

describe("a successor's file at the same path", () => {
  test("survives the closing of the listener before it, and leads to the successor", async () => {
    const first = await listen(() => expect.unreachable());
    rmSync(path);
    const accepted = Promise.withResolvers<Connection>();
    await listen(accepted.resolve);
    first.close();
    first.close();
    const near = await connectUnix(path);
    (await accepted.promise).destroy();
    near.destroy();
  });

  test("survives whatever it is", async () => {
    const listener = await listen();
    renameSync(path, join(folder, "moved.sock"));
    writeFileSync(path, "not even a socket");
    listener.close();
    expect(statSync(path).size).toBe(17);
  });

  test("is not invented if there is none", async () => {
    const listener = await listen();
    rmSync(path);
    listener.close();
    expect(existsSync(path)).toBe(false);
  });

  // Regression: the handle was left open, and Node closed it, and libuv unlinked the path, when the process came to its end.
  test("survives also the end of the process that listened before", async () => {
    const script = `
      import { rmSync, writeFileSync } from "node:fs";
      import { listenUnix } from ${JSON.stringify(pathToFileURL(SOURCE).href)};
      const path = ${JSON.stringify(path)};
      const listener = await listenUnix(path, () => {});
      rmSync(path);
      writeFileSync(path, "successor");
      listener.close();
    `;
    await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
    expect(existsSync(path)).toBe(true);
  });
});

describe("listening fails with Node's own error", () => {
  test("EADDRINUSE where a file is, whether somebody listens there or not", async () => {
    await listen();
    await expect(listenUnix(path, () => {})).rejects.toMatchObject({ code: "EADDRINUSE" });
    writeFileSync(join(folder, "file"), "");
    await expect(listenUnix(join(folder, "file"), () => {})).rejects.toMatchObject({ code: "EADDRINUSE" });
    // The one that was there is untouched.
    (await connectUnix(path)).destroy();
  });

  test("EACCES or ENOENT where the folder is not there", async () => {
    const failure = await listenUnix(join(folder, "missing", "bus.sock"), () => {}).catch(systemErrorCode);
    expect(["ENOENT", "EACCES"]).toContain(failure);
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
  const listener = await listenUnix(path, accept);
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
