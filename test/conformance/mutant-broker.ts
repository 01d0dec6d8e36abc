// node test/conformance/mutant-broker.ts NAME
//
// Our broker as a broker under test, with a fault by name: for seeing the suite find it.

import { randomUUID } from "node:crypto";
import { serveBroker } from "../../conformance/adapters/serve-broker.ts";
import { createBroker } from "../../src/broker/broker.ts";
import { systemClock } from "../../src/clock.ts";
import { listenOnSocketFile } from "../../src/daemon/socket-file.ts";
import { encodeFrame } from "../../src/wire/frame-codec.ts";
import { type Limits } from "../../src/wire/limits.ts";
import { type Mutant, MUTANTS } from "./mutants.ts";
import { Tampered, type Tampering } from "./tampered.ts";

const mutant = MUTANTS[process.argv[2] ?? ""];
if (mutant === undefined) throw new Error(`there is no mutant ${process.argv[2]}`);

await serveBroker(async (path, wanted) => {
  const options = { clock: systemClock, busId: randomUUID(), server: "mutant/1" };
  const broker = createBroker({ ...options, limits: { ...wanted, ...mutant.limits } });
  const tampering = saysLimits(mutant, wanted, broker.limits);
  const listener = await listenOnSocketFile(
    { path, groupId: undefined },
    {
      accept: (connection) => {
        broker.accept(new Tampered(mutant.around?.(connection) ?? connection, tampering));
      },
    },
  );
  const stop = async (): Promise<void> => {
    listener.close();
    if (mutant.rude === true) process.exit(0);
    await broker.stop();
  };
  return { stop };
});

/** It says the limits that it was asked for, and keeps to its own. */
function saysLimits(own: Mutant, wanted: Partial<Limits>, limits: Limits): Tampering {
  if (own.limits === undefined) return own;
  return {
    ...own,
    leaving: (kind, bytes) =>
      kind.case === "welcome"
        ? encodeFrame({ case: "welcome", value: { ...kind.value, ...numbers(wanted, limits) } })
        : bytes,
  };
}

function numbers(wanted: Partial<Limits>, limits: Limits): Partial<Limits> {
  const { maxFrameBytes, maxTopicBytes, queueEvents, queueBytes, maxPatterns } = { ...limits, ...wanted };
  return { maxFrameBytes: Math.min(maxFrameBytes, 2 ** 31), maxTopicBytes, queueEvents, queueBytes, maxPatterns };
}
