// The bus, forwarded to browsers. No poll loop: nothing happens here until the bus says something.

import { sseResponse } from "decnet-bus/sse";
import type { FastifyInstance, FastifyReply } from "fastify";
import { hasTopology } from "../database/topologies.ts";
import { noTopology } from "./routes.ts";
import { eventsQuery, topologyParams } from "./schemas.ts";
import type { ServerSetup } from "./server.ts";

export function addStreams(server: FastifyInstance, { database, bus, keepAliveMs, signal }: ServerSetup): void {
  const stream = { keepAliveMs, signal };

  server.route<{ Params: { id: string }; Querystring: { live?: "false" | "true" } }>({
    method: ["GET", "HEAD"],
    url: "/api/v1/topologies/:id/events",
    schema: { params: topologyParams, querystring: eventsQuery },
    handler: async (request, reply) => {
      const { id } = request.params;
      if (!hasTopology(database, id)) throw noTopology(id);
      const lastEventId = lastEventIdOf(request.headers);
      const patterns = [`topology.${id}.>`, "system.bus.health"] as const;
      const live = request.query.live === "true" ? (["decky.*.traffic", "attacker.observed"] as const) : [];
      return answer(reply, sseResponse(await bus(), { patterns: [...patterns, ...live], lastEventId, ...stream }));
    },
  });

  server.route({
    method: ["GET", "HEAD"],
    url: "/api/v1/stream",
    handler: async (request, reply) => {
      const patterns = ["topology.>", "decky.>", "attacker.observed", "system.bus.health"] as const;
      const lastEventId = lastEventIdOf(request.headers);
      return answer(reply, sseResponse(await bus(), { patterns, lastEventId, ...stream }));
    },
  });
}

/** To HEAD, the headers alone: a body that nobody reads has subscribed to nothing. */
function answer(reply: FastifyReply, response: Response): FastifyReply {
  if (reply.request.method !== "HEAD") return reply.send(response);
  return reply.headers(Object.fromEntries(response.headers)).send();
}

function lastEventIdOf(headers: Readonly<Record<string, string | string[] | undefined>>): string | undefined {
  const header = headers["last-event-id"];
  return typeof header === "string" ? header : undefined;
}
