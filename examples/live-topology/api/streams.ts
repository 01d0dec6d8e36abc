// The bus, forwarded to browsers. No poll loop: nothing happens here until the bus says something.

import { sseResponse } from "decnet-bus/sse";
import type { FastifyInstance } from "fastify";
import { hasTopology } from "../database/topologies.ts";
import { noTopology } from "./routes.ts";
import { eventsQuery, topologyParams } from "./schemas.ts";
import type { ServerSetup } from "./server.ts";

export function addStreams(server: FastifyInstance, { database, bus, keepAliveMs, signal }: ServerSetup): void {
  // HEAD is not answered: fastify cannot make it of a web Response, and a stream's headers say nothing.
  const stream = { keepAliveMs, signal };

  server.get<{ Params: { id: string }; Querystring: { live?: "false" | "true" } }>(
    "/api/v1/topologies/:id/events",
    { schema: { params: topologyParams, querystring: eventsQuery }, exposeHeadRoute: false },
    async (request) => {
      const { id } = request.params;
      if (!hasTopology(database, id)) throw noTopology(id);
      const lastEventId = lastEventIdOf(request.headers);
      const patterns = [`topology.${id}.>`, "system.bus.health"] as const;
      const live = request.query.live === "true" ? (["decky.*.traffic", "attacker.observed"] as const) : [];
      return sseResponse(await bus(), { patterns: [...patterns, ...live], lastEventId, ...stream });
    },
  );

  server.get("/api/v1/stream", { exposeHeadRoute: false }, async (request) => {
    const patterns = ["topology.>", "decky.>", "attacker.observed", "system.bus.health"] as const;
    return sseResponse(await bus(), { patterns, lastEventId: lastEventIdOf(request.headers), ...stream });
  });
}

function lastEventIdOf(headers: Readonly<Record<string, string | string[] | undefined>>): string | undefined {
  const header = headers["last-event-id"];
  return typeof header === "string" ? header : undefined;
}
