import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { closeAppBus, getAppBus } from "decnet-bus";
import { sseResponse } from "decnet-bus/sse";

const server = createServer((request, response) => {
  void answer().catch(() => response.destroy());

  async function answer(): Promise<void> {
    // One connection for all pages; it waits for its broker, so it is null only where the bus is disabled.
    const bus = await getAppBus({ clientName: "api", waitForBus: true });
    const events = sseResponse(bus, {
      patterns: ["topology.*.mutation.*", "topology.*.status"],
      lastEventId: request.headers["last-event-id"]?.toString(),
    });
    // Nothing follows a stream on its connection: so a server that closes need not wait for the client to let go of it.
    response.shouldKeepAlive = false;
    response.writeHead(events.status, Object.fromEntries(events.headers));
    // A body that is not read costs nothing. One that is sent in answer to HEAD would go nowhere, and never end.
    if (request.method === "HEAD") return void response.end();
    // When the page goes away the pipeline cancels the body, and with it the subscriptions.
    await pipeline(Readable.fromWeb(events.body!), response);
  }
});

server.listen(0, "127.0.0.1");
await once(server, "listening");
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);

process.once("SIGTERM", () => {
  // Ends the streams, and then the server has nothing to wait for.
  void closeAppBus();
  server.close();
});
