// The API over real HTTP, with the fake bus behind it: what the README says of it.

import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listMutations } from "../../../examples/live-topology/database/mutations.ts";
import type { Mutation, MutationList, Problem, Topology } from "../../../examples/live-topology/shared/index.ts";
import { PageReader } from "../../support/event-stream.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { enqueue, fakeBus, mazeDatabase, serve } from "./stage.ts";

const move = { op: "move_lan", payload: { lan_id: "dmz", x: 5, y: -9.5 } } as const;

function post(address: string, body: unknown, topology = "maze"): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = { "content-type": "application/json" };
  return fetch(`${address}/api/v1/topologies/${topology}/mutations`, { method: "POST", headers, body: text });
}

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  const problem = (await response.json()) as Problem;
  expect(problem.status).toBe(response.status);
  return problem;
}

test("a mutation is written as pending, then told of, and has an address", async () => {
  const [database, bus] = [mazeDatabase(), await fakeBus()];
  const address = await serve(database, bus);
  const response = await post(address, move);
  expect(response.status).toBe(202);
  const mutation = (await response.json()) as Mutation;
  expect(mutation).toMatchObject({ ...move, state: "pending", topology_id: "maze", attempts: 0, reason: null });
  const [event] = await bus.published("topology.maze.mutation.enqueued", { count: 1 });
  expect(event!.payload).toMatchObject({ mutationId: mutation.id, ...move });
  const found = await fetch(`${address}${response.headers.get("location")}`);
  expect(await found.json()).toEqual(mutation);
});

test("without a bus it is written all the same", async () => {
  const database = mazeDatabase();
  const address = await serve(database, null);
  expect((await post(address, move)).status).toBe(202);
  expect(listMutations(database, "maze", { limit: 9 })).toMatchObject([move]);
  expect(await (await fetch(`${address}/api/v1/health`)).json()).toEqual({ bus: "disabled", pending: 1 });
});

test("what is posted again is the same mutation; its id with something else in it is refused", async () => {
  const [database, bus] = [mazeDatabase(), await fakeBus()];
  const address = await serve(database, bus);
  const mutation_id = randomUUID();
  const add = { op: "add_lan", payload: { name: "Lab", subnet: "10.7.0.0/24", x: 0, y: 0 }, mutation_id };
  const first = await post(address, add);
  const again = await post(address, { ...add, mutation_id: mutation_id.toUpperCase() });
  expect([first.status, again.status]).toEqual([202, 200]);
  expect(await again.json()).toEqual(await first.json());
  const other = await post(address, { ...move, mutation_id });
  expect(await problemOf(other)).toMatchObject({ status: 409, type: "urn:decnet:problem:mutation-conflict" });
  expect(listMutations(database, "maze", { limit: 9 })).toHaveLength(1);
  // Whoever did not get the first answer does not know whether anybody was told.
  expect(await bus.published("topology.maze.mutation.enqueued")).toHaveLength(2);
});

test("what is new gets an id, unless it was given one", async () => {
  const address = await serve(mazeDatabase(), null);
  const lan = { name: "Lab", subnet: "10.7.0.0/24", x: 0, y: 0 };
  const named = await post(address, { op: "add_lan", payload: { ...lan, lan_id: "lab" } });
  expect(await named.json()).toMatchObject({ payload: { lan_id: "lab" } });
  const unnamed = await post(address, { op: "add_lan", payload: lan });
  expect(((await unnamed.json()) as { payload: object }).payload).toHaveProperty(
    "lan_id",
    expect.stringMatching(/^lan-/),
  );
});

test.for([
  ["no JSON", "{", ""],
  ["no object", "[]", ""],
  ["no operation", {}, ""],
  ["an unknown operation", { op: "nuke", payload: {} }, ""],
  ["an operation of Object's", { op: "constructor", payload: {} }, ""],
  ["no payload", { op: "move_lan" }, ""],
  ["a missing field", { op: "move_lan", payload: { lan_id: "dmz", x: 1 } }, "/payload"],
  ["a field too many", { op: "remove_lan", payload: { lan_id: "dmz", force: true } }, "/payload"],
  ["a number as text", { op: "move_lan", payload: { lan_id: "dmz", x: "1", y: 2 } }, "/payload/x"],
  ["a number that JSON cannot say", '{"op":"move_lan","payload":{"lan_id":"dmz","x":1e999,"y":2}}', "/payload/x"],
  ["a place that is too far", { op: "move_lan", payload: { lan_id: "dmz", x: 1e6, y: 2 } }, "/payload/x"],
  ["an id that is none", { op: "remove_lan", payload: { lan_id: "a.b" } }, "/payload/lan_id"],
  ["an empty name", { op: "rename_lan", payload: { lan_id: "dmz", name: "" } }, "/payload/name"],
  ["a name that is blank", { op: "rename_lan", payload: { lan_id: "dmz", name: " " } }, "/payload/name"],
  [
    "a name that steers a terminal",
    { op: "rename_lan", payload: { lan_id: "dmz", name: "\u001b[2J" } },
    "/payload/name",
  ],
  ["a name that turns around", { op: "rename_lan", payload: { lan_id: "dmz", name: "a\u202eb" } }, "/payload/name"],
  ["a name that is too long", { op: "rename_lan", payload: { lan_id: "dmz", name: "x".repeat(65) } }, "/payload/name"],
  [
    "a subnet with bits behind its prefix",
    { op: "add_lan", payload: { name: "x", subnet: "10.0.0.1/24", x: 0, y: 0 } },
    "/payload/subnet",
  ],
  ["an id that is no UUID", { ...move, mutation_id: "m1" }, "/mutation_id"],
])("%s is refused, and nothing is written", async ([, body, pointer]) => {
  const database = mazeDatabase();
  const problem = await problemOf(await post(await serve(database, null), body));
  expect(problem).toMatchObject({ status: 400, type: "urn:decnet:problem:invalid-request" });
  expect(pointer === "" || problem.errors?.some((error) => error.pointer === pointer)).toBe(true);
  expect(listMutations(database, "maze", { limit: 9 })).toEqual([]);
});

test("what is too large, or says that it is something else than JSON, is refused", async () => {
  const address = await serve(mazeDatabase(), null);
  const large = await post(address, JSON.stringify({ ...move, padding: "x".repeat(20_000) }));
  expect(await problemOf(large)).toMatchObject({ status: 413, type: "urn:decnet:problem:body-too-large" });
  for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
    const body = JSON.stringify(move);
    const path = `${address}/api/v1/topologies/maze/mutations`;
    const response = await fetch(path, { method: "POST", body, headers: { "content-type": type } });
    expect(await problemOf(response)).toMatchObject({ status: 415 });
  }
});

test.for([
  ["/api/v1/topologies/nope", "topology-not-found"],
  ["/api/v1/topologies/..%2f..%2fetc", "topology-not-found"],
  ["/api/v1/topologies/nope/mutations", "topology-not-found"],
  ["/api/v1/topologies/nope/events", "topology-not-found"],
  ["/api/v1/topologies/maze/mutations/m1", "mutation-not-found"],
  ["/api/v1/nothing", "not-found"],
  ["/api", "not-found"],
])("%s is not there", async ([path, type]) => {
  const response = await fetch(`${await serve(mazeDatabase(), null)}${path}`);
  expect(await problemOf(response)).toMatchObject({ status: 404, type: `urn:decnet:problem:${type}` });
});

test("a path that cannot be decoded is refused as everything else is", async () => {
  const address = await serve(mazeDatabase(), null);
  for (const path of ["/%zz", "/api/v1/topologies/%ff"]) {
    const problem = await problemOf(await fetch(address + path));
    expect(problem, path).toMatchObject({ status: 400, type: "urn:decnet:problem:invalid-request" });
  }
});

test("a topology has a tag that changes with it, and with nothing else", async () => {
  const database = mazeDatabase();
  const url = `${await serve(database, null)}/api/v1/topologies/maze`;
  const response = await fetch(url);
  const topology = (await response.json()) as Topology;
  expect(topology).toMatchObject({ id: "maze", state: "active", reason: "", version: 0 });
  expect([topology.lans.length, topology.deckies.length]).toEqual([3, 6]);
  const headers = { "if-none-match": response.headers.get("etag")! };
  enqueue(database, move);
  expect((await fetch(url, { headers })).status).toBe(304);
  database.exec("UPDATE topology SET state = 'degraded', reason = 'why'");
  expect((await fetch(url, { headers })).status).toBe(200);
});

test("mutations come in pages, the newest first", async () => {
  const database = mazeDatabase();
  const url = `${await serve(database, null)}/api/v1/topologies/maze/mutations`;
  for (let count = 0; count < 5; count++) enqueue(database, move);
  const read = async (query: string): Promise<MutationList> =>
    (await (await fetch(url + query)).json()) as MutationList;
  const first = await read("?limit=2");
  expect(first.mutations.map(({ seq }) => seq)).toEqual([5, 4]);
  const rest = await read(`?limit=3&before=${first.next_before}`);
  expect([rest.mutations.map(({ seq }) => seq), rest.next_before]).toEqual([[3, 2, 1], null]);
  expect((await read("?state=failed")).mutations).toEqual([]);
  expect((await read("?state=pending")).mutations).toHaveLength(5);
  for (const query of [
    "?limit=0",
    "?limit=201",
    "?limit=x",
    "?before=-1",
    "?state=odd",
    "?unknown=1",
    "?limit=1&limit=2",
  ]) {
    expect(await problemOf(await fetch(url + query)), query).toMatchObject({ status: 400 });
  }
});

test("a topology's stream has its own events, and with live those of deckies and attackers", async () => {
  const bus = await fakeBus();
  const address = await serve(mazeDatabase(), bus);
  const read = async (path: string): Promise<PageReader> => {
    const page = new PageReader((await fetch(address + path)).body as ReadableStream<Uint8Array>);
    expect(await page.next()).toMatchObject({ event: "ready" });
    return page;
  };
  const [plain, live, dashboard] = await Promise.all([
    read("/api/v1/topologies/maze/events"),
    read("/api/v1/topologies/maze/events?live=true"),
    read("/api/v1/stream"),
  ]);
  bus.publish("topology.other.status", { state: "active", reason: "" });
  bus.publish("decky.web-1.traffic", {
    service: "ssh",
    peerIp: "",
    packetsIn: 1n,
    bytesIn: 2n,
    packetsOut: 3n,
    bytesOut: 4n,
    connectionsOpened: 5,
  });
  bus.publish("attacker.observed", { ip: "192.0.2.1", deckyId: "web-1", service: "ssh" });
  bus.publish("topology.maze.status", { state: "degraded", reason: "why" });
  const [status, ...none] = await plain.take(1);
  expect([status!.event, none]).toEqual(["topology.status", []]);
  expect((await live.take(3)).map(({ event }) => event)).toEqual([
    "decky.traffic",
    "attacker.observed",
    "topology.status",
  ]);
  expect((await dashboard.take(4)).map(({ data }) => (data as { topic: string }).topic)).toEqual([
    "topology.other.status",
    "decky.web-1.traffic",
    "attacker.observed",
    "topology.maze.status",
  ]);
  await Promise.all([plain.leave(), live.leave(), dashboard.leave()]);
});

test("HEAD of a stream has its headers, an end, and no subscription", async () => {
  const bus = await fakeBus();
  const address = await serve(mazeDatabase(), bus);
  for (const path of ["/api/v1/topologies/maze/events?live=true", "/api/v1/stream"]) {
    const { status, headers } = await fetch(address + path, { method: "HEAD" });
    expect([status, headers.get("content-type")], path).toEqual([200, "text/event-stream"]);
  }
  expect((await fetch(`${address}/api/v1/topologies/nope/events`, { method: "HEAD" })).status).toBe(404);
  expect(bus.stats().subscriptions).toBe(0);
});

/** `fetch` does not let anybody choose these. */
function statusFor(address: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = request(`${address}/api/v1/topologies`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    asking.on("error", reject).end();
  });
}

test("pages of other sites, and names that lead here, are refused", async () => {
  const address = await serve(mazeDatabase(), null);
  const { port } = new URL(address);
  const crossSite = { "sec-fetch-site": "cross-site" };
  const accepted = [
    { ...crossSite, "sec-fetch-mode": "navigate" },
    { "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" },
    { host: `localhost:${port}` },
    { host: `[::1]:${port}` },
    { origin: "http://localhost:5173" },
  ];
  const refused = [
    { host: "rebound.example" },
    { host: `localhost.example:${port}` },
    { host: "127.0.0.1@rebound.example" },
    { origin: "https://elsewhere.example" },
    { origin: "null" },
    { ...crossSite, "sec-fetch-mode": "no-cors" },
  ];
  for (const headers of accepted) expect(await statusFor(address, headers), JSON.stringify(headers)).toBe(200);
  for (const headers of refused) expect(await statusFor(address, headers), JSON.stringify(headers)).toBe(403);
});

test("the page is served when it is built, also if that was after the start; else it is said how", async () => {
  const folder = temporaryFolder();
  const address = await serve(mazeDatabase(), null, folder);
  expect(await (await fetch(address)).text()).toContain("npm run build");
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<title>page</title>");
  writeFileSync(join(folder, "assets/app-1a2b.js"), "1");
  for (const path of ["/", "/index.html", "/maze"]) {
    const page = await fetch(address + path);
    expect(await page.text(), path).toBe("<title>page</title>");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(page.headers.get("cache-control")).toContain("max-age=0");
  }
  const script = await fetch(`${address}/assets/app-1a2b.js`);
  expect([script.status, script.headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
  for (const path of ["/assets/none.js", "/none.png", "/..%2f..%2fpackage.json"]) {
    expect((await fetch(address + path)).status, path).toBeGreaterThanOrEqual(400);
  }
});
