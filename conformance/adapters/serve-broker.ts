// A broker under test, from its process's side: decnet.conformance.v1.BrokerCompatRequest on stdin, BrokerCompatResponse on stdout, and the
// end of stdin as the sign to stop.

import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  BrokerCompatRequestSchema,
  type BrokerCompatResponse,
  BrokerCompatResponseSchema,
  type BrokerLimits,
} from "../../gen/decnet/conformance/v1/broker_pb.ts";
import type { Limits } from "../../src/wire/limits.ts";
import { Splitter } from "../runner/splitter.ts";
import { sized } from "../runner/varint.ts";

const MAX_REQUEST_BYTES = 1 << 20;

/** Starts the broker that the request asks for, and stops it when nobody is there to ask any more. `start` resolves when it listens. */
export async function serveBroker(
  start: (socket: string, limits: Partial<Limits>) => Promise<{ stop(): Promise<void> }>,
): Promise<void> {
  const { promise: request, resolve: onRequest } = Promise.withResolvers<Uint8Array>();
  const { promise: end, resolve: onEnd } = Promise.withResolvers<void>();
  const splitter = new Splitter(() => MAX_REQUEST_BYTES);
  process.stdin.on("data", (chunk: Buffer) => splitter.push(chunk, (bytes, at) => onRequest(bytes.subarray(at))));
  process.stdin.on("close", onEnd);
  const { socket, limits } = fromBinary(BrokerCompatRequestSchema, await request);
  try {
    const broker = await start(socket, limitsOf(limits));
    answer({});
    await end;
    await broker.stop();
  } catch (error) {
    answer({ failure: error instanceof Error ? error.message : String(error) });
  }
}

function answer(response: Partial<Omit<BrokerCompatResponse, "$typeName">>): void {
  process.stdout.write(sized(toBinary(BrokerCompatResponseSchema, create(BrokerCompatResponseSchema, response))));
}

/** The names are the same; 0 is for the default. */
function limitsOf(wanted: BrokerLimits | undefined): Partial<Limits> {
  const given = Object.entries(wanted ?? {}).filter(([, value]) => typeof value === "number" && value > 0);
  return Object.fromEntries(given);
}
