// The byte relay: reads a chunk and writes the chunk, looks at nothing, and waits for whoever is slow. What Node can do at best where one
// process stands between two. `node relay.ts PATH`: publishers connect to PATH, subscribers to PATH.out.

import { createServer, type Socket } from "node:net";
import { subscribersPath } from "../protocols/relay-path.ts";

const HELLO = Buffer.from([0]);
const path = process.argv[2]!;
const subscribers = new Set<Socket>();

function pass(chunk: Uint8Array, publisher: Socket): void {
  for (const subscriber of subscribers) {
    if (subscriber.write(chunk)) continue;
    publisher.pause();
    subscriber.once("drain", () => {
      if (![...subscribers].some((other) => other.writableNeedDrain)) publisher.resume();
    });
  }
}

createServer((publisher) => {
  publisher.on("error", () => {});
  publisher.on("data", (chunk: Buffer) => pass(chunk, publisher));
}).listen(path);

createServer((subscriber) => {
  subscribers.add(subscriber);
  subscriber.on("error", () => {});
  subscriber.on("close", () => subscribers.delete(subscriber));
  // Tells the subscriber that it is in.
  subscriber.write(HELLO);
  subscriber.resume();
}).listen(subscribersPath(path));
