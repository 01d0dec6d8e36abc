import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { socketWarnings } from "../../src/daemon/socket-warnings.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A group and a user that are nobody's here. */
const GROUP = 61_100;
const USER = 61_101;

let folder: string;
let socket: string;

beforeEach(async () => {
  folder = join(temporaryFolder(), "run");
  mkdirSync(folder);
  chmodSync(join(folder, ".."), 0o755);
  socket = join(folder, "bus.sock");
  const server = createServer().listen(socket);
  onTestFinished(() => void server.close());
  await once(server, "listening");
  chmodSync(socket, 0o660);
});

function asRoot(skip: (why: string) => void): void {
  if (process.getuid!() !== 0) skip("only root gives files away");
}

describe("of the place of the socket there is nothing to say", () => {
  test.for([
    ["the group's own folder", GROUP, 0o750],
    ["a folder that everybody may enter", 0, 0o755],
    ["a folder such as /tmp, where nobody removes what is another's", 0, 0o1777],
  ] as const)("in %s", ([_what, gid, mode], context) => {
    asRoot(context.skip.bind(context));
    chownSync(socket, 0, GROUP);
    chownSync(folder, 0, gid);
    chmodSync(folder, mode);
    expect(socketWarnings(socket, false)).toEqual([]);
  });

  test("in a folder of one's own, if the socket has no group of its own", () => {
    chmodSync(folder, 0o700);
    chmodSync(socket, 0o666);
    expect(socketWarnings(socket, false)).toEqual([]);
  });
});

describe("it is said of the place of the socket", () => {
  test("that members of the group cannot go through its folder", (context) => {
    asRoot(context.skip.bind(context));
    chownSync(socket, 0, GROUP);
    chmodSync(folder, 0o700);
    expect(socketWarnings(socket, false)).toEqual([
      expect.stringContaining(`(${GROUP}) cannot reach it through the folder ${folder};`),
    ]);
    chownSync(folder, 0, GROUP);
    chmodSync(folder, 0o705);
    expect(socketWarnings(socket, false)).toHaveLength(1);
  });

  test("that they cannot go through a folder above it, also where the path leads through a link", (context) => {
    asRoot(context.skip.bind(context));
    chownSync(socket, 0, GROUP);
    chmodSync(join(folder, ".."), 0o700);
    symlinkSync(folder, join(folder, "../link"));
    const [said] = socketWarnings(join(folder, "../link/bus.sock"), false);
    expect(said).toContain(`through the folder ${join(folder, "..")};`);
    expect(said).toContain(`chmod g+x ${join(folder, "..")}`);
  });

  test("that anybody may take it away", () => {
    chmodSync(folder, 0o777);
    expect(socketWarnings(socket, false)).toEqual([
      expect.stringContaining("anybody may remove or replace the socket"),
    ]);
  });

  test("that somebody else may take it away", (context) => {
    asRoot(context.skip.bind(context));
    chownSync(folder, USER, 0);
    expect(socketWarnings(socket, false)).toEqual([expect.stringContaining(`belongs to somebody else (user ${USER})`)]);
  });

  test("that only this user's workers look for it in a home that nobody has chosen", async () => {
    vi.stubEnv("HOME", temporaryFolder());
    const home = join(process.env["HOME"]!, ".decnet");
    mkdirSync(home, { mode: 0o700 });
    const own = join(home, "bus.sock");
    const server = createServer().listen(own);
    onTestFinished(() => void server.close());
    await once(server, "listening");
    expect(socketWarnings(own, true)).toEqual([
      expect.stringMatching(/this user's home .* only workers of the same user/),
    ]);
  });

  test("that it is not there", () => {
    rmSync(socket);
    expect(socketWarnings(socket, false)).toEqual([`there is no socket at ${socket}: workers cannot find the bus`]);
  });
});

test("a place that cannot be looked at is one more thing to say, and no reason to end", () => {
  const loop = join(folder, "loop");
  symlinkSync(loop, loop);
  const path = join(loop, "bus.sock");
  expect(socketWarnings(path, false)).toEqual([expect.stringContaining(`${path} cannot be looked at (ELOOP)`)]);
});
