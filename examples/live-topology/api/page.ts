// The built page, from the same origin as the API.

import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

/** Nothing from elsewhere. React Flow places its nodes by styles that it writes itself. */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const HEADERS = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>decnet-bus</title>
<p>The page is not built. Run <code>npm run example</code>, or <code>npm run build -w @decnet-bus/live-topology</code>, and load this again.
<p>The API is there: <a href="/api/v1/topologies">/api/v1/topologies</a>.</html>
`;

export async function servePage(server: FastifyInstance, folder: string): Promise<void> {
  // Only for `sendFile`, which gets the folder each time: the page may be built after the API has started.
  await server.register(fastifyStatic, { root: import.meta.dirname, serve: false });

  server.get<{ Params: { "*": string } }>("/*", async (request, reply) => {
    const path = request.params["*"];
    if (path === "api" || path.startsWith("api/")) return reply.callNotFound();
    reply.headers(HEADERS);
    // The bundler has put a hash of their content into the names of what it has made.
    if (path.startsWith("assets/")) return reply.sendFile(path, folder, { maxAge: "1y", immutable: true });
    if (/\.\w+$/.test(path) && path !== "index.html") return reply.sendFile(path, folder);
    if (!existsSync(join(folder, "index.html"))) return reply.type("text/html; charset=utf-8").send(NOT_BUILT);
    return reply.sendFile("index.html", folder, { maxAge: 0 });
  });
}
