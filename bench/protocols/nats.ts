// NATS: lines of text, payloads with their length. A PING after a command is its confirmation; the server's own want an answer.

import type { Aside, Protocol } from "./protocol.ts";

const LINE_END = "\r\n";
const PONG = Buffer.from("PONG\r\n");
const CONNECT = JSON.stringify({ verbose: false, pedantic: false, lang: "bench", version: "0", protocol: 0 });

export const nats: Protocol = {
  async greet(connection) {
    await connection.answer((bytes) => lineUpTo(bytes, "INFO"));
    connection.write(Buffer.from(`CONNECT ${CONNECT}\r\nPING\r\n`));
    await connection.answer((bytes) => lineUpTo(bytes, "PONG"));
  },
  async subscribe(connection, topic) {
    connection.write(Buffer.from(`SUB ${topic} 1\r\nPING\r\n`));
    await connection.answer((bytes) => lineUpTo(bytes, "PONG"));
  },
  answerAsPublisher: (bytes) => (Buffer.from(bytes).includes("PING") ? PONG : undefined),
  publication: (topic, payload) => message(`PUB ${topic} ${payload.length}`, payload),
  delivery: (topic, payload) => message(`MSG ${topic} 1 ${payload.length}`, payload),
  aside(bytes, at): Aside | undefined {
    const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(LINE_END, at);
    if (end < 0) return undefined;
    const line = Buffer.from(bytes.subarray(at, end)).toString();
    if (line.startsWith("-ERR")) throw new Error(`nats-server says ${line}`);
    const length = end + LINE_END.length - at;
    return line === "PING" ? { bytes: length, answer: PONG } : { bytes: length };
  },
};

function message(head: string, payload: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${head}\r\n`), payload, Buffer.from(LINE_END)]);
}

/** The length of everything up to the end of the first line that begins with `word`. */
function lineUpTo(bytes: Buffer, word: string): number | undefined {
  for (let at = 0; ;) {
    const end = bytes.indexOf(LINE_END, at);
    if (end < 0) return undefined;
    const line = bytes.toString("utf8", at, end);
    if (line.startsWith("-ERR")) throw new Error(`nats-server says ${line}`);
    at = end + LINE_END.length;
    if (line.startsWith(word)) return at;
  }
}
