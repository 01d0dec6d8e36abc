// A real HTTP server and real clients, over TCP: one that reads, one that stops, one that goes away. The bus is the fake; what stands
// between it and the socket is what a user would write.

import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fastify } from "fastify";
import { expect, onTestFinished, test } from "vitest";
import type { Bus } from "../../src/client/bus.ts";
import { sseResponse } from "../../src/sse/index.ts";
import { createFakeBus, type FakeBus } from "../../src/testing/index.ts";
import { PageReader } from "../support/event-stream.ts";
import { settled } from "../support/settled.ts";
import { publishNumbers } from "../support/status-topics.ts";

const patterns = ["topology.*.status"] as const;
const MAX_BUFFERED_BYTES = 64 << 10;

interface Served {
  readonly port: number;
  /** The responses that were begun, on the server's side. */
  readonly responses: readonly ServerResponse[];
}

function responseFor(bus: Bus, lastEventId: string | undefined): Response {
  return sseResponse(bus, { patterns, maxBufferedBytes: MAX_BUFFERED_BYTES, lastEventId });
}

async function serveByNode(bus: Bus): Promise<Served> {
  const responses: ServerResponse[] = [];
  const server = createServer((request, response) => {
    responses.push(response);
    const events = responseFor(bus, String(request.headers["last-event-id"] ?? ""));
    response.writeHead(events.status, Object.fromEntries(events.headers));
    // It ends with an error when the client has gone away, and has then cancelled the body.
    pipeline(Readable.fromWeb(events.body!), response).catch(() => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, responses };
}

async function serveByFastify(bus: Bus): Promise<Served> {
  const responses: ServerResponse[] = [];
  const server = fastify({ forceCloseConnections: true });
  server.get("/", (request, reply) => {
    responses.push(reply.raw);
    return responseFor(bus, String(request.headers["last-event-id"] ?? ""));
  });
  await server.listen({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => server.close());
  return { port: (server.server.address() as AddressInfo).port, responses };
}

async function fakeBus(): Promise<FakeBus> {
  const bus = createFakeBus({ clientName: "api" });
  onTestFinished(() => bus.close());
  return bus.connect();
}

/** A client that reads when it likes to. */
async function rawClient(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  return socket;
}

/** Resolves when `text` has come. */
async function reads(socket: Socket, text: string): Promise<string> {
  let seen = "";
  socket.setEncoding("utf8");
  for (let chunk = socket.read() as string | null; ; chunk = socket.read() as string | null) {
    if (chunk === null) await once(socket, "readable");
    else seen += chunk;
    if (seen.includes(text)) return seen;
  }
}

/** Much, and in portions that fit into the buffer of a page that reads. */
async function publishMuch(bus: FakeBus, events: number): Promise<void> {
  const PORTION = 10;
  for (let from = 0; from < events; from += PORTION) {
    publishNumbers(bus, from, from + PORTION, "x".repeat(4_096));
    await bus.flush();
    await settled();
  }
}

const SERVERS = [
  ["node:http", serveByNode],
  ["fastify", serveByFastify],
] as const;

test.for(SERVERS)(
  "by %s, a client that reads gets everything, and says when it comes back what it saw",
  async ([, serve]) => {
    const bus = await fakeBus();
    const { port } = await serve(bus);
    const url = `http://127.0.0.1:${port}/`;
    const first = await fetch(url);
    expect(first.headers.get("content-type")).toBe("text/event-stream");
    const page = new PageReader(first.body as ReadableStream<Uint8Array>);
    expect(await page.next()).toMatchObject({ event: "ready" });
    publishNumbers(bus, 0, 200);
    expect(await page.take(200)).toMatchObject(Array.from({ length: 200 }, () => ({ event: "topology.status" })));
    bus.cut();
    expect(await page.next()).toBeUndefined();
    const again = await fetch(url, { headers: { "last-event-id": "ready" } });
    const returned = new PageReader(again.body as ReadableStream<Uint8Array>);
    expect((await returned.take(2)).map(({ event }) => event)).toEqual(["resync", "ready"]);
    await returned.leave();
  },
);

test.for(SERVERS)(
  "by %s, a client that stops reading costs little, and reads resync when it goes on",
  async ([, serve]) => {
    const bus = await fakeBus();
    const { port, responses } = await serve(bus);
    const socket = await rawClient(port);
    await reads(socket, "event: ready");
    // It reads no more: the kernel's buffers fill up, then the server's, then ours. 40 MiB are more than all of them.
    await publishMuch(bus, 10_000);
    // What Node takes before it says that it is enough, and one piece.
    expect(responses[0]!.writableLength).toBeLessThan(128 << 10);
    expect(bus.stats().droppedByBroker).toBe(0);
    const seen = await reads(socket, "event: resync");
    expect(seen.split("event: topology.status").length).toBeLessThan(9_000);
    const [, lost] = /"reason":"slow","lost":(\d+)/.exec(await textUpTo(socket, seen))!;
    expect(Number(lost)).toBeGreaterThan(1_000);
    publishNumbers(bus, 20_000, 20_001);
    await reads(socket, '"state":"20000"');
  },
);

/** The rest of the line that was begun. */
async function textUpTo(socket: Socket, seen: string): Promise<string> {
  const begun = seen.slice(seen.indexOf("event: resync"));
  return begun.includes("}") ? begun : begun + (await reads(socket, "}"));
}

test.for(SERVERS)("by %s, of a client that goes away nothing stays", async ([, serve]) => {
  const bus = await fakeBus();
  const { port, responses } = await serve(bus);
  const [reading, stuck] = [await rawClient(port), await rawClient(port)];
  await Promise.all([reads(reading, "event: ready"), reads(stuck, "event: ready")]);
  expect(bus.stats().subscriptions).toBe(2);
  await publishMuch(bus, 100);
  const gone = responses.map((response) => once(response, "close"));
  reading.destroy();
  stuck.resetAndDestroy();
  await Promise.all(gone);
  await settled();
  expect(bus.stats().subscriptions).toBe(0);
});
