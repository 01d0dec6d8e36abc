import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { systemErrorCode } from "../../src/errors.ts";
import type { Connection } from "../../src/transport/connection.ts";
import { type Host, listenInherited, listenUnix, type UnixListener } from "../../src/transport/unix-listener.ts";
import { connectUnix } from "../../src/transport/unix.ts";
import { utf8 } from "../support/bytes.ts";
import { Recorder, sent } from "../support/connection-laws.ts";

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

describe("a socket that is bound", () => {
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

  test("is refused with Node's own error: EADDRINUSE where a file is, whether somebody listens there or not", async () => {
    await listen();
    await expect(listenUnix(path, REFUSE)).rejects.toMatchObject({ code: "EADDRINUSE" });
    writeFileSync(join(folder, "file"), "");
    await expect(listenUnix(join(folder, "file"), REFUSE)).rejects.toMatchObject({ code: "EADDRINUSE" });
    // The one that was there is untouched.
    (await connectUnix(path)).destroy();
  });

  test("is refused with Node's own error: EACCES or ENOENT where the folder is not there", async () => {
    const failure = await listenUnix(join(folder, "missing", "bus.sock"), REFUSE).catch(systemErrorCode);
    expect(["ENOENT", "EACCES"]).toContain(failure);
  });
});

// What can be inherited, and listened on, is inherited by a process: see test/commands/bus-activation.test.ts.
test.each([
  ["a file", (): number => openSync("/dev/null", "r")],
  ["not open", (): number => 9_999],
])("an inherited socket is refused, with what to change, if it is %s", async (_what, open) => {
  const fd = open();
  await expect(listenInherited(fd, REFUSE)).rejects.toMatchObject({
    code: "INVALID_CONFIG",
    message: expect.stringMatching(`handed over file ${fd} to listen on, but it is no socket.*Accept=no`) as string,
  });
});

// Regression: the first such error was passed over, and the second one ended the process.
test("an error about one connection is told, and the listener goes on, however many there are", async () => {
  const servers: Server[] = [];
  const remember = (message: unknown): number => servers.push((message as { server: Server }).server);
  subscribe("tracing:net.server.listen:asyncStart", remember);
  onTestFinished(() => void unsubscribe("tracing:net.server.listen:asyncStart", remember));
  const refused: string[] = [];
  listeners.push(await listenUnix(path, { ...REFUSE, refused: (error) => refused.push(error.message) }));
  for (const reason of ["accept EMFILE", "accept ENFILE"]) servers[0]!.emit("error", new Error(reason));
  expect(refused).toEqual(["accept EMFILE", "accept ENFILE"]);
  (await connectUnix(path)).destroy();
});

const REFUSE: Host = { accept: (connection) => connection.destroy() };

async function listen(accept: Host["accept"] = REFUSE.accept): Promise<UnixListener> {
  const listener = await listenUnix(path, { accept });
  listeners.push(listener);
  return listener;
}
