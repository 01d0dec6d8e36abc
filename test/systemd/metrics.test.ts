// Metrics of the service: its sandbox has UNIX sockets and nothing else, which an operator who asks for a port is told; and what it takes to
// have one all the same.

import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { machineForFile } from "./support/machine.ts";
import { installLikeNpm, NPM_DECNET } from "./support/package.ts";
import { freshBus, SERVICE, SOCKET, withDropIn } from "./support/service.ts";

const ENV = "/etc/decnet/bus.env";
const PORT = 9464;
const EXIT_CONFIGURATION = "78";
const SERVED = { MESSAGE: /^metrics can be asked for/, _SYSTEMD_UNIT: SERVICE };
/** As the error says it. */
const DROP_IN = "[Service]\nPrivateNetwork=no\nRestrictAddressFamilies=AF_INET\nIPAddressAllow=localhost";

const machine = machineForFile(async (booted) => {
  installLikeNpm(booted);
  await booted.must(...NPM_DECNET, "bus", "install", "--now");
});

let freshEnv: string;

beforeEach(() => {
  freshEnv = readFileSync(machine().path(ENV), "utf8");
});

afterEach(async (context) => {
  if (context.task.result?.state === "skip") return;
  writeFileSync(machine().path(ENV), freshEnv);
  await freshBus(machine());
});

function ask(address: string): void {
  writeFileSync(machine().path(ENV), `DECNET_BUS_METRICS=${address}\n`);
}

/** What somebody on the machine gets. */
function scrape(): Promise<string> {
  const script = `fetch("http://127.0.0.1:${PORT}/metrics").then((answer) => answer.text()).then(console.log)`;
  return machine().must("/usr/local/bin/node", "--eval", script);
}

describe("metrics of the service", () => {
  test("on a port keep it from starting, once: it says why, and both ways out", async () => {
    await machine().systemctl("stop", SOCKET);
    ask(`127.0.0.1:${PORT}`);
    const mark = await machine().journal.mark();
    await expect(machine().run("systemctl", "start", SERVICE)).resolves.toMatchObject({ code: 1 });
    await expect(machine().show(SERVICE, "ExecMainStatus")).resolves.toBe(EXIT_CONFIGURATION);
    await expect(machine().show(SERVICE, "NRestarts")).resolves.toBe("0");
    await machine().journal.until({ MESSAGE: /^Failed to start /, UNIT: SERVICE }, { since: mark });
    const [why] = machine().journal.since(mark, { _SYSTEMD_UNIT: SERVICE, PRIORITY: "3" });
    expect(why!.MESSAGE).toContain(`INVALID_CONFIG: Metrics cannot be served on 127.0.0.1:${PORT}`);
    expect(why!.MESSAGE).toContain("Use unix:PATH, such as unix:/run/decnet/metrics.sock; or ");
    // The drop-in is the one of the next test.
    for (const line of DROP_IN.split("\n")) expect(why!.MESSAGE).toContain(line);
  });

  test("on a port are there with the drop-in that it names", async () => {
    ask(`127.0.0.1:${PORT}`);
    await withDropIn(machine(), SERVICE, DROP_IN, async () => {
      const mark = await machine().journal.mark();
      await machine().systemctl("restart", SERVICE);
      await machine().journal.until(SERVED, { since: mark });
      await expect(scrape()).resolves.toContain("\ndecnet_bus_connections 0\n");
    });
  });

  test("on a port in a network of its own are served to nobody, and it says so", async () => {
    ask(`127.0.0.1:${PORT}`);
    await withDropIn(machine(), SERVICE, DROP_IN.replace("PrivateNetwork=no", ""), async () => {
      const mark = await machine().journal.mark();
      await machine().systemctl("restart", SERVICE);
      await machine().journal.until({ MESSAGE: /let the unit say PrivateNetwork=no/, PRIORITY: "4" }, { since: mark });
      await expect(scrape()).rejects.toThrow("ECONNREFUSED");
    });
  });

  test("on a UNIX socket are for root and the group, and go with the bus", async () => {
    const path = "/run/decnet/metrics.sock";
    ask(`unix:${path}`);
    const mark = await machine().journal.mark();
    await machine().systemctl("restart", SERVICE);
    await machine().journal.until(SERVED, { since: mark });
    await expect(machine().must("stat", "--format=%U:%G %a", path)).resolves.toBe("decnet:decnet 660");
    await expect(machine().must("curl", "--silent", "--unix-socket", path, "http://bus/metrics")).resolves.toContain(
      "\ndecnet_bus_connections 0\n",
    );
    await machine().systemctl("stop", SERVICE);
    await expect(machine().run("test", "-e", path)).resolves.toMatchObject({ code: 1 });
  });
});
