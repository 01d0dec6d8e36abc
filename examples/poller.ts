import { BusError, getBus, pollOrWake } from "decnet-bus";

// Without a bus the worker runs at the speed of its poll: slower, and just as correct.
const bus = await getBus({ clientName: "mutator" })
  .connect()
  .catch((error: unknown) => {
    if (!(error instanceof BusError)) throw error;
    console.warn(error.message);
    return null;
  });

for await (const wake of pollOrWake(bus, "topology.*.mutation.enqueued", { everyMs: 10_000 })) {
  console.log(`looking for pending mutations (${wake.reason})`);
}
