// HTTP for metrics, and for nothing else. Whoever asks, however slowly, oddly or often, may cost the bus next to nothing: connections, their
// headers and their time are bounded, and the text is made at most once a second.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Clock } from "../../clock.ts";

export interface MetricsServerOptions {
  readonly clock: Clock;
  /** What makes the text. */
  readonly registry: { readonly contentType: string; metrics(): Promise<string> };
  /** Hears of what went wrong. */
  readonly onFault: (error: unknown) => void;
  /** How long a connection may say nothing, take for a request, or not read its answer. Default: 5 s. */
  readonly patienceMs?: number;
}

/** A path to bind; or an address, with port 0 for any that is free. */
export type Endpoint = { readonly path: string } | { readonly host: string; readonly port: number };

export interface MetricsServer {
  /** Where they can be asked for; undefined if that is no address of the network, and while it does not listen. */
  readonly url: string | undefined;
  /** @throws Node's own error (EADDRINUSE, EACCES, …). */
  listen(endpoint: Endpoint): Promise<void>;
  /** Accepts no more, and cuts those off who are there. Idempotent. */
  close(): void;
}

const METRICS_PATH = "/metrics";
/** One more is closed at once. */
export const MAX_METRICS_CONNECTIONS = 16;
const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 1_000;
const TEXT_FRESH_MS = 1_000;
const MAX_HEADER_BYTES = 8 << 10;
const METHODS = ["GET", "HEAD"];

export function createMetricsServer(options: MetricsServerOptions): MetricsServer {
  const { clock, registry, onFault, patienceMs = PATIENCE_MS } = options;
  const text = sharedFor(TEXT_FRESH_MS, clock, () => registry.metrics());
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: patienceMs,
    requestTimeout: patienceMs,
    keepAliveTimeout: patienceMs,
    connectionsCheckingInterval: LOOK_EVERY_MS,
  });
  server.maxConnections = MAX_METRICS_CONNECTIONS;
  server.setTimeout(patienceMs);
  server.on("request", (request, response) => {
    answer(request, response, { contentType: registry.contentType, text }).catch((error: unknown) => {
      onFault(error);
      refuse(response, 500, "The metrics could not be made; the log of the bus says why.");
    });
  });
  return {
    get url() {
      const address = server.address();
      if (address === null || typeof address === "string") return undefined;
      const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
      return `http://${host}:${address.port}${METRICS_PATH}`;
    },
    listen: async (endpoint) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      server.once("listening", resolve).once("error", reject).listen(endpoint);
      await promise;
      server.off("error", reject).on("error", onFault);
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Answer {
  readonly contentType: string;
  readonly text: () => Promise<string>;
}

async function answer({ method = "", url = "" }: IncomingMessage, response: ServerResponse, what: Answer) {
  if (url.split("?", 1)[0] !== METRICS_PATH) {
    refuse(response, 404, `There is nothing here. Metrics are at ${METRICS_PATH}.`);
  } else if (!METHODS.includes(method)) {
    response.setHeader("allow", METHODS.join(", "));
    refuse(response, 405, `Metrics can be read, and nothing else: ${METHODS.join(" or ")}.`);
  } else {
    const body = Buffer.from(await what.text());
    response.writeHead(200, { "content-type": what.contentType, "content-length": body.length });
    response.end(body);
  }
}

/** And closes the connection: what else comes in it is not read. */
function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(`${why}\n`);
}

/** What `make` makes, for a while; those who ask meanwhile share it. */
function sharedFor<T>(ms: number, clock: Clock, make: () => Promise<T>): () => Promise<T> {
  let madeMs = Number.NEGATIVE_INFINITY;
  let made: Promise<T> | undefined;
  return () => {
    const nowMs = clock.monotonicMs();
    if (made === undefined || nowMs - madeMs >= ms) [made, madeMs] = [make(), nowMs];
    return made;
  };
}
