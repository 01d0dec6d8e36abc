import { join } from "node:path";
import { startBroker } from "decnet-bus/broker";
import { describe, expect, test } from "vitest";
import { clientNameFor, connectCliBus } from "../../src/cli/cli-bus.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("the name of a command on the bus", () => {
  test.each([
    [{ USER: "alice" }, "decnet (alice)"],
    [{ USER: "svc-bus_1.x@host" }, "decnet (svc-bus_1.x@host)"],
    [{}, "decnet"],
    [{ USER: "" }, "decnet"],
  ])("for %j is %s", (env, name) => {
    expect(clientNameFor(env)).toBe(name);
  });

  // The bus closes the connection of a client with such a name.
  test.each(["a\nb", "\u001B[31m", "x".repeat(65), "ü".repeat(64)])(
    "leaves out a USER that the bus refuses: %j",
    (USER) => {
      expect(clientNameFor({ USER })).toBe("decnet");
    },
  );
});

describe("the bus of a command", () => {
  test("is the daemon's, also where workers are told that there is none", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const broker = await startBroker({ socket, group: "" });
    const env = { DECNET_BUS_ENABLED: "false", DECNET_BUS_TYPE: "fake", DECNET_BUS_SOCKET: socket };
    const bus = await connectCliBus(undefined, env);
    expect(broker.counts.connections).toBe(1);
    await bus.close();
    await broker.stop();
  });

  test("is where the flag says, before the environment", async () => {
    const folder = temporaryFolder();
    const attempt = connectCliBus(join(folder, "flag.sock"), { DECNET_BUS_SOCKET: join(folder, "env.sock") });
    await expect(attempt).rejects.toThrow("flag.sock");
  });
});
