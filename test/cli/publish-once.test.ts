import { join } from "node:path";
import { startBroker } from "decnet-bus/broker";
import { describe, expect, test } from "vitest";
import { publishOnce } from "../../src/cli/publish-once.ts";
import { scriptedBus } from "../support/scripted-bus.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Where nobody listens: what is refused here is refused before anybody is asked. */
const NO_BUS = "/proc/nonexistent/bus.sock";

const declared = { topic: "topology.abc.status", payload: "{}", freeForm: false, socket: NO_BUS };

describe("a topic", () => {
  test.each([
    ["", "is empty"],
    [".", "token (number 1) that is empty"],
    ["a..b", "token (number 2) that is empty"],
    ["a.b.", "token (number 3) that is empty"],
    [`a.${"x".repeat(254)}`, "longer than 255 bytes"],
    [`a.${"ü".repeat(127)}`, "longer than 255 bytes"],
    ["a b", "white space"],
    ["a.\u00A0", "white space"],
    ["a.b\n", "control character U+000A"],
    ["a.\u001B[31m", "control character U+001B"],
    ["a.\u009B", "control character U+009B"],
    ["topology.*.status", "wildcards are for patterns only"],
    ["topology.>", "wildcards are for patterns only"],
    ["a*.b", "“*”"],
  ])("%j is refused, free-form or not", async (topic, why) => {
    const payload = neverRead();
    for (const freeForm of [false, true]) {
      await expect(publishOnce({ ...declared, topic, payload, freeForm })).rejects.toMatchObject({
        code: "INVALID_TOPIC",
        message: expect.stringContaining(why) as string,
      });
    }
  });

  test("that is not declared is refused with a hint, before stdin is read", async () => {
    await expect(publishOnce({ ...declared, topic: "lab.x", payload: neverRead() })).rejects.toMatchObject({
      code: "UNDECLARED_TOPIC",
      message: expect.stringMatching(/lab\.x.*docs\/topics\.md.*--free-form/) as string,
    });
  });
});

describe("a payload", () => {
  test.each([
    ["a field that there is not", '{"stat":"x"}', /"stat".*Its fields: state, reason\./],
    ["a value of another type", '{"state":3}', /state.*expected string/],
    ["half a character", '{"state":"\\ud800"}', /state.*UTF8/],
    ["no object", "[]", /must be a JSON object/],
    ["no JSON", "{", /not JSON/],
  ])("with %s is refused before anybody is asked", async (_what, payload, why) => {
    await expect(publishOnce({ ...declared, payload })).rejects.toMatchObject({
      code: "INVALID_PAYLOAD",
      message: expect.stringMatching(why) as string,
    });
  });

  test("is checked against the declared message also if --free-form is said", async () => {
    await expect(publishOnce({ ...declared, payload: '{"stat":"x"}', freeForm: true })).rejects.toMatchObject({
      code: "INVALID_PAYLOAD",
    });
  });

  test.each([
    ['{"mutation_id":"m1","op":"add_lan"}', "as in the proto"],
    ['{"mutationId":"m1","op":"add_lan"}', "in camel case"],
  ])("may name its fields %2$s", async (payload) => {
    const attempt = publishOnce({ ...declared, topic: "topology.abc.mutation.applied", payload });
    await expect(attempt).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  test("that does not fit into a frame, though its JSON does, is refused", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const broker = await startBroker({ socket, group: "" });
    // A number takes two bytes of JSON, and eleven in the frame.
    const payload = JSON.stringify({ list: Array.from({ length: 100_000 }, () => 0) });
    await expect(publishOnce({ topic: "lab.x", payload, freeForm: true, socket })).rejects.toMatchObject({
      code: "EVENT_TOO_LARGE",
      message: expect.stringContaining("at most 1048576") as string,
    });
    expect(broker.counts.eventsIn).toBe(0);
    await broker.stop();
  });
});

test("what was published is told: the type, unless given, is the declared one", async () => {
  const socket = join(temporaryFolder(), "bus.sock");
  const broker = await startBroker({ socket, group: "" });
  const request = { ...declared, socket };
  await expect(publishOnce(request)).resolves.toEqual({ topic: "topology.abc.status", type: "status" });
  await expect(publishOnce({ ...request, type: "t" })).resolves.toMatchObject({ type: "t" });
  await expect(publishOnce({ ...request, topic: "lab.x", freeForm: true })).resolves.toMatchObject({ type: "" });
  // It resolves when the bus has routed it, and not when it was sent.
  expect(broker.counts).toMatchObject({ eventsIn: 3 });
  await broker.stop();
});

// “published” on the screen while the event was lost on the way.
test("an event is not published before the bus says that it has routed it", async () => {
  const { socket, client } = await scriptedBus();
  const attempt = publishOnce({ ...declared, socket });
  attempt.catch(() => {});
  const bus = await client;
  await bus.next("event");
  await bus.next("ping");
  bus.destroy();
  await expect(attempt).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

/** Fails the test if it is read. */
async function* neverRead(): AsyncGenerator<string> {
  yield await Promise.reject(new Error("stdin was read"));
}
