// Our broker as a broker under test, in a process of its own: what `decnet bus` runs, with time-outs that a test can wait for.

import { startBroker } from "../../src/daemon/start-broker.ts";
import { serveBroker } from "./serve-broker.ts";

await serveBroker((socket, limits) => startBroker({ socket, group: "", heartbeatS: 0, limits, env: {} }));
