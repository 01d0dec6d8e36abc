// Events as they reach a consumer: through the bytes.

import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { EventSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { Deliveries, type Recipient } from "../../src/client/deliveries.ts";
import type { ReceivedEvent } from "../../src/client/received-event.ts";
import { checkEvent } from "../../src/wire/event-check.ts";

export type EventInit = MessageInitShape<typeof EventSchema>;

/** Hands the event to the recipient, as the connection would, if its pattern matches. */
export function push(recipient: Recipient, event: EventInit): void {
  pushBytes(recipient, toBinary(EventSchema, create(EventSchema, event)));
}

/** The event at the beginning of a chunk of so many bytes, as the socket gives them. */
export function receivedIn(chunkBytes: number, event: EventInit): ReceivedEvent {
  const bytes = toBinary(EventSchema, create(EventSchema, event));
  const chunk = Buffer.alloc(chunkBytes);
  chunk.set(bytes);
  return receive((recipient) => pushBytes(recipient, chunk.subarray(0, bytes.length)));
}

function pushBytes(recipient: Recipient, bytes: Uint8Array): void {
  const deliveries = new Deliveries();
  deliveries.add(recipient);
  const topic = checkEvent(bytes, 0, bytes.length);
  if ("code" in topic) throw new Error(topic.detail);
  const fault = deliveries.deliver(bytes, 0, bytes.length, topic);
  if (fault !== undefined) throw new Error(fault);
}

/** What a consumer of everything gets. */
export function received(event: EventInit): ReceivedEvent {
  return receive((recipient) => push(recipient, event));
}

function receive(pushTo: (recipient: Recipient) => void): ReceivedEvent {
  let found: ReceivedEvent | undefined;
  pushTo({ pattern: ">", freeForm: true, push: (each) => (found = each), pass: () => {} });
  return found!;
}
