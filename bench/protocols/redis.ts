// Redis: arrays of strings, each with its length. A channel by name (SUBSCRIBE) or by pattern (PSUBSCRIBE).

import type { Protocol } from "./protocol.ts";

const LINE_END = "\r\n";
const PING = command("PING");
const PONG = "+PONG\r\n";

/** The way that Redis is fastest. */
export const redis: Protocol = redisBy("SUBSCRIBE", (topic, payload) => command("message", topic, payload));

/** The way that offers what the others offer. */
export const redisPattern: Protocol = redisBy("PSUBSCRIBE", (topic, payload) =>
  command("pmessage", topic, topic, payload),
);

function redisBy(verb: "SUBSCRIBE" | "PSUBSCRIBE", delivery: Protocol["delivery"]): Protocol {
  return {
    async greet(connection) {
      connection.write(PING);
      await connection.answer((bytes) => expectReply(bytes, PONG));
    },
    async subscribe(connection, topic) {
      connection.write(command(verb, topic));
      const reply = `*3\r\n${bulk(verb.toLowerCase())}${bulk(topic)}:1\r\n`;
      await connection.answer((bytes) => expectReply(bytes, reply));
    },
    publication: (topic, payload) => command("PUBLISH", topic, payload),
    delivery,
    aside() {
      throw new Error("redis-server has sent something that is no message.");
    },
  };
}

function command(...words: readonly (string | Uint8Array)[]): Uint8Array {
  const parts = words.flatMap((word) => {
    const bytes = typeof word === "string" ? Buffer.from(word) : word;
    return [Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from(LINE_END)];
  });
  return Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...parts]);
}

function bulk(word: string): string {
  return `$${Buffer.byteLength(word)}\r\n${word}\r\n`;
}

function expectReply(bytes: Buffer, reply: string): number | undefined {
  if (bytes.length < reply.length) return undefined;
  const said = bytes.toString("utf8", 0, reply.length);
  if (said === reply) return reply.length;
  throw new Error(`redis-server says ${JSON.stringify(said)}`);
}
