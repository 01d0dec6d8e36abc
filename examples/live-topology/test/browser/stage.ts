// The stage of the browser tests: the whole example as real processes, a real Chromium, and pages in it that are watched for errors.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { Example, type ExampleOptions } from "../../launcher/example.ts";
import { buildPageIfStale } from "../../launcher/page-build.ts";
import { EditorPage } from "./editor-page.ts";

/** Debian's package `chromium`; scripts/system-deps.sh installs it. */
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

const NO_CHROMIUM = existsSync(CHROMIUM)
  ? undefined
  : `there is no ${CHROMIUM}: run scripts/system-deps.sh, or name another Chromium in CHROMIUM`;

/** Chromium as root, without a screen, and without a word to anybody outside. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Without motion: it costs time, and a text that is half-way in has another contrast. */
const USUAL: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" };

const START_PATIENCE_MS = 60_000;

export interface Stage {
  readonly example: Example;
  /** A page of its own, with its own storage, LIVE. It is closed after the test, which fails if it logged an error. */
  readonly open: (options?: BrowserContextOptions) => Promise<EditorPage>;
}

/** To be called at the top of a file: its tests share one example and one browser. */
export function useStage(options: Omit<ExampleOptions, "folder">): Stage {
  const folder = mkdtempSync(join(tmpdir(), "live-topology-"));
  const crashes: string[] = [];
  const example = new Example(
    { folder, ...options },
    { onLine: () => {}, onDeath: ({ name }, how) => crashes.push(`${name}: ${how}`) },
  );
  const pages: EditorPage[] = [];
  let browser: Browser | undefined;

  beforeAll(async () => {
    if (NO_CHROMIUM !== undefined) return;
    const trouble = buildPageIfStale(() => {});
    if (trouble !== undefined) throw new Error(trouble);
    [browser] = await Promise.all([chromium.launch({ executablePath: CHROMIUM, args: FLAGS }), example.start()]);
  }, START_PATIENCE_MS);

  beforeEach((context) => {
    if (NO_CHROMIUM !== undefined) context.skip(NO_CHROMIUM);
  });

  afterEach(async () => {
    const closed = pages.splice(0);
    for (const page of closed) await page.close();
    // Whatever a test has killed is there again for the next.
    for (const worker of example.workers) if (browser !== undefined && worker.pid === undefined) await worker.start();
    expect(closed.flatMap((page) => page.errors)).toEqual([]);
    expect(crashes).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await example.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    example,
    open: async (contextOptions = {}) => {
      const context = await browser!.newContext({ ...USUAL, ...contextOptions });
      const page = new EditorPage(await context.newPage(), example.address);
      pages.push(page);
      await page.load();
      return page;
    },
  };
}
