// Topologies and mutations. A mutation is written first, and told of afterwards: who hears of it finds it, and who does not finds it too,
// with the next poll.

import { createHash, randomUUID } from "node:crypto";
import { publishSafely } from "decnet-bus";
import { MUTATION_ENQUEUED, topologyMutation } from "decnet-bus/topics";
import type { FastifyInstance } from "fastify";
import { announcementOf } from "../announcement.ts";
import { countOpen, enqueueMutation, findMutation, listMutations } from "../database/mutations.ts";
import { hasTopology, listTopologies, readTopology } from "../database/topologies.ts";
import type { Health, MutationList, MutationState, NewMutation, Operation, TopologyList } from "../shared/index.ts";
import { ApiProblem } from "./problems.ts";
import { mutationsQuery, newMutation, topologyParams } from "./schemas.ts";
import type { ServerSetup } from "./server.ts";

const PAGE_SIZE = 50;

interface OfTopology {
  Params: { id: string };
}

export function addRoutes(server: FastifyInstance, setup: ServerSetup): void {
  const { database, bus } = setup;

  server.get("/api/v1/health", async (): Promise<Health> => {
    const appBus = await bus();
    const state = appBus?.connected === true ? "connected" : "away";
    return { bus: appBus === null ? "disabled" : state, pending: countOpen(database) };
  });

  server.get("/api/v1/topologies", (): TopologyList => ({ topologies: listTopologies(database) }));

  server.get<OfTopology>("/api/v1/topologies/:id", { schema: { params: topologyParams } }, async (request, reply) => {
    const topology = readTopology(database, request.params.id);
    if (topology === undefined) throw noTopology(request.params.id);
    const etag = `"${createHash("sha256").update(JSON.stringify(topology)).digest("base64url")}"`;
    reply.header("etag", etag).header("cache-control", "no-cache");
    return request.headers["if-none-match"] === etag ? reply.code(304).send() : topology;
  });

  addMutationRoutes(server, setup);
}

function addMutationRoutes(server: FastifyInstance, { database, bus }: ServerSetup): void {
  const path = "/api/v1/topologies/:id/mutations";

  server.post<OfTopology & { Body: NewMutation }>(
    path,
    { schema: { params: topologyParams, body: newMutation } },
    async (request, reply) => {
      const topologyId = request.params.id;
      if (!hasTopology(database, topologyId)) throw noTopology(topologyId);
      const id = (request.body.mutation_id ?? randomUUID()).toLowerCase();
      const operation = withIds(request.body, id);
      const { outcome, mutation } = enqueueMutation(database, { id, topologyId, operation, nowMs: Date.now() });
      if (outcome === "taken") {
        throw new ApiProblem("mutation-conflict", `${id} is the id of another mutation. Choose a new one.`);
      }
      // Whether it was written now or earlier: if it is still pending, nobody may have heard of it.
      if (mutation.state === "pending") {
        const topic = topologyMutation(topologyId, MUTATION_ENQUEUED);
        publishSafely(await bus(), topic, announcementOf(mutation), { log: request.log });
      }
      reply.code(outcome === "new" ? 202 : 200).header("location", `/api/v1/topologies/${topologyId}/mutations/${id}`);
      return mutation;
    },
  );

  server.get<OfTopology & { Querystring: { limit?: string; before?: string; state?: MutationState } }>(
    path,
    { schema: { params: topologyParams, querystring: mutationsQuery } },
    (request): MutationList => {
      const { limit, before, state } = request.query;
      if (!hasTopology(database, request.params.id)) throw noTopology(request.params.id);
      const size = Number(limit ?? PAGE_SIZE);
      const query = { limit: size + 1, state, before: before === undefined ? undefined : Number(before) };
      const found = listMutations(database, request.params.id, query);
      const mutations = found.slice(0, size);
      return { mutations, next_before: found.length > size ? mutations.at(-1)!.seq : null };
    },
  );

  server.get<{ Params: { id: string; mutation: string } }>(
    `${path}/:mutation`,
    { schema: { params: topologyParams } },
    (request) => {
      const { id, mutation: mutationId } = request.params;
      if (!hasTopology(database, id)) throw noTopology(id);
      const mutation = findMutation(database, id, mutationId);
      if (mutation === undefined) throw new ApiProblem("mutation-not-found", `${id} has no mutation of that id.`);
      return mutation;
    },
  );
}

export function noTopology(id: string): ApiProblem {
  return new ApiProblem("topology-not-found", `There is no topology ${JSON.stringify(id.slice(0, 80))}.`);
}

/** With ids for what is new, made of the mutation's own: the same request makes the same things. */
function withIds({ op, payload }: NewMutation, mutationId: string): Operation {
  const suffix = mutationId.replaceAll("-", "").slice(-12);
  if (op === "add_lan") return { op, payload: { ...payload, lan_id: payload.lan_id ?? `lan-${suffix}` } };
  if (op === "add_decky") return { op, payload: { ...payload, decky_id: payload.decky_id ?? `decky-${suffix}` } };
  return { op, payload } as Operation;
}
