// What comes of asking a bus, for every way in which one can answer, and not.

import { join } from "node:path";
import { startBroker } from "decnet-bus/broker";
import { describe, expect, onTestFinished, test } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { askBus } from "../../src/doctor/ask-bus.ts";
import { thisHost } from "../../src/no-bus/host.ts";
import { busError } from "../support/bus-error.ts";
import { scriptedBus } from "../support/scripted-bus.ts";
import { silentBus } from "../support/silent-bus.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("a bus that is asked", () => {
  test("answers, and says what it is doing", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const broker = await startBroker({ socket, group: "", heartbeatS: 0 });
    onTestFinished(() => broker.stop());
    const answer = await askBus(socket, 10, thisHost);
    expect(answer).toMatchObject({ kind: "answers", status: { connections: [{ clientName: "decnet doctor" }] } });
  });

  test("hangs if it does not say a word", async () => {
    const { socket } = await silentBus();
    await expect(askBus(socket, 0.05, thisHost)).resolves.toEqual({ kind: "hangs", seconds: 0.05 });
  });

  test("hangs if it says Welcome, and no more", async () => {
    const { socket } = await scriptedBus();
    await expect(askBus(socket, 0.2, thisHost)).resolves.toEqual({ kind: "hangs", seconds: 0.2 });
  });

  test("refuses us if it says why it does not serve us", async () => {
    const { socket, client } = await silentBus();
    const asked = askBus(socket, 10, thisHost);
    const bus = await client;
    await bus.next("hello");
    bus.send({ case: "goodbye", value: { code: Code.TOO_MANY_CONNECTIONS, detail: "full" } });
    bus.end();
    await expect(asked).resolves.toEqual({ kind: "refuses", error: busError("TOO_MANY_CONNECTIONS") });
  });

  test("is not there if the system does not connect us, and then we look why", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const answer = await askBus(socket, 10, thisHost);
    expect(answer).toMatchObject({
      kind: "unreachable",
      code: "ENOENT",
      why: { what: `there is no socket at ${socket}` },
    });
  });
});
