import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createMetricsServer, MAX_METRICS_CONNECTIONS } from "../../../src/daemon/metrics/metrics-server.ts";
import { ManualClock } from "../../support/manual-clock.ts";

const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

async function serving(metrics = () => Promise.resolve("a_total 1\n"), patienceMs?: number) {
  const clock = new ManualClock();
  const faults: unknown[] = [];
  const made = vi.fn<() => Promise<string>>(metrics);
  const registry = { contentType: CONTENT_TYPE, metrics: made };
  const server = createMetricsServer({
    clock,
    registry,
    onFault: (error) => faults.push(error),
    ...(patienceMs !== undefined && { patienceMs }),
  });
  onTestFinished(() => server.close());
  await server.listen({ host: "127.0.0.1", port: 0 });
  return { clock, faults, made, server, url: server.url! };
}

async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** All that comes until the other side closes. */
async function rest(socket: Socket): Promise<string> {
  let text = "";
  socket.on("error", () => {}).on("data", (chunk: Buffer) => (text += chunk.toString()));
  await once(socket, "close");
  return text;
}

describe("the server of metrics", () => {
  test.each(["/metrics", "/metrics?name=x"])("answers GET %s", async (path) => {
    const { url } = await serving();
    const answer = await fetch(new URL(path, url));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe(CONTENT_TYPE);
    expect(await answer.text()).toBe("a_total 1\n");
  });

  test("answers HEAD with the same headers, and no text", async () => {
    const { url } = await serving();
    const answer = await fetch(url, { method: "HEAD" });
    expect([answer.status, answer.headers.get("content-length"), await answer.text()]).toEqual([200, "10", ""]);
  });

  test.each([
    ["GET", "/", 404, "Metrics are at /metrics"],
    ["GET", "/metrics/", 404, "Metrics are at /metrics"],
    ["POST", "/metrics", 405, "GET or HEAD"],
    ["DELETE", "/metrics", 405, "GET or HEAD"],
  ])("refuses %s %s with %i", async (method, path, status, why) => {
    const { url, made } = await serving();
    const answer = await fetch(new URL(path, url), { method });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(why);
    expect(answer.headers.get("allow")).toBe(status === 405 ? "GET, HEAD" : null);
    expect(made).not.toHaveBeenCalled();
  });

  test("makes the text once a second, however many ask", async () => {
    const { url, made, clock } = await serving();
    await Promise.all(Array.from({ length: 10 }, () => fetch(url).then((answer) => answer.text())));
    clock.advance(999);
    await (await fetch(url)).text();
    expect(made).toHaveBeenCalledTimes(1);
    clock.advance(1);
    await (await fetch(url)).text();
    expect(made).toHaveBeenCalledTimes(2);
  });

  test("says 500 if the text cannot be made, tells who runs it, and goes on", async () => {
    let fault: Error | undefined = new Error("no text");
    const { url, faults, clock } = await serving(() => (fault ? Promise.reject(fault) : Promise.resolve("fine\n")));
    const answer = await fetch(url);
    expect([answer.status, faults]).toEqual([500, [fault]]);
    // What is wrong inside is the operator's to know, who can read the log.
    expect(await answer.text()).not.toContain("no text");
    fault = undefined;
    clock.advance(1_000);
    expect(await (await fetch(url)).text()).toBe("fine\n");
  });

  test("cuts off who speaks no HTTP, and who sends headers without end", async () => {
    const { url } = await serving();
    const odd = await open(url);
    odd.write("\u0000\u0001 hello\r\n\r\n");
    expect(await rest(odd)).toMatch(/^HTTP\/1\.1 400 /);
    const long = await open(url);
    long.write(`GET /metrics HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}`);
    expect(await rest(long)).toMatch(/^HTTP\/1\.1 431 /);
    expect((await fetch(url)).status).toBe(200);
  });

  test.each([
    ["says nothing", ""],
    ["begins to ask", "GET /metr"],
    ["asks, and stays", "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["announces what does not come", "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"],
  ])("cuts off who %s", async (_what, said) => {
    const { url } = await serving(undefined, 50);
    const socket = await open(url);
    socket.write(said);
    await rest(socket);
    expect((await fetch(url)).status).toBe(200);
  });

  test("has so many connections and no more", async () => {
    const { url } = await serving();
    const held: Socket[] = [];
    while (held.length < MAX_METRICS_CONNECTIONS) {
      const socket = await open(url);
      socket.write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
      await once(socket, "data");
      held.push(socket);
    }
    const refused = await open(url);
    refused.write("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    expect(await rest(refused)).toBe("");
    held.pop()!.destroy();
    await vi.waitUntil(async () => (await fetch(url).catch(() => undefined))?.status === 200, { timeout: 15_000 });
  });

  test("cuts everybody off when it is closed", async () => {
    const { url, server } = await serving();
    const socket = await open(url);
    socket.write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    await once(socket, "data");
    server.close();
    server.close();
    await rest(socket);
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });
});
