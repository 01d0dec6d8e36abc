// MQTT 3.1.1, quality of service 0: at most once, as here. Topics have slashes where ours have dots.

import type { Protocol } from "./protocol.ts";

const CONNECT = 0x10;
const CONNACK = 0x20;
const PUBLISH = 0x30;
const SUBSCRIBE = 0x82;
const SUBACK = 0x90;
const CLEAN_SESSION = 0x02;
const REFUSED = 0x80;

export const mqtt: Protocol = {
  async greet(connection) {
    const level = 4;
    const forever = uint16(0);
    const ownId = text("");
    connection.write(packet(CONNECT, text("MQTT"), Buffer.from([level, CLEAN_SESSION]), forever, ownId));
    await connection.answer((bytes) => expectPacket(bytes, { type: CONNACK, length: 4 }));
  },
  async subscribe(connection, topic) {
    const packetId = uint16(1);
    const atMostOnce = Buffer.from([0]);
    connection.write(packet(SUBSCRIBE, packetId, text(mqttTopic(topic)), atMostOnce));
    await connection.answer((bytes) => expectPacket(bytes, { type: SUBACK, length: 5 }));
  },
  publication: publish,
  delivery: publish,
  aside() {
    throw new Error("mosquitto has sent something that is no message.");
  },
};

/** Our topic, as MQTT writes it. */
export function mqttTopic(topic: string): string {
  return topic.replaceAll(".", "/");
}

function publish(topic: string, payload: Uint8Array): Uint8Array {
  return packet(PUBLISH, text(mqttTopic(topic)), payload);
}

function packet(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts);
  const size: number[] = [];
  for (let rest = body.length; size.length === 0 || rest > 0; rest = Math.floor(rest / 128)) {
    size.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
  }
  return Buffer.concat([Buffer.from([type, ...size]), body]);
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

function text(value: string): Buffer {
  return Buffer.concat([uint16(Buffer.byteLength(value)), Buffer.from(value)]);
}

/** The last byte of both answers says whether it was granted. */
function expectPacket(bytes: Buffer, { type, length }: { type: number; length: number }): number | undefined {
  if (bytes.length < length) return undefined;
  const code = bytes[length - 1];
  const refused = type === CONNACK ? code !== 0 : code === REFUSED;
  if (bytes[0] === type && !refused) return length;
  throw new Error(`mosquitto says ${bytes.toString("hex", 0, length)}`);
}
