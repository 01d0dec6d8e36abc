// A page without a browser: follows a stream of Server-Sent Events, and comes back when it ends, as EventSource does.

import { setTimeout as sleep } from "node:timers/promises";

const RETRY_MS = 1_000;

export type OnEvent = (event: string, data: unknown) => void;

/** Until `signal` is aborted. `onEvent` hears of the stream's ends, too, as `error`. */
export async function follow(url: string, onEvent: OnEvent, signal: AbortSignal): Promise<void> {
  let lastId = "";
  while (!signal.aborted) {
    try {
      const response = await fetch(url, { headers: lastId === "" ? {} : { "last-event-id": lastId }, signal });
      for await (const block of blocksOf(response.body as ReadableStream<Uint8Array>)) {
        const fields = new Map(block.split("\n").map((line) => cut(line)));
        lastId = fields.get("id") ?? lastId;
        const data = fields.get("data");
        if (data !== undefined) onEvent(fields.get("event") ?? "message", JSON.parse(data));
      }
    } catch {
      // There is no API, or there was one.
    }
    onEvent("error", undefined);
    await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
  }
}

async function* blocksOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body) {
    const blocks = (text + decoder.decode(chunk, { stream: true })).split("\n\n");
    text = blocks.pop()!;
    yield* blocks;
  }
}

function cut(line: string): [field: string, value: string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
}
