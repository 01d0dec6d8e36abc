// `decnet bus pub` without the process around it.

import { BusError } from "../errors.ts";
import { declaredTopicOf, freeForm } from "../registry/lookup.ts";
import { encodeJsonPayload } from "../registry/payload.ts";
import { topicFault } from "../topic/grammar.ts";
import { withCliBus } from "./cli-bus.ts";
import { parsePayload, readAll } from "./read-json.ts";

export interface PublishOnce {
  readonly topic: string;
  /** JSON, or a stream that ends with it. */
  readonly payload: string | AsyncIterable<Buffer | string>;
  /** The topic need not be declared. */
  readonly freeForm: boolean;
  readonly socket?: string;
  readonly type?: string;
  /** Seconds that the bus may take. */
  readonly timeout?: number;
}

/** Resolves when the bus has routed the event. Rejects with the BusError that says why not. */
export async function publishOnce(request: PublishOnce): Promise<{ topic: string; type: string }> {
  const { topic, type } = request;
  checkTopic(request);
  const payload = parsePayload(typeof request.payload === "string" ? request.payload : await readAll(request.payload));
  // Before connecting: a mistake is told as one also where there is no bus.
  encodeJsonPayload(topic, payload);
  await withCliBus(request, async (bus, leftMs) => {
    // The checks of a declared topic hold for JSON too; "free form" is about what the compiler knows.
    bus.publish(freeForm(topic), payload, type === undefined ? {} : { type });
    await bus.flush({ timeoutMs: leftMs() });
  });
  return { topic, type: type ?? declaredTopicOf(topic)?.type ?? "" };
}

function checkTopic({ topic, freeForm: allowed }: PublishOnce): void {
  const fault = topicFault(topic);
  if (fault !== undefined) throw new BusError("INVALID_TOPIC", `${JSON.stringify(topic)} is no topic: it ${fault}.`);
  if (allowed || declaredTopicOf(topic) !== undefined) return;
  throw new BusError(
    "UNDECLARED_TOPIC",
    `${topic} is not a declared topic (docs/topics.md). If you mean it, add --free-form.`,
  );
}
