import { getBus } from "decnet-bus";

await using bus = await getBus({ clientName: "editor" }).connect();
await using mutations = bus.subscribe("topology.*.mutation.*");
await mutations.ready;
console.log("subscribed");

for await (const event of mutations) {
  if (event.gap) console.log(`lost ${event.gap.count ?? "some"} events (${event.gap.reason}): look into the database`);
  // `name` is the topic without its ids; it tells the compiler which payload this is.
  if (event.name === "topology.mutation.failed") {
    console.log(`${event.payload.mutationId} failed: ${event.payload.reason}`);
  } else {
    console.log(`${event.payload.mutationId} in ${event.params.topologyId}: ${event.type}`);
  }
}
