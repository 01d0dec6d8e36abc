// The API knows no users: whoever can reach it may change everything. It is therefore for this host alone, and not for pages of other sites
// that a browser on this host happens to show: such a page can send requests here, under a name of its own that leads here (DNS rebinding),
// from afar, or as its images, one stream each. All of it shows in the headers.

import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance } from "fastify";
import { ApiProblem } from "./problems.ts";

const NAMES: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);

export function refuseForeigners(server: FastifyInstance): void {
  server.addHook("onRequest", async ({ headers }) => {
    const { host, origin } = headers;
    if (!isHere(`http://${host ?? ""}`)) {
      throw new ApiProblem(
        "foreign-origin",
        "This API answers to 127.0.0.1, [::1] and localhost, and to no other name.",
      );
    }
    if (origin === undefined ? isEmbedded(headers) : !isHere(origin)) {
      throw new ApiProblem("foreign-origin", "This API is for pages from this host.");
    }
  });
}

/** In a page of another site, which cannot read it; a link there may lead here. */
function isEmbedded(headers: IncomingHttpHeaders): boolean {
  return headers["sec-fetch-site"] === "cross-site" && headers["sec-fetch-mode"] !== "navigate";
}

function isHere(url: string): boolean {
  return URL.canParse(url) && NAMES.has(new URL(url).hostname);
}
