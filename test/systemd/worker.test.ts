// The unit that is the example of a worker, beside the service.

import { writeFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { renderFile } from "../../src/install/files.ts";
import { machineForFile } from "./support/machine.ts";
import { installLikeNpm, NPM_DECNET, NPM_PROGRAM } from "./support/package.ts";
import { freshBus, SERVICE, SOCKET, STARTED } from "./support/service.ts";

const machine = machineForFile(async (booted) => {
  installLikeNpm(booted);
  await booted.must(...NPM_DECNET, "bus", "install", "--now");
});

beforeEach(() => freshBus(machine()));

describe("a worker that depends on the bus", () => {
  const WORKER = "decnet-worker@topology.service";

  beforeEach(async () => {
    await machine().run("systemctl", "stop", WORKER);
    const unit = renderFile("decnet-worker@.service", NPM_PROGRAM);
    writeFileSync(machine().path("/run/systemd/system/decnet-worker@.service"), unit);
    await machine().systemctl("daemon-reload");
    await machine().systemctl("stop", SOCKET);
  });

  test("starts the bus, and starts after it", async () => {
    const mark = await machine().journal.mark();
    await machine().systemctl("start", WORKER);
    const workerStarted = { ...STARTED, UNIT: WORKER };
    await machine().journal.until(workerStarted, { since: mark });
    const started = machine().journal.since(mark, STARTED);
    const units = started.map(({ UNIT }) => UNIT).filter((unit) => unit === SERVICE || unit === WORKER);
    expect(units).toEqual([SERVICE, WORKER]);
  });

  test("hears what is published", async () => {
    const mark = await machine().journal.mark();
    await machine().systemctl("start", WORKER);
    await machine().journal.until({ MESSAGE: /subscribed to topology/, _SYSTEMD_UNIT: WORKER }, { since: mark });
    await expect(
      machine().run(...NPM_DECNET, "bus", "pub", "topology.abc.status", '{"state":"active"}'),
    ).resolves.toMatchObject({ code: 0 });
    await machine().journal.until({ MESSAGE: /"topic":"topology.abc.status"/, _SYSTEMD_UNIT: WORKER }, { since: mark });
  });

  test("is stopped with the bus", async () => {
    await machine().systemctl("start", WORKER);
    await machine().systemctl("stop", SOCKET);
    await expect(machine().show(WORKER, "ActiveState")).resolves.toBe("inactive");
  });
});
