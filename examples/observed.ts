import { channel } from "node:diagnostics_channel";
import { getBus, type PublishTrace } from "decnet-bus";
import { systemLog } from "decnet-bus/topics";

// Whoever traces gives the event its trace context; the subscriber reads it as `event.traceParent`.
channel("tracing:decnet-bus:publish:start").subscribe((message) => {
  (message as PublishTrace).traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
});

// pino fits, too. A bus that is missing is said once, with its cause, and counted from then on.
const logger = { warn: (text: string) => console.log(`warning: ${text}`), info: (text: string) => console.log(text) };

await using bus = await getBus({ clientName: "mutator", waitForBus: true, logger }).connect();
const left = bus.publish(systemLog(), { level: "info", component: "mutator", message: "started" });

const { published, notPublished, reconnects } = bus.stats();
console.log({ left, published, disconnected: notPublished.disconnected, reconnects });
