// What an event costs with many pages: it is put into JSON once.

import { expect, onTestFinished, test } from "vitest";
import { sseResponse } from "../../src/sse/index.ts";
import { createFakeBus } from "../../src/testing/index.ts";
import { settled } from "../support/settled.ts";
import { publishNumbers } from "../support/status-topics.ts";

test("all pages get the same bytes of an event, and each event has its own", async () => {
  const bus = await createFakeBus({ clientName: "api" }).connect();
  onTestFinished(() => bus.close());
  const open = async (): Promise<ReadableStreamDefaultReader<Uint8Array>> => {
    const reader = sseResponse(bus, { patterns: ["topology.*.status"] }).body!.getReader();
    for (const begin of ["retry", "id: ready"]) expect(await textOf(reader)).toContain(begin);
    onTestFinished(() => reader.cancel());
    return reader;
  };
  const [one, other] = [await open(), await open()];
  for (const state of ["0", "1"]) {
    publishNumbers(bus, Number(state), Number(state) + 1);
    await bus.flush();
    await settled();
    const [read, readElsewhere] = [await one.read(), await other.read()];
    expect(Buffer.from(read.value!).toString()).toContain(`"state":"${state}"`);
    expect(readElsewhere.value).toBe(read.value);
  }

  // Two that come together, in one chunk.
  publishNumbers(bus, 2, 4);
  await bus.flush();
  await settled();
  for (const reader of [one, other]) {
    expect((await textOf(reader)).match(/"state":"\d"/g)).toEqual(['"state":"2"', '"state":"3"']);
  }
});

async function textOf(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  return Buffer.from((await reader.read()).value!).toString();
}
