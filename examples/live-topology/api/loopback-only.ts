// The API knows no users: whoever can reach it may change everything. It is therefore for this host alone, and not for pages of other sites
// that a browser on this host happens to show: such a page can send requests here, under a name of its own that leads here (DNS rebinding),
// or from afar. Both show in the headers.

import type { FastifyInstance } from "fastify";
import { ApiProblem } from "./problems.ts";

const NAMES: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);

export function refuseForeigners(server: FastifyInstance): void {
  server.addHook("onRequest", async ({ headers: { host, origin } }) => {
    if (!isHere(`http://${host ?? ""}`)) {
      throw new ApiProblem(
        "foreign-origin",
        "This API answers to 127.0.0.1, [::1] and localhost, and to no other name.",
      );
    }
    if (origin !== undefined && !isHere(origin)) {
      throw new ApiProblem("foreign-origin", "This API is for pages from this host.");
    }
  });
}

function isHere(url: string): boolean {
  return URL.canParse(url) && NAMES.has(new URL(url).hostname);
}
