// The example as it runs: real processes, which are killed. What a test does to them, an evil day does to real ones.

import { expect, onTestFinished, test } from "vitest";
import { runStorm } from "../../../examples/live-topology/chaos/storm.ts";
import { follow } from "../../../examples/live-topology/client/follow.ts";
import { postMutation } from "../../../examples/live-topology/client/post-mutation.ts";
import { Example, type ExampleOptions } from "../../../examples/live-topology/launcher/example.ts";
import type { Health, Topology } from "../../../examples/live-topology/shared/index.ts";
import { assertBuilt } from "../../support/run-command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const PATIENCE_MS = 15_000;

function example(options: Partial<ExampleOptions> = {}): Example {
  assertBuilt();
  const deaths: string[] = [];
  const onDeath = ({ name }: { name: string }, how: string): void => void deaths.push(`${name}: ${how}`);
  const made = new Example(
    { folder: temporaryFolder(), rate: 0, pollMs: 250, ...options },
    { onLine: () => {}, onDeath },
  );
  onTestFinished(async () => {
    await made.stop();
    expect(deaths).toEqual([]);
  });
  return made;
}

async function moveDmz({ address }: Example, x: number): Promise<void> {
  const mutation = { op: "move_lan", payload: { lan_id: "dmz", x, y: 0 } } as const;
  await postMutation(address, "maze", { ...mutation, mutation_id: crypto.randomUUID() });
}

async function read<T>({ address }: Example, path: string): Promise<T> {
  return (await (await fetch(address + path)).json()) as T;
}

function xOfDmz(from: Example): Promise<number> {
  return read<Topology>(from, "/api/v1/topologies/maze").then(({ lans }) => lans.find(({ id }) => id === "dmz")!.x);
}

test("without a bus, mutations are applied by the poll", async () => {
  const made = example();
  await made.start();
  await made.bus.kill();
  await expect
    .poll(() => read<Health>(made, "/api/v1/health"), { timeout: PATIENCE_MS })
    .toMatchObject({ bus: "away" });
  for (const x of [1, 2, 3]) await moveDmz(made, x);
  await expect.poll(() => xOfDmz(made), { timeout: PATIENCE_MS }).toBe(3);
});

/** What the header of a page says, one after the other. */
class Header {
  readonly said: string[] = ["CONNECTING…"];
  readonly #resyncs: unknown[] = [];
  readonly #applied: string[] = [];

  constructor({ address }: Example) {
    const leave = new AbortController();
    const following = follow(
      `${address}/api/v1/topologies/maze/events`,
      (...given) => this.#hear(...given),
      leave.signal,
    );
    onTestFinished(() => {
      leave.abort();
      return following;
    });
  }

  get applied(): number {
    return this.#applied.length;
  }

  get resyncs(): number {
    return this.#resyncs.length;
  }

  #hear(event: string, data: unknown): void {
    if (event === "ready") this.said.push("LIVE");
    if (event === "error" && this.said.at(-1) === "LIVE") this.said.push("CONNECTING…");
    if (event === "resync") this.#resyncs.push(data);
    if (event === "topology.mutation.applied") this.#applied.push(event);
  }
}

async function says(header: Header, state: "CONNECTING…" | "LIVE"): Promise<void> {
  const ask = (): string | undefined => header.said.at(-1);
  await expect.poll(ask, { timeout: PATIENCE_MS }).toBe(state);
}

test("the header tells the truth while the bus goes and comes, and nothing needs a reload", async () => {
  const made = example();
  await made.start();
  const header = new Header(made);
  await says(header, "LIVE");
  await moveDmz(made, 1);
  await expect.poll(() => header.applied, { timeout: PATIENCE_MS }).toBe(1);
  await made.bus.kill();
  await says(header, "CONNECTING…");
  await moveDmz(made, 2);
  await expect.poll(() => xOfDmz(made), { timeout: PATIENCE_MS }).toBe(2);
  expect(header.said).toEqual(["CONNECTING…", "LIVE", "CONNECTING…"]);
  await made.bus.start();
  await says(header, "LIVE");
  expect(header.resyncs).toBeGreaterThan(0);
  await moveDmz(made, 3);
  await expect.poll(() => header.applied, { timeout: PATIENCE_MS }).toBe(2);
  await made.api.kill();
  await says(header, "CONNECTING…");
  await made.api.start();
  await says(header, "LIVE");
  await moveDmz(made, 4);
  await expect.poll(() => header.applied, { timeout: PATIENCE_MS }).toBe(3);
});

test("a mutator that is killed in the middle of a mutation leaves it to the other one", async () => {
  // Not so short that the lease runs out on a machine that is busy, before anybody is killed.
  const made = example({ workMs: 60_000, leaseMs: 3_000 });
  await made.start();
  await moveDmz(made, 1);
  const attempts = async (): Promise<number> => {
    const path = "/api/v1/topologies/maze/mutations";
    return (await read<{ mutations: { attempts: number }[] }>(made, path)).mutations[0]!.attempts;
  };
  await expect.poll(attempts, { timeout: PATIENCE_MS }).toBe(1);
  const [holder] = await holdersOf(made);
  await made.mutators.find(({ name }) => name === holder)!.kill();
  await expect.poll(attempts, { timeout: PATIENCE_MS }).toBe(2);
  expect(await holdersOf(made)).not.toEqual([holder]);
  // They are at it for a minute yet.
  await Promise.all(made.mutators.map((mutator) => mutator.kill()));
});

async function holdersOf(from: Example): Promise<(string | null)[]> {
  const path = "/api/v1/topologies/maze/mutations?state=applying";
  const { mutations } = await read<{ mutations: { mutator: string | null }[] }>(from, path);
  return mutations.map(({ mutator }) => mutator);
}

test(
  "whoever is killed in the middle of mutations, each of them ends exactly once, in its turn",
  { timeout: 60_000 },
  async () => {
    assertBuilt();
    const seed = Math.floor(Math.random() * 1_000_000);
    const said: string[] = [];
    const say = (line: string): void => void said.push(line);
    const result = await runStorm({
      folder: temporaryFolder(),
      mutations: 120,
      clients: 4,
      seed,
      killEveryMs: 250,
      say,
    });
    expect(result.faults, `seed ${seed}: ${said.join("; ")}`).toEqual([]);
    expect(result.applied + result.failed).toBe(120);
    expect(Object.keys(result.kills).length).toBeGreaterThan(0);
  },
);
