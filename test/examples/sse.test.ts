// What docs/sse.md shows is what stands in examples/, and what stands there works.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { getBus } from "../../src/index.ts";
import { startDaemon } from "../support/daemon.ts";
import { PageReader } from "../support/event-stream.ts";
import { RunningProcess } from "../support/running-process.ts";

const root = join(import.meta.dirname, "../..");
const EXAMPLE = join(root, "examples/sse.ts");

test("the page shows the server as it is", () => {
  const page = readFileSync(join(root, "docs/sse.md"), "utf8");
  expect(page).toContain(`<!-- examples/sse.ts -->\n\`\`\`ts\n${readFileSync(EXAMPLE, "utf8")}\`\`\``);
});

test("a page is told when the bus comes, of what happens, and when it goes; the server ends when it is told to", async () => {
  await using daemon = await startDaemon();
  const env = { ...(process.env as Record<string, string>), DECNET_BUS_SOCKET: daemon.socket };
  await using server = new RunningProcess(process.execPath, [EXAMPLE], { env });
  const [address] = await server.stdout.firstLines(1);
  const open = async (headers = {}): Promise<PageReader> => new PageReader((await fetch(address!, { headers })).body);
  // There is nothing to read in the answer to HEAD, and it has an end.
  const head = await fetch(address!, { method: "HEAD" });
  expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([200, "text/event-stream", ""]);
  const page = await open();
  expect(await page.next()).toMatchObject({ event: "ready" });
  await using bus = await getBus({ socket: daemon.socket, env: {}, clientName: "mutator" }).connect();
  bus.publish("topology.maze.mutation.applied", { mutationId: "m1", op: "add_lan" });
  expect(await page.next()).toMatchObject({
    event: "topology.mutation.applied",
    data: { topic: "topology.maze.mutation.applied", source: "mutator", payload: { mutation_id: "m1", op: "add_lan" } },
  });
  await daemon.kill();
  expect(await page.next()).toBeUndefined();
  const back = await open({ "last-event-id": "ready" });
  expect(await back.next()).toMatchObject({ event: "resync", data: { reason: "resume" } });
  server.kill("SIGTERM");
  expect(await back.next()).toBeUndefined();
  expect(await server.ended).toMatchObject({ code: 0, signal: null });
});
