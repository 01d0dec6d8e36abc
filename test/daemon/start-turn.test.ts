import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { inTurn } from "../../src/daemon/start-turn.ts";
import { listenUnix, type UnixListener } from "../../src/transport/unix-listener.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Called with what is looked at, before the answer is known. */
let looking: (path: string) => void = () => {};

vi.mock(import("../../src/transport/probe.ts"), async (original) => {
  const { probe } = await original();
  return {
    probe: (path: string) => {
      looking(path);
      return probe(path);
    },
  };
});

const IMPATIENT = { retryMs: 1, patienceMs: 20 };

/** A socket in a private folder, as a daemon has that starts. */
async function starting(folder: string): Promise<{ socket: string; listener: UnixListener }> {
  const socket = join(mkdtempSync(join(folder, ".bus-")), "s");
  return { socket, listener: await listenTo(socket) };
}

async function listenTo(path: string): Promise<UnixListener> {
  const listener = await listenUnix(path, { accept: (connection) => connection.destroy() });
  onTestFinished(() => listener.close());
  return listener;
}

/** What a killed daemon leaves: a socket that nobody listens on. */
async function dead(path: string): Promise<void> {
  const listener = await listenTo(`${path}.bound`);
  renameSync(`${path}.bound`, path);
  listener.close();
}

describe("the turn to start", () => {
  test("publishes the announced socket, and leaves nothing else behind", async () => {
    const folder = temporaryFolder();
    const { socket } = await starting(folder);
    await inTurn(socket, async (announced) => {
      expect(existsSync(announced)).toBe(true);
      renameSync(announced, join(folder, "bus.sock"));
    });
    expect(readdirSync(join(socket, ".."))).toEqual([]);
    expect(readdirSync(folder).toSorted()).toEqual([expect.stringMatching(/^\.bus-\w{6}$/), "bus.sock"]);
  });

  test("is one daemon's at a time, of as many as start at once", async () => {
    const folder = temporaryFolder();
    let inside = 0;
    let most = 0;
    const take = async (): Promise<void> => {
      const { socket } = await starting(folder);
      await inTurn(socket, async (announced) => {
        most = Math.max(most, ++inside);
        for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => void setImmediate(resolve));
        inside--;
        rmSync(announced);
      });
    };
    await Promise.all(Array.from({ length: 8 }, take));
    expect(most).toBe(1);
  });

  test("is not waited for because of one that was killed while it started, whose socket is removed", async () => {
    const folder = temporaryFolder();
    await dead(join(folder, ".bus-killed.s"));
    const { socket } = await starting(folder);
    await inTurn(socket, async (announced) => rmSync(announced), { retryMs: 1, patienceMs: 0 });
    expect(existsSync(join(folder, ".bus-killed.s"))).toBe(false);
  });

  test("is not waited for because of files that are called otherwise", async () => {
    const folder = temporaryFolder();
    for (const name of ["bus.sock", ".bus-abc.s", ".bus-abcdef.sock", "x.bus-abcdef.s"])
      await listenTo(join(folder, name));
    const { socket } = await starting(folder);
    const turn = inTurn(socket, async (announced) => rmSync(announced), { retryMs: 1, patienceMs: 0 });
    await expect(turn).resolves.toBeUndefined();
  });

  test("is not taken from one that does not come to an end; the socket is withdrawn", async () => {
    const folder = temporaryFolder();
    await listenTo(join(folder, ".bus-others.s"));
    const { socket } = await starting(folder);
    await expect(inTurn(socket, expect.unreachable, IMPATIENT)).rejects.toMatchObject({
      code: "ADDRESS_IN_USE",
      message: expect.stringContaining(join(folder, ".bus-others.s")) as string,
    });
    expect(readdirSync(folder).filter((name) => name.endsWith(".s"))).toEqual([".bus-others.s"]);
  });

  test("comes when the other one has ended", async () => {
    const folder = temporaryFolder();
    const other = await listenTo(join(folder, ".bus-others.s"));
    const { socket } = await starting(folder);
    const turn = inTurn(socket, async (announced) => rmSync(announced));
    other.close();
    await expect(turn).resolves.toBeUndefined();
  });

  // What is withdrawn is gone when it is looked at, and may be there again when the answer comes.
  test("costs nobody its socket who withdraws it and announces it again", async () => {
    const folder = temporaryFolder();
    const other = join(folder, ".bus-others.s");
    await listenTo(other);
    looking = (path) => {
      renameSync(path, `${path}.withdrawn`);
      queueMicrotask(() => renameSync(`${path}.withdrawn`, path));
    };
    onTestFinished(() => void (looking = () => {}));
    const { socket } = await starting(folder);
    await inTurn(socket, async (announced) => rmSync(announced), IMPATIENT);
    expect(existsSync(other)).toBe(true);
  });

  test("is given back if publishing fails, and the error is the caller's", async () => {
    const folder = temporaryFolder();
    const { socket } = await starting(folder);
    const refused = inTurn(socket, () => Promise.reject(new Error("in the way")));
    await expect(refused).rejects.toThrow("in the way");
    const other = await starting(folder);
    await inTurn(other.socket, async (announced) => rmSync(announced), { retryMs: 1, patienceMs: 0 });
  });

  // A folder is no socket, and connecting to it is refused as if it were a dead one.
  test("is not lost over something that cannot be removed", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, ".bus-folder.s/x"), { recursive: true });
    const { socket } = await starting(folder);
    await inTurn(socket, async (announced) => rmSync(announced), { retryMs: 1, patienceMs: 0 });
    expect(existsSync(join(folder, ".bus-folder.s/x"))).toBe(true);
  });
});
