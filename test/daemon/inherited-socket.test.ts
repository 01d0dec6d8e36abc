// A socket that is handed over. That systemd's own arrives so is seen in test/commands/bus-activation.test.ts, and with a real systemd.

import { lstatSync, mkdirSync, readdirSync, renameSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { listenOnInheritedSocket } from "../../src/daemon/inherited-socket.ts";
import type { Connection } from "../../src/transport/connection.ts";
import { listenUnix } from "../../src/transport/unix-listener.ts";
import { connectUnix } from "../../src/transport/unix.ts";
import { busError } from "../support/bus-error.ts";
import { inheritedSocket } from "../support/inherited-socket.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

async function listenOn(fd: number, expected?: string) {
  const accepted = Promise.withResolvers<Connection>();
  const { socket, listener } = await listenOnInheritedSocket(fd, expected, { accept: accepted.resolve });
  onTestFinished(() => listener.close());
  return { socket, listener, accepted: accepted.promise };
}

function socketPath(): string {
  return join(temporaryFolder(), "bus.sock");
}

describe("a socket that is handed over", () => {
  test("is listened on, and its path is found out", async () => {
    const path = socketPath();
    const { socket, accepted } = await listenOn(await inheritedSocket("listening", path));
    expect(socket).toBe(path);
    const near = await connectUnix(path);
    (await accepted).destroy();
    near.destroy();
  });

  test("may be expected where it is, however that is spelled", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "real"));
    symlinkSync("real", join(folder, "alias"));
    const path = join(folder, "real/bus.sock");
    for (const expected of [path, join(folder, "alias/bus.sock")]) {
      const { socket, listener } = await listenOn(await inheritedSocket("listening", path), expected);
      expect(socket).toBe(path);
      listener.close();
      renameSync(path, join(folder, "old.sock"));
    }
  });

  test("is refused if it is expected elsewhere, because workers would not find it", async () => {
    const path = socketPath();
    const expected = join(temporaryFolder(), "missing", basename(path));
    const listening = listenOn(await inheritedSocket("listening", path), expected);
    await expect(listening).rejects.toEqual(busError("INVALID_CONFIG", `${path}, but the bus was told to listen on`));
    await expect(listening).rejects.toThrow(expected);
    await expect(connectUnix(path)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("stays where it is when the listener is closed: its file is that of whoever has made it", async () => {
    const path = socketPath();
    const { listener } = await listenOn(await inheritedSocket("listening", path));
    listener.close();
    listener.close();
    expect(lstatSync(path).isSocket()).toBe(true);
    expect(readdirSync(join(path, ".."))).toEqual(["bus.sock"]);
  });

  test("is refused if it is a socket of the network, which everybody could reach", async () => {
    const fd = await inheritedSocket("network");
    await expect(listenOn(fd)).rejects.toEqual(busError("INVALID_CONFIG", "it is a socket of the network"));
  });

  test("is refused if it is a connection, as Accept=yes would hand it over", async () => {
    const path = socketPath();
    const other = await listenUnix(path, { accept: (connection) => connection.destroy() });
    onTestFinished(() => other.close());
    const fd = await inheritedSocket("connected", path);
    await expect(listenOn(fd)).rejects.toEqual(busError("INVALID_CONFIG", "it cannot be listened on (EINVAL)"));
  });
});
