// A machine that boots for the first time with the bus installed: the socket is there before anybody could ask for it.

import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openPeer } from "../support/real-peer.ts";
import { assertBuilt } from "../support/run-command.ts";
import { machineForFile } from "./support/machine.ts";
import { BUS_STARTED, SERVICE, SOCKET, SOCKET_PATH } from "./support/service.ts";

assertBuilt();
const machine = machineForFile(() => {}, join(import.meta.dirname, "support/prepare-image.sh"));

test("a machine boots with the socket of the bus, for the group alone, in a folder for everybody", async () => {
  await expect(machine().show(SOCKET, "ActiveState")).resolves.toBe("active");
  await expect(machine().must("stat", "--format=%U:%G %a", SOCKET_PATH)).resolves.toBe("root:decnet 660");
  await expect(machine().must("stat", "--format=%U:%G %a", "/run/decnet")).resolves.toBe("decnet:decnet 755");
});

test("its first client starts the bus, and a boot to the usual target has it anyway", async () => {
  await expect(machine().show(SERVICE, "ActiveState")).resolves.toBe("inactive");
  const peer = await openPeer(machine().path(SOCKET_PATH));
  peer.destroy();
  await machine().journal.until(BUS_STARTED);
  const link = "/etc/systemd/system/multi-user.target.wants/decnet-bus.service";
  await expect(machine().must("readlink", link)).resolves.toBe(`/etc/systemd/system/${SERVICE}`);
  expect(statSync(machine().path(SOCKET_PATH)).isSocket()).toBe(true);
});

test("nothing has failed on the way", async () => {
  await expect(machine().must("systemctl", "--failed", "--quiet", "--plain")).resolves.toBe("");
});
