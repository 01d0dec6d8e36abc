import { getAppBus, publishSafely } from "decnet-bus";
import { topologyStatus } from "decnet-bus/topics";

// One connection for all requests; null where there is no bus, which the first call half a minute later tries again.
const bus = await getAppBus({ clientName: "api", retryAfterMs: 30_000 });

// `latest` keeps the newest event of each topic for a reader that is slow, and a web stream goes at the reader's pace.
const states = bus?.subscribe("topology.*.status", {
  latest: true,
  onGap: ({ reason }) => console.log(`gap: ${reason}`),
});
await states?.ready;

// Never throws, with or without a bus: the database write has already happened.
publishSafely(bus, topologyStatus("maze"), { state: "active", reason: "" });

for await (const { params, payload } of states?.readable() ?? [])
  console.log(`${params.topologyId} is ${payload.state}`);
