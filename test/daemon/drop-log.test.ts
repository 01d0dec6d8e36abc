import { create } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { type Hello, HelloSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { DropLog } from "../../src/daemon/drop-log.ts";
import { LOG_WARN } from "../support/daemon.ts";
import { testLog } from "../support/log-lines.ts";
import { ManualClock } from "../support/manual-clock.ts";

interface Client {
  client: Hello;
  dropped: number;
}

function watched(...clients: Client[]) {
  const clock = new ManualClock();
  const { log, lines } = testLog();
  const drops = new DropLog(log, clock);
  const stop = drops.watch(() => clients);
  return { clock, drops, lines, stop, messages: () => lines.map(({ msg }) => msg) };
}

function client(clientName: string, pid = 311): Client {
  return { client: create(HelloSchema, { clientName, pid }), dropped: 0 };
}

describe("the log of dropped events", () => {
  test("has a line for each client and ten seconds in which it lost any", () => {
    const api = client("api");
    const { clock, lines, messages } = watched(api, client("idle"));
    api.dropped = 4_000;
    clock.advance(9_999);
    expect(lines).toEqual([]);
    api.dropped = 4_182;
    clock.advance(1);
    clock.advance(10_000);
    api.dropped += 1;
    clock.advance(10_000);
    expect(messages()).toEqual(["dropped 4,182 for api[311] in 10 s", "dropped 1 for api[311] in 10 s"]);
    expect(lines[1]).toMatchObject({
      level: LOG_WARN,
      data: { client: "api", clientPid: 311, dropped: 1, seconds: 10, total: 4_183 },
    });
  });

  test("names the twenty that lost most, and counts the others together", () => {
    const clients = Array.from({ length: 1_250 }, (_, index) => client(`c${index}`, index));
    const { clock, messages } = watched(...clients);
    for (const [index, each] of clients.entries()) each.dropped = index + 1;
    clock.advance(10_000);
    const said = messages();
    expect(said).toHaveLength(21);
    expect(said[0]).toBe("dropped 1,250 for c1249[1249] in 10 s");
    expect(said[19]).toBe("dropped 1,231 for c1230[1230] in 10 s");
    expect(said[20]).toBe(`dropped ${((1_230 * 1_231) / 2).toLocaleString("en-US")} for 1,230 others in 10 s`);
  });

  test("says of one that goes what was not said yet, at once", () => {
    const api = client("api");
    const { clock, drops, messages } = watched(api);
    api.dropped = 10;
    clock.advance(13_000);
    drops.gone(api.client, 25);
    drops.gone(api.client, 25);
    drops.gone(client("well").client, 0);
    expect(messages()).toEqual(["dropped 10 for api[311] in 10 s", "dropped 15 for api[311] in 3 s"]);
  });

  test("has an end, however many go; those beyond it are counted with the others", () => {
    const { clock, drops, messages } = watched();
    for (let index = 0; index < 1_000; index++) drops.gone(client(`c${index}`).client, 2);
    expect(messages()).toHaveLength(20);
    clock.advance(10_000);
    expect(messages().slice(20)).toEqual(["dropped 1,960 for 980 others in 10 s"]);
    drops.gone(client("later").client, 1);
    clock.advance(10_000);
    expect(messages().slice(21)).toEqual(["dropped 1 for later[311] in 1 s"]);
  });

  test("has a name for a client without one", () => {
    const { drops, messages } = watched();
    drops.gone(client("", 0).client, 3);
    expect(messages()).toEqual(["dropped 3 for a client[0] in 1 s"]);
  });

  test("ends when it is told to", () => {
    const { clock, stop } = watched();
    stop();
    expect(clock.pending).toBe(0);
  });
});
