// Our client as a client under test, in a process of its own.

import { getBus } from "../../src/get-bus.ts";
import { serveClient } from "./serve-client.ts";

// What the library says is for stderr: stdout is for replies.
const logger = { warn: (text: string) => void process.stderr.write(`${text}\n`) };

serveClient(({ socket, clientName, noEcho, waitForBus }) =>
  getBus({ socket, clientName, noEcho, waitForBus, logger, env: {} }),
);
