// What the README shows is what stands in examples/, and what stands there works against a real bus.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startBroker } from "../../src/daemon/index.ts";
import { getBus } from "../../src/index.ts";
import { topologyMutation, topologyStatus } from "../../src/topics.ts";
import { RunningProcess } from "../support/running-process.ts";
import { take } from "../support/take.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const snippets = [
  ...readme.matchAll(/<!-- (?<file>examples\/[\w.-]+) -->\n```ts\n(?<code>[^`]*(?:`[^`]+`[^`]*)*?)```/g),
];

test("the README shows the examples as they are", () => {
  expect(snippets.map(({ groups }) => groups?.["file"])).toEqual([
    "examples/publisher.ts",
    "examples/subscriber.ts",
    "examples/poller.ts",
    "examples/live-view.ts",
    "examples/observed.ts",
  ]);
  for (const { groups } of snippets) {
    expect(groups?.["code"], groups?.["file"]).toBe(readFileSync(join(root, groups!["file"]!), "utf8"));
  }
});

async function startBus(): Promise<string> {
  const socket = join(temporaryFolder(), "bus.sock");
  const broker = await startBroker({ socket, group: "", heartbeatS: 0 });
  onTestFinished(() => broker.stop());
  return socket;
}

function startExample(name: string, socket: string): RunningProcess {
  const env = { ...(process.env as Record<string, string>), DECNET_BUS_SOCKET: socket };
  return new RunningProcess(process.execPath, [join(root, "examples", name)], { env });
}

test("the README's publisher reaches the README's subscriber", async () => {
  const socket = await startBus();
  await using subscriber = startExample("subscriber.ts", socket);
  await subscriber.stdout.has("subscribed");
  await using publisher = startExample("publisher.ts", socket);
  await expect(publisher.ended).resolves.toMatchObject({ code: 0, stderr: "" });
  await expect(subscriber.stdout.has("m1 in maze: applied")).resolves.toBeUndefined();
});

test("the README's poller looks at once, and again when the bus says so", async () => {
  const socket = await startBus();
  await using poller = startExample("poller.ts", socket);
  await poller.stdout.has("looking for pending mutations (start)");
  await using bus = await getBus({ socket, env: {} }).connect();
  bus.publish(topologyMutation("maze", "enqueued"), { mutationId: "m1", op: "add_lan" });
  await expect(poller.stdout.has("looking for pending mutations (event)")).resolves.toBeUndefined();
});

test("the README's poller polls where there is no bus, and says why", async () => {
  await using poller = startExample("poller.ts", join(temporaryFolder(), "absent.sock"));
  await poller.stderr.has("bus: unavailable: there is no socket at");
  await expect(poller.stdout.has("looking for pending mutations (start)")).resolves.toBeUndefined();
});

test("the README's live view passes on what is the state now", async () => {
  const socket = await startBus();
  await using view = startExample("live-view.ts", socket);
  await view.stdout.has("maze is active");
  await using bus = await getBus({ socket, env: {} }).connect();
  bus.publish(topologyStatus("lab"), { state: "failed", reason: "" });
  await expect(view.stdout.has("lab is failed")).resolves.toBeUndefined();
});

test("the README's live view has nothing to pass on where there is no bus, says why, and ends", async () => {
  await using view = startExample("live-view.ts", join(temporaryFolder(), "absent.sock"));
  const stderr: unknown = expect.stringMatching(/^bus: unavailable: there is no socket at .*\n$/);
  await expect(view.ended).resolves.toMatchObject({ code: 0, stdout: "", stderr });
});

test("the README's observed bus counts, and gives its events a trace context", async () => {
  const socket = await startBus();
  await using subscriber = await getBus({ socket, env: {} }).connect();
  const events = subscriber.subscribe("system.log");
  await events.ready;
  await using observed = startExample("observed.ts", socket);
  const stdout = "{ left: true, published: 1, disconnected: 0, reconnects: 0 }\n";
  await expect(observed.ended).resolves.toMatchObject({ code: 0, stdout, stderr: "" });
  const [event] = await take(events, 1);
  expect(event!.traceParent).toMatch(/^00-0af7/);
});

test("the README's observed bus says once that there is none", async () => {
  await using observed = startExample("observed.ts", join(temporaryFolder(), "absent.sock"));
  const { code, stdout } = await observed.ended;
  expect(code).toBe(0);
  expect(stdout.match(/unavailable/g)).toHaveLength(1);
  expect(stdout).toContain("{ left: false, published: 0, disconnected: 1, reconnects: 0 }");
});
