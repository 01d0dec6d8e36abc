import { describe, expect, test } from "vitest";
import { NO_SERVICE_MANAGER } from "../../../src/daemon/systemd/service-manager.ts";
import { serviceManager } from "../../../src/daemon/systemd/systemd.ts";
import { FakeShell } from "../../support/fake-shell.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { settled } from "../../support/settled.ts";

const ENVIRONMENT = { notifySocket: "/run/systemd/notify", watchdogMs: 10_000, sockets: [] };

function managed(start: () => FakeShell = () => new FakeShell()) {
  const shells: FakeShell[] = [];
  const faults: string[] = [];
  const clock = new ManualClock();
  const manager = serviceManager(ENVIRONMENT, {
    clock,
    onFault: (fault) => faults.push(fault),
    startShell: () => {
      shells.push(start());
      return shells.at(-1)!;
    },
  });
  return { manager, shells, faults, clock };
}

describe("systemd", () => {
  test("is nobody where NOTIFY_SOCKET is not set", () => {
    const environment = { ...ENVIRONMENT, notifySocket: undefined };
    expect(serviceManager(environment, { clock: new ManualClock(), onFault: expect.unreachable })).toBe(
      NO_SERVICE_MANAGER,
    );
  });

  test("hears everything in its own words, in one message", () => {
    const { manager, shells } = managed();
    expect(manager.watchdogMs).toBe(10_000);
    manager.tell({ state: "ready", status: "2 connections\n\t(and\u0007 more)", alive: true });
    expect(shells[0]!.messages).toEqual([["READY=1", "WATCHDOG=1", "STATUS=2 connections (and  more)"]]);
  });

  test("hears no more of a status than it takes in one message", () => {
    const { manager, shells } = managed();
    manager.tell({ state: "ready", status: `€${"\u{1F68C}".repeat(5_000)}` });
    const [[ready, status] = []] = shells[0]!.messages;
    expect(ready).toBe("READY=1");
    expect(status).toMatch(/^STATUS=€(?:\u{1F68C})+\uFFFD…$/u);
    expect(Buffer.byteLength(status!)).toBeLessThan(4_000);
  });

  test("hears of a reload with its time", () => {
    const { manager, shells } = managed();
    manager.tell({ state: "reloading" });
    expect(shells[0]!.messages).toEqual([["RELOADING=1", expect.stringMatching(/^MONOTONIC_USEC=\d+$/)]]);
  });

  test("hears one message at a time; what comes meanwhile gathers, but every state is told, in order", () => {
    const { manager, shells } = managed(() => new FakeShell());
    manager.tell({ state: "ready" });
    manager.tell({ status: "one" });
    manager.tell({ alive: true });
    manager.tell({ status: "two" });
    manager.tell({ state: "reloading" });
    manager.tell({ state: "ready", status: "three" });
    manager.tell({ alive: true });
    const [shell] = shells;
    expect(shell!.messages).toEqual([["READY=1"]]);
    for (let count = 0; count < 3; count++) shell!.answer();
    expect(shell!.messages.slice(1)).toEqual([
      ["RELOADING=1", expect.any(String), "WATCHDOG=1", "STATUS=two"],
      ["READY=1", "WATCHDOG=1", "STATUS=three"],
    ]);
    expect(shells).toHaveLength(1);
  });

  test("has been told when the last message has arrived", async () => {
    const { manager, shells } = managed();
    await manager.told();
    manager.tell({ state: "ready" });
    manager.tell({ state: "stopping" });
    let told = false;
    const telling = manager.told().then(() => (told = true));
    shells[0]!.answer();
    await settled();
    expect(told).toBe(false);
    shells[0]!.answer();
    await telling;
  });

  test("is told by another shell if the first one has ended, and the fault is told once", () => {
    const { manager, shells, faults } = managed();
    manager.tell({ state: "ready" });
    shells[0]!.ended = true;
    shells[0]!.answer("/bin/sh has ended (9)");
    manager.tell({ alive: true });
    expect(shells[1]!.messages).toEqual([["WATCHDOG=1"]]);
    shells[1]!.answer("systemd-notify has failed (1): Connection refused");
    manager.tell({ alive: true });
    expect(shells).toHaveLength(2);
    expect(faults).toEqual(["/bin/sh has ended (9)"]);
  });

  test("is told by another shell if the first one hangs", async () => {
    const { manager, shells, faults, clock } = managed();
    manager.tell({ state: "ready" });
    manager.tell({ alive: true });
    clock.advance(10_000);
    expect(shells[0]!.ended).toBe(true);
    expect(shells[1]!.messages).toEqual([["WATCHDOG=1"]]);
    expect(faults).toEqual(["systemd-notify has not come to an end within 10 s"]);
    shells[1]!.answer();
    await manager.told();
    expect(clock.pending).toBe(0);
  });

  test("does not hear of us where no shell can be started, which is no reason to end", async () => {
    const { manager, faults } = managed(() => {
      throw new Error("spawn ENOMEM");
    });
    manager.tell({ state: "ready" });
    manager.tell({ alive: true });
    await manager.told();
    expect(faults).toEqual(["Error: spawn ENOMEM"]);
  });
});
