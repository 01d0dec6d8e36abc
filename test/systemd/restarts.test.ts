// Clients come 200 times a second, and the bus is killed, restarted, stopped in its tracks. systemd keeps the socket: nobody is refused.

import { rmSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { renderFile } from "../../src/install/files.ts";
import { type Figures, ConnectionLoad } from "./support/connection-load.ts";
import { machineForFile } from "./support/machine.ts";
import { installLikeNpm, NPM_DECNET, NPM_PROGRAM } from "./support/package.ts";
import { BUS_STARTED, freshBus, mainPid, report, SERVICE, SOCKET, SOCKET_PATH, withDropIn } from "./support/service.ts";

/** Before and after what happens to the bus. */
const ENOUGH = 200;
/** The tests' own, so that a hung bus does not take ten seconds. Longer than this machine ever takes for a turn of the loop. */
const WATCHDOG_S = 2;

const machine = machineForFile(async (booted) => {
  installLikeNpm(booted);
  await booted.must(...NPM_DECNET, "bus", "install", "--now");
});

beforeEach(() => freshBus(machine()));

/** Puts the bus under load, lets `harm` be done to it, and waits until clients are welcomed again. */
async function underLoad(what: string, harm: () => Promise<void>): Promise<Figures> {
  using load = new ConnectionLoad(machine().path(SOCKET_PATH));
  await load.welcome(ENOUGH);
  await harm();
  await load.welcome(ENOUGH);
  const figures = await load.stop();
  const { begun, welcomed, refused, cutOff, longestMs } = figures;
  const told = Object.entries(refused).map(([code, count]) => `${count} ${code}`);
  report(
    `${what}: ${begun} clients, ${welcomed} welcomed, ${told.join(", ") || "none"} refused, ${cutOff} cut off and back, longest wait ${longestMs} ms`,
  );
  return figures;
}

describe("with 200 new connections a second, nobody is refused", () => {
  test("when the daemon is killed", async () => {
    const killed = await mainPid(machine());
    const { begun, welcomed, refused } = await underLoad("kill -9", async () => {
      const mark = await machine().journal.mark();
      await machine().must("kill", "-KILL", killed);
      await machine().journal.until(BUS_STARTED, { since: mark });
    });
    expect({ welcomed, refused }).toEqual({ welcomed: begun, refused: {} });
    await expect(mainPid(machine())).resolves.not.toBe(killed);
    await expect(machine().show(SERVICE, "NRestarts")).resolves.toBe("1");
  });

  test("when the service is restarted", async () => {
    const { begun, welcomed, refused } = await underLoad("systemctl restart", async () => {
      await machine().systemctl("restart", SERVICE);
    });
    expect({ welcomed, refused }).toEqual({ welcomed: begun, refused: {} });
  });

  test("when the service alone is stopped, because the next client starts it again", async () => {
    const { begun, welcomed, refused } = await underLoad("systemctl stop", async () => {
      const mark = await machine().journal.mark();
      await machine().systemctl("stop", SERVICE);
      await machine().journal.until(BUS_STARTED, { since: mark });
    });
    expect({ welcomed, refused }).toEqual({ welcomed: begun, refused: {} });
  });

  test("when the daemon hangs: the watchdog kills it, and it is started again", async () => {
    await expect(machine().show(SERVICE, "WatchdogUSec")).resolves.toBe("10s");
    await withDropIn(machine(), SERVICE, `[Service]\nWatchdogSec=${WATCHDOG_S}s`, async () => {
      await machine().systemctl("restart", SERVICE);
      const { begun, welcomed, refused } = await underLoad("SIGSTOP and watchdog", async () => {
        const mark = await machine().journal.mark();
        await machine().must("kill", "-STOP", await mainPid(machine()));
        await machine().journal.until({ MESSAGE: /Watchdog timeout/, UNIT: SERVICE }, { since: mark });
        await machine().journal.until(BUS_STARTED, { since: mark });
      });
      expect({ welcomed, refused }).toEqual({ welcomed: begun, refused: {} });
    });
  });
});

describe("without its socket", () => {
  // What the socket unit is there for: the same, with a daemon that makes its own socket.
  test("clients are refused while the daemon restarts", async () => {
    await machine().systemctl("stop", SOCKET);
    const lone = machine().path("/run/systemd/system/lone.service");
    writeFileSync(lone, renderFile(SERVICE, NPM_PROGRAM).replaceAll(/^.*decnet-bus\.socket$/gm, ""));
    await machine().systemctl("daemon-reload");
    await machine().systemctl("start", "lone.service");
    const { refused } = await underLoad("restart without the socket unit", async () => {
      await machine().systemctl("restart", "lone.service");
    });
    await machine().systemctl("stop", "lone.service");
    rmSync(lone);
    expect(Object.keys(refused)).not.toEqual([]);
  });

  test("a bus that is stopped ends by itself: nothing has to be killed", async () => {
    const mark = await machine().journal.mark();
    await machine().systemctl("stop", SOCKET);
    await machine().journal.until({ MESSAGE: /^Closed /, UNIT: SOCKET }, { since: mark });
    const said = machine()
      .journal.since(mark, { UNIT: SERVICE })
      .map(({ MESSAGE }) => MESSAGE);
    expect(said).toContain("decnet-bus.service: Deactivated successfully.");
    expect(said.filter((line) => /kill/i.test(line))).toEqual([]);
  });

  test("a bus that is stopped with its socket stays stopped, and leaves no file", async () => {
    await machine().systemctl("stop", SOCKET);
    await expect(machine().show(SERVICE, "ActiveState")).resolves.toBe("inactive");
    await expect(machine().run("test", "-e", SOCKET_PATH)).resolves.toMatchObject({ code: 1 });
    const { code, stderr } = await machine().run(
      ...NPM_DECNET,
      "bus",
      "pub",
      "system.log",
      "{}",
      "--socket",
      SOCKET_PATH,
    );
    expect({ code, stderr }).toMatchObject({ code: 69, stderr: expect.stringContaining("UNAVAILABLE") as string });
  });
});
