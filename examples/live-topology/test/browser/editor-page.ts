// The editor as a test sees it: by what stands on the page, never by what its code has in memory.

import axe from "axe-core";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { Topology } from "../../shared/index.ts";

/** Long enough for a machine that is busy with something else. */
const PATIENCE = { timeout: 15_000, interval: 50 };

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

export class EditorPage {
  readonly page: Page;
  /** What it logged as an error, or threw. */
  readonly errors: string[] = [];
  readonly #address: string;
  #awaited: RegExp | undefined;

  constructor(page: Page, address: string) {
    this.page = page;
    this.#address = address;
    page.setDefaultTimeout(PATIENCE.timeout);
    page.on("pageerror", (error) => this.errors.push(String(error)));
    page.on("console", (message) => {
      const isBad = message.type() === "error" || message.type() === "warning";
      if (isBad && this.#awaited?.test(message.text()) !== true) this.errors.push(message.text());
    });
  }

  /** Errors that the test itself provokes. */
  await(errors: RegExp): void {
    this.#awaited = errors;
  }

  /** Opens it, until it is LIVE and shows the topology. */
  async load(): Promise<void> {
    await this.page.goto(this.#address);
    await this.isLive();
    await this.page.locator(".react-flow__node-decky").first().waitFor();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** Faults of accessibility that a machine can find. */
  async violations(): Promise<string[]> {
    await this.page.evaluate(axe.source);
    const found = await this.page.evaluate<readonly Violation[]>("axe.run().then(({ violations }) => violations)");
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)}\n${failureSummary}`),
    );
  }

  /** A LAN or decky on the canvas, for example `lan:dmz`. */
  node(key: string): Locator {
    return this.page.locator(`.react-flow__node[data-id="${key}"]`);
  }

  nodeNamed(name: string): Locator {
    return this.page.locator(".react-flow__node", { has: this.page.getByText(name, { exact: true }) });
  }

  async isLive(): Promise<void> {
    await this.page.getByText("LIVE", { exact: true }).waitFor();
  }

  async isConnecting(): Promise<void> {
    await this.page.getByText("CONNECTING…", { exact: true }).waitFor();
  }

  /** Where it stands on the canvas, in canvas units: what React Flow has written into its style. */
  async placeOf(key: string): Promise<Place> {
    const style = (await this.node(key).getAttribute("style")) ?? "";
    const [, x = "", y = ""] = /translate\((-?[\d.]+)px, ?(-?[\d.]+)px\)/.exec(style) ?? [];
    return { x: Math.round(Number(x)), y: Math.round(Number(y)) };
  }

  /** Takes it by its upper left part, where nothing else lies upon it, and drops it so many pixels further. */
  async drag(key: string, by: Place): Promise<void> {
    const box = await this.node(key).boundingBox();
    if (box === null) throw new Error(`${key} is not on the canvas`);
    const [x, y] = [box.x + 40, box.y + 12];
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + by.x / 2, y + by.y / 2, { steps: 4 });
    await this.page.mouse.move(x + by.x, y + by.y, { steps: 4 });
    await this.page.mouse.up();
  }

  /** The newest line of the history: `Move LAN DMZ to 1, 2`, and its state. */
  async newest(): Promise<{ readonly text: string; readonly state: string | null }> {
    const row = this.page.getByTestId("mutation").first();
    if ((await row.count()) === 0) return { text: "", state: null };
    const text = await row.locator(".row-text").textContent();
    return { text: text ?? "", state: await row.getAttribute("data-state") };
  }

  /** Waits until the newest line is this one. */
  async showsNewest(text: string, state: string): Promise<void> {
    await until(() => this.newest(), { text: expect.stringContaining(text) as string, state });
  }

  /** Whatever it takes: to the page, it all happens at one moment. */
  async withoutTimers(work: () => Promise<void>): Promise<void> {
    const { clock } = this.page;
    await clock.install();
    await clock.pauseAt(Date.now() + 1_000);
    await work();
    await clock.resume();
  }

  /** Presses Tab until the focus is on this node. */
  async tabTo(key: string): Promise<void> {
    const isThere = async (): Promise<boolean> => (await this.node(key).and(this.page.locator(":focus")).count()) > 0;
    for (let presses = 0; presses < 60; presses++) {
      if (await isThere()) return;
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not get to ${key}`);
  }

  /** What the API says. */
  async topology(): Promise<Topology> {
    const response = await fetch(`${this.#address}/api/v1/topologies/maze`);
    return (await response.json()) as Topology;
  }

  /** Where the database has it. */
  async stored(key: string): Promise<Place | undefined> {
    const { lans, deckies } = await this.topology();
    const [kind, id] = key.split(":");
    const found = (kind === "lan" ? lans : deckies).find((each) => each.id === id);
    return found === undefined ? undefined : { x: found.x, y: found.y };
  }
}

/** Waits until what is seen is as expected; `toMatchObject` compares. */
export async function until(seen: () => Promise<object>, expected: object): Promise<void> {
  await expect.poll(seen, PATIENCE).toMatchObject(expected);
}
