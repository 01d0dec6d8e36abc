// Our broker as a broker under test (decnet.conformance.v1.BrokerCompatRequest on stdin), in a process of its own: what `decnet bus` runs,
// with time-outs that a test can wait for.

import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  BrokerCompatRequestSchema,
  type BrokerCompatResponse,
  BrokerCompatResponseSchema,
  type BrokerLimits,
} from "../../gen/decnet/conformance/v1/broker_pb.ts";
import { type RunningBroker, startBroker } from "../../src/daemon/start-broker.ts";
import type { Limits } from "../../src/wire/limits.ts";
import { Splitter } from "../runner/splitter.ts";
import { sized } from "../runner/varint.ts";

const MAX_REQUEST_BYTES = 1 << 20;

const { promise: request, resolve: onRequest } = Promise.withResolvers<Uint8Array>();
const { promise: end, resolve: onEnd } = Promise.withResolvers<void>();
const splitter = new Splitter(() => MAX_REQUEST_BYTES);
process.stdin.on("data", (chunk: Buffer) => splitter.push(chunk, (bytes, at) => onRequest(bytes.subarray(at))));
process.stdin.on("close", onEnd);

const { socket, limits } = fromBinary(BrokerCompatRequestSchema, await request);
const broker = await start(socket, limits);
await end;
await broker?.stop();

async function start(path: string, wanted: BrokerLimits | undefined): Promise<RunningBroker | undefined> {
  try {
    const running = await startBroker({ socket: path, group: "", heartbeatS: 0, limits: limitsOf(wanted), env: {} });
    answer({});
    return running;
  } catch (error) {
    answer({ failure: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

function answer(response: Partial<Omit<BrokerCompatResponse, "$typeName">>): void {
  process.stdout.write(sized(toBinary(BrokerCompatResponseSchema, create(BrokerCompatResponseSchema, response))));
}

/** The names differ in nothing but the case of their letters; 0 is for the default. */
function limitsOf(wanted: BrokerLimits | undefined): Partial<Limits> {
  const given = Object.entries(wanted ?? {}).filter(([, value]) => typeof value === "number" && value > 0);
  return Object.fromEntries(given);
}
