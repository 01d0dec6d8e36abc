// Real files, real sockets: what the system says when they are connected to, and what is made of it.

import { once } from "node:events";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join, relative } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type Host, thisHost } from "../../src/no-bus/host.ts";
import { noBusError } from "../../src/no-bus/no-bus-error.ts";
import { connectUnix } from "../../src/transport/unix.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let folder: string;
let path: string;
/** Where a bus of this test's host listens by default. */
let system: string;
let home: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, "given/bus.sock");
  system = join(folder, "run/bus.sock");
  home = join(folder, "home/bus.sock");
  for (const each of [path, system, home]) mkdirSync(dirname(each));
});

/** Why nothing came of connecting to it. */
async function why(to: string, host: Partial<Host> = {}): Promise<string> {
  const cause: unknown = await connectUnix(to).then(
    () => expect.unreachable("somebody listens"),
    (error: unknown) => error,
  );
  const { message } = await noBusError(to, cause, { ...thisHost, usualSockets: () => [system, home], ...host });
  return message.replaceAll(folder, "");
}

async function listenAt(at: string): Promise<void> {
  const server = createServer((socket) => socket.destroy()).listen(at);
  await once(server, "listening");
  onTestFinished(() => void server.close());
}

/** A socket file that nobody listens on any more. */
async function leaveBehind(at: string): Promise<void> {
  const server = createServer().listen(`${at}.bound`);
  await once(server, "listening");
  // Closing removes the file that it was bound to, so the one that is left behind has another name.
  renameSync(`${at}.bound`, at);
  server.close();
}

const START =
  "Is the bus running (systemctl status decnet-bus), and has it the same DECNET_BUS_SOCKET? To start it: systemctl start decnet-bus, or `decnet bus`.";

describe("nobody runs", () => {
  test("there is no socket", async () => {
    expect(await why(path)).toBe(`bus: unavailable: there is no socket at /given/bus.sock. ${START}`);
  });

  test("neither at the one usual place nor at the other", async () => {
    expect(await why(system)).toBe(
      `bus: unavailable: there is no socket at /run/bus.sock, nor at /home/bus.sock. ${START}`,
    );
    expect(await why(home)).toContain("there is no socket at /home/bus.sock, nor at /run/bus.sock.");
  });

  test("a file is left from one that ended", async () => {
    await leaveBehind(path);
    expect(await why(path)).toBe(
      `bus: unavailable: nobody listens on /given/bus.sock; the file is left from a bus that ended. ${START}`,
    );
  });

  test("and a file that is left elsewhere is no bus", async () => {
    await leaveBehind(system);
    expect(await why(path)).toContain(START);
  });
});

describe("the path is another", () => {
  test.for(["there is no socket at", "nobody listens on"])("a bus runs at a usual place, and here %s", async (what) => {
    if (what.startsWith("nobody")) await leaveBehind(path);
    await listenAt(home);
    expect(await why(path)).toMatch(
      new RegExp(
        `^bus: unavailable: ${what} /given/bus\\.sock.*\\. But a bus listens on /home/bus\\.sock: set DECNET_BUS_SOCKET to the same path for both, or start one here\\.$`,
      ),
    );
  });

  test("a bus runs in the home of a user who looks for the system's", async () => {
    await listenAt(home);
    expect(await why(system)).toContain(
      "there is no socket at /run/bus.sock. But a bus listens on /home/bus.sock: set DECNET_BUS_SOCKET",
    );
  });

  test("a socket at a usual place may not be looked into", async () => {
    await listenAt(system);
    expect(await why(path, { listens: () => Promise.resolve("denied") })).toContain(
      "There is a socket at /run/bus.sock, which this user may not connect to; see that both have the same DECNET_BUS_SOCKET.",
    );
  });

  test("it is a folder, with the socket in it or without", async () => {
    expect(await why(dirname(path))).toBe(
      `bus: unavailable: /given is a folder, not a socket. See that it is the path of the bus's socket (DECNET_BUS_SOCKET).`,
    );
    await listenAt(path);
    expect(await why(dirname(path))).toContain("is a folder, not a socket. But a bus listens on /given/bus.sock:");
  });

  test("it is a file that is no socket", async () => {
    writeFileSync(path, "");
    expect(await why(path)).toBe(
      `bus: unavailable: /given/bus.sock is a file, not a socket. See that it is the path of the bus's socket (DECNET_BUS_SOCKET).`,
    );
  });

  test("the folder does not exist", async () => {
    expect(await why(join(folder, "gone/bus.sock"))).toContain(
      "there is no socket at /gone/bus.sock, nor even the folder /gone. ",
    );
  });

  test("what should be a folder is a file", async () => {
    writeFileSync(path, "");
    expect(await why(join(path, "deeper/bus.sock"))).toContain(
      "/given/bus.sock, in the path of the socket /given/bus.sock/deeper/bus.sock, is no folder. See that it is the path of the bus's socket (DECNET_BUS_SOCKET).",
    );
  });

  test("it is relative, and means another file here than there", async () => {
    const given = relative(process.cwd(), path);
    expect(await why(given)).toContain(
      `there is no socket at ${given.replaceAll(folder, "")} (from here that is /given`,
    );
  });
});

test("a limit of this process says nothing about the bus, and nothing else is looked for", async () => {
  const host: Host = {
    ...thisHost,
    find: () => expect.unreachable(),
    listens: () => expect.unreachable(),
  };
  const { message } = await noBusError(path, Object.assign(new Error("socket"), { code: "EMFILE" }), host);
  expect(message).toBe(
    `bus: unavailable: ${path} cannot be connected to (EMFILE): this process, or the host, is at a limit. See what has so many files open (ulimit -n).`,
  );
});
