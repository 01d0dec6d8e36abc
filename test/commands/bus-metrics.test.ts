// `decnet bus --metrics`: a real scrape of a real daemon, over both kinds of address; what is refused; and what it costs if nobody asks for it.

import { once } from "node:events";
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect, createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Daemon, startDaemon } from "../support/daemon.ts";
import { connectPeer, openPeer } from "../support/real-peer.ts";
import { runCommand, startCommand } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const LISTENING = "metrics can be asked for";
const QUIET = ["--group", "", "--heartbeat", "0"];

async function startWith(metrics: string, ...args: readonly string[]): Promise<Daemon> {
  const daemon = await startDaemon({ args: [...QUIET, "--metrics", metrics, ...args] });
  await daemon.logged(LISTENING);
  return daemon;
}

/** Where the daemon says that it serves them. */
function urlOf(daemon: Daemon): string {
  return daemon.log.find(({ msg }) => msg === LISTENING)!["metrics"] as string;
}

async function scrape(socketPath: string): Promise<{ status: number | undefined; body: string }> {
  const asked = request({ socketPath, path: "/metrics", agent: false }).end();
  const [response] = (await once(asked, "response")) as [NodeJS.ReadableStream & { statusCode?: number }];
  return { status: response.statusCode, body: await text(response) };
}

const ipv6 = await hasIpv6();

describe("decnet bus --metrics", () => {
  test("serves what the bus counts on a UNIX socket, with mode 0660, and removes it at the end", async () => {
    const path = join(temporaryFolder(), "metrics.sock");
    await using daemon = await startWith(`unix:${path}`, "--max-patterns", "7");
    expect(lstatSync(path).mode & 0o7777).toBe(0o660);
    const peer = await openPeer(daemon.socket, "api");
    await peer.subscribe("a.>");
    const { status, body } = await scrape(path);
    expect(status).toBe(200);
    for (const line of [
      "# TYPE decnet_bus_connections gauge",
      "decnet_bus_connections 1",
      "decnet_bus_patterns 1",
      "# TYPE decnet_bus_events_in_total counter",
      "decnet_bus_events_in_total 0",
      "decnet_bus_connections_opened_total 1",
      'decnet_bus_limit{limit="max-patterns"} 7',
    ]) {
      expect(body.split("\n")).toContain(line);
    }
    peer.destroy();
    await expect(daemon.stop()).resolves.toMatchObject({ code: 0 });
    expect(existsSync(path)).toBe(false);
  });

  test.for([
    ["127.0.0.1:0", /^http:\/\/127\.0\.0\.1:\d+\/metrics$/],
    ["[::1]:0", /^http:\/\/\[::1\]:\d+\/metrics$/],
  ] as const)("serves them on %s, and the log says on which port", async ([address, url], context) => {
    if (address.startsWith("[") && !ipv6) context.skip("needs IPv6");
    await using daemon = await startWith(address);
    expect(urlOf(daemon)).toMatch(url);
    const answer = await fetch(urlOf(daemon));
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(await answer.text()).toContain("\ndecnet_bus_connections 0\n");
  });

  test("counts who is refused", async () => {
    const path = join(temporaryFolder(), "metrics.sock");
    await using daemon = await startWith(`unix:${path}`, "--max-connections", "1");
    const peer = await openPeer(daemon.socket);
    await (await connectPeer(daemon.socket)).goodbye();
    await peer.fence();
    const { body } = await scrape(path);
    expect(body).toContain('\ndecnet_bus_connections_refused_total{code="TOO_MANY_CONNECTIONS"} 1\n');
    peer.destroy();
  });

  test("is a setting: the environment and the configuration file have it too, and empty is none", async () => {
    const folder = temporaryFolder();
    const [config, path, socket] = ["bus.env", "metrics.sock", "bus.sock"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(config, `DECNET_BUS_METRICS=unix:${path}\n`);
    const args = ["bus", "--socket", socket, "--group", "", "--config", config];
    await using command = startCommand(args);
    await command.stderr.has(LISTENING);
    expect((await scrape(path)).status).toBe(200);
    command.kill("SIGTERM");
    await command.ended;
    await using off = startCommand(args, { env: { DECNET_BUS_METRICS: "" } });
    await off.stderr.has("listening");
    const peer = await openPeer(socket);
    expect(readdirSync(folder)).not.toContain("metrics.sock");
    peer.destroy();
  });

  test("does not keep the bus from stopping, whoever is still connected to it", async () => {
    await using daemon = await startWith("127.0.0.1:0");
    const { hostname, port } = new URL(urlOf(daemon));
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    await once(socket, "connect");
    await expect(daemon.stop()).resolves.toMatchObject({ code: 0 });
  });

  test.each([
    ["0.0.0.0:9464", 'INVALID_CONFIG: --metrics is "0.0.0.0:9464", which is all addresses of this host'],
    ["localhost:9464", "a name, and what it means is decided elsewhere"],
    ["9464", "Give unix:PATH, 127.0.0.1:PORT or [::1]:PORT"],
    ["unix:/etc/no-such-folder/metrics.sock", "The folder of the socket, /etc/no-such-folder, does not exist."],
    ["unix:/etc/passwd", "or choose another path (--metrics)"],
  ])("is refused, with status 78, for %s", async (address, why) => {
    const socket = join(temporaryFolder(), "bus.sock");
    const { code, stderr } = await runCommand(["bus", "-s", socket, ...QUIET, "--metrics", address]);
    expect(code).toBe(78);
    expect(stderr).toContain(why);
    // Neither is left: an operator who has asked for metrics hears at the start that there are none.
    expect(existsSync(socket)).toBe(false);
  });

  test("is refused, with status 69, where somebody else listens", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const socket = join(temporaryFolder(), "bus.sock");
    for (const address of [`127.0.0.1:${port}`, `unix:${socket}`]) {
      const { code, stderr } = await runCommand(["bus", "-s", socket, ...QUIET, "--metrics", address]);
      expect(code).toBe(69);
      expect(stderr).toContain("ADDRESS_IN_USE: Somebody ");
    }
  });
});

test("a bus without metrics loads neither Prometheus's client nor HTTP", async () => {
  const loaded = async (...args: readonly string[]): Promise<string[]> => {
    const folder = temporaryFolder();
    const hook = join(folder, "hook.mjs");
    const list = join(folder, "loaded.txt");
    writeFileSync(hook, hookSource(list));
    const env = { NODE_OPTIONS: `--import=${hook}` };
    await using command = startCommand(["bus", "-s", join(folder, "bus.sock"), ...QUIET, ...args], { env });
    await command.stderr.has("listening");
    if (args.length > 0) await command.stderr.has(LISTENING);
    command.kill("SIGTERM");
    await command.ended;
    return readFileSync(list, "utf8").split("\n");
  };
  const isMetrics = (module: string): boolean =>
    /^(?:node:)?https?$|[/]\.?(?:bus-metrics|metrics-server)\.js$/.test(module);
  expect((await loaded()).filter(isMetrics)).toEqual([]);
  // Else this would pass whatever is loaded.
  expect((await loaded("--metrics", "127.0.0.1:0")).filter(isMetrics)).toContain("node:http");
});

/** A module that writes down what is loaded after it. */
function hookSource(list: string): string {
  return `
    import { appendFileSync } from "node:fs";
    import { registerHooks } from "node:module";
    const note = (what) => appendFileSync(${JSON.stringify(list)}, what + "\\n");
    registerHooks({ resolve(specifier, context, next) { note(specifier); return next(specifier, context); } });
    // Node's own ones are not always asked for by an import.
    process.on("exit", () => process.moduleLoadList.forEach((name) => note(name.replace("NativeModule ", "node:"))));`;
}

function hasIpv6(): Promise<boolean> {
  const server = createServer().listen(0, "::1");
  return new Promise((resolve) => {
    server.once("listening", () => server.close(() => resolve(true)));
    server.once("error", () => resolve(false));
  });
}
