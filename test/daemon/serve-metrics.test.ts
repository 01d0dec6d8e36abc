// Metrics beside a broker: loaded if they are asked for, served, and gone with it. What a scrape says of a real daemon is in
// test/commands/bus-metrics.test.ts.

import { once } from "node:events";
import { existsSync, lstatSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { create } from "@bufbuild/protobuf";
import { describe, expect, onTestFinished, test } from "vitest";
import { HelloSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { BrokerEvent } from "../../src/broker/broker.ts";
import { loadMetrics, portError } from "../../src/daemon/serve-metrics.ts";
import { resolveSettings } from "../../src/daemon/settings.ts";
import { BrokerHarness } from "../support/broker-harness.ts";
import { busError } from "../support/bus-error.ts";
import { testLog } from "../support/log-lines.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Loads the metrics of a broker in memory. */
async function loaded(address: string) {
  const harness = new BrokerHarness({ maxPatterns: 7 });
  const { log, lines } = testLog();
  const settings = resolveSettings({ metrics: address, group: "" }, {});
  const metrics = await loadMetrics(settings, { clock: harness.clock, log });
  onTestFinished(() => metrics?.close());
  return { metrics, lines, broker: harness.broker };
}

async function scrape(socketPath: string): Promise<string> {
  const asked = request({ socketPath, path: "/metrics", agent: false }).end();
  const [response] = (await once(asked, "response")) as [NodeJS.ReadableStream];
  return text(response);
}

const OPENED: BrokerEvent = { kind: "opened", client: create(HelloSchema, { clientName: "api", pid: 7 }) };

describe("metrics", () => {
  test("are not loaded if nobody asks for them", async () => {
    expect((await loaded("")).metrics).toBeUndefined();
  });

  test("are served on a UNIX socket, for the group, and say where", async () => {
    const path = join(temporaryFolder(), "metrics.sock");
    const { metrics, lines, broker } = await loaded(`unix:${path}`);
    metrics!.observe(OPENED);
    metrics!.failed();
    await metrics!.serve(broker);
    expect(lstatSync(path).mode & 0o7777).toBe(0o660);
    expect(lines).toMatchObject([{ msg: "metrics can be asked for", metrics: `unix:${path}` }]);
    const scraped = (await scrape(path)).split("\n");
    for (const line of [
      "decnet_bus_connections_opened_total 1",
      "decnet_bus_connections_failed_total 1",
      'decnet_bus_limit{limit="max-patterns"} 7',
    ]) {
      expect(scraped).toContain(line);
    }
    metrics!.close();
    metrics!.close();
    expect(existsSync(path)).toBe(false);
  });

  test("are served on a port, and the log says on which", async () => {
    const { metrics, lines, broker } = await loaded("127.0.0.1:0");
    await metrics!.serve(broker);
    const url = lines[0]!["metrics"] as string;
    await expect(fetch(url).then((answer) => answer.text())).resolves.toContain("decnet_bus_patterns 0");
    metrics!.close();
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  test("that cannot be served are refused in the operator's words", async () => {
    const path = join(temporaryFolder(), "metrics.sock");
    const first = await loaded(`unix:${path}`);
    await first.metrics!.serve(first.broker);
    const second = await loaded(`unix:${path}`);
    const choose = busError("ADDRESS_IN_USE", `on ${path}. Choose another path (--metrics).`);
    await expect(second.metrics!.serve(second.broker)).rejects.toEqual(choose);

    const onPort = await loaded("127.0.0.1:0");
    await onPort.metrics!.serve(onPort.broker);
    const { host } = new URL(onPort.lines[0]!["metrics"] as string);
    const taken = await loaded(host);
    await expect(taken.metrics!.serve(taken.broker)).rejects.toEqual(busError("ADDRESS_IN_USE", `on ${host} already`));
  });

  test("that fail are an error in the log, not each time, and cost nobody anything else", async () => {
    const path = join(temporaryFolder(), "metrics.sock");
    const { metrics, lines } = await loaded(`unix:${path}`);
    const broken = {
      get counts(): never {
        throw new Error("no counts");
      },
      get clients(): never {
        throw new Error("no clients");
      },
    };
    await metrics!.serve(broken as never);
    await scrape(path);
    await scrape(path);
    expect(lines.slice(1)).toMatchObject([{ msg: "metrics could not be served" }]);
  });
});

const address = { kind: "tcp", host: "::1", port: 80 } as const;

test.each([
  ["EADDRINUSE", "ADDRESS_IN_USE", "Somebody listens on [::1]:80 already"],
  ["EACCES", "PERMISSION_DENIED", "a port above 1023, or unix:PATH"],
  // The service that we install has UNIX sockets alone.
  ["EAFNOSUPPORT", "INVALID_CONFIG", "RestrictAddressFamilies=AF_UNIX"],
  ["EADDRNOTAVAIL", "INVALID_CONFIG", "Use unix:PATH, such as unix:/run/decnet/metrics.sock; or give "],
  ["EADDRNOTAVAIL", "INVALID_CONFIG", "PrivateNetwork=no, RestrictAddressFamilies=AF_INET6 and IPAddressAllow="],
] as const)("metrics on a port that the system refuses with %s: %s, with what to do", (system, code, said) => {
  const cause = Object.assign(new Error(system), { code: system });
  expect(portError(address, cause)).toEqual(busError(code, said));
});

test("what nobody has foreseen is passed on as it is", () => {
  const cause = new Error("?");
  expect(portError(address, cause)).toBe(cause);
});
