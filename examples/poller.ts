import { getBus, pollOrWake } from "decnet-bus";

// Without a bus the worker runs at the speed of its poll: slower, and just as correct. When there is one, it is found.
await using bus = await getBus({ clientName: "mutator", waitForBus: true }).connect();

for await (const wake of pollOrWake(bus, "topology.*.mutation.enqueued", { everyMs: 10_000 })) {
  console.log(`looking for pending mutations (${wake.reason})`);
}
