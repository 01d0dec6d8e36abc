// The API, put together. It is given what it uses, so that a test can give it something else.

import type { Bus } from "decnet-bus";
import { fastify, type FastifyInstance, type FastifyServerOptions } from "fastify";
import type { Database } from "../database/open.ts";
import { refuseForeigners } from "./loopback-only.ts";
import { servePage } from "./page.ts";
import { answerWithProblems, sendProblem } from "./problems.ts";
import { addRoutes } from "./routes.ts";
import { formats } from "./schemas.ts";
import { addStreams } from "./streams.ts";

const BODY_LIMIT_BYTES = 16 << 10;

export interface ServerSetup {
  readonly database: Database;
  /** The bus that all requests share; null: it is disabled. */
  readonly bus: () => Promise<Bus | null>;
  /** Where the built page is, or will be. */
  readonly pageFolder: string;
  readonly keepAliveMs: number;
  /** Ends the streams. */
  readonly signal: AbortSignal;
  readonly logger: FastifyServerOptions["logger"];
}

/** Not listening yet. */
export async function createServer(setup: ServerSetup): Promise<FastifyInstance> {
  const server = fastify({
    logger: setup.logger ?? false,
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    // What is no request for a route: a path that cannot be decoded.
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, error),
    ajv: {
      // What does not fit is refused, not made to fit.
      customOptions: { allErrors: true, coerceTypes: false, removeAdditional: false, discriminator: true, formats },
    },
  });
  server.removeContentTypeParser("text/plain");
  refuseForeigners(server);
  answerWithProblems(server);
  addRoutes(server, setup);
  addStreams(server, setup);
  await servePage(server, setup.pageFolder);
  return server;
}
