// How it looks: without a fault that a machine can find, and as pictures for people.

import { existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type EditorPage, until } from "./editor-page.ts";
import { useStage } from "./stage.ts";

const { example, open } = useStage({ pollMs: 300, rate: 10 });

/** They stay there, until the next time. */
const PICTURES = join(tmpdir(), "live-topology-pictures");

async function picture({ page }: EditorPage, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`has no fault of accessibility: ${colorScheme}, with traffic, a selection, a failure and something pending`, async () => {
    const page = await open({ colorScheme });
    await page.page.getByTestId("attacker").first().waitFor();
    await page.page.locator(".attack-mark").first().waitFor();
    await picture(page, `${colorScheme}-live`);

    await page.node("decky:mail-1").click();
    await page.page.keyboard.press("F2");
    await page.page.getByRole("textbox", { name: "Name" }).fill("web-1");
    await picture(page, `${colorScheme}-dialog`);
    expect(await page.violations()).toEqual([]);
    await page.page.keyboard.press("Enter");
    await page.showsNewest("Rename decky mail-1 to web-1", "failed");
    await page.page.getByTestId("notice").waitFor();
    await Promise.all(example.mutators.map((mutator) => mutator.kill()));
    await page.drag("lan:plant", { x: -60, y: 20 });
    await page.showsNewest("Move LAN Plant", "pending");
    expect(await page.violations()).toEqual([]);
    await picture(page, `${colorScheme}-failed-and-pending`);
  });
}

test.for([900, 600, 360])("has room on %i pixels, and says so when it is not LIVE", async (width) => {
  const page = await open({ colorScheme: "dark", viewport: { width, height: 700 } });
  await page.node("lan:plant").click({ position: { x: 20, y: 8 } });
  await example.bus.kill();
  await page.isConnecting();
  expect(await page.violations()).toEqual([]);
  expect(await page.page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  await picture(page, `${width}-connecting`);
});

test("is light or dark as the system is, or as its button says, also after a reload", async () => {
  const page = await open({ colorScheme: "dark" });
  const background = async (): Promise<object> => ({
    is: await page.page.evaluate("getComputedStyle(document.body).backgroundColor"),
  });
  const dark = await background();
  await page.page.getByRole("button", { name: "Colours: system. Change to light" }).click();
  const light = await background();
  expect(light).not.toEqual(dark);
  await page.load();
  expect(await background()).toEqual(light);
});

test("deckies pulse with their traffic, attackers appear, and nothing moves for who wants no motion", async () => {
  const [page, still] = [await open({ reducedMotion: "no-preference" }), await open({ reducedMotion: "reduce" })];
  for (const each of [page, still]) {
    await each.page.getByTestId("pulse").first().waitFor({ state: "attached" });
    await each.page.getByTestId("attacker").first().waitFor();
    await each.page.locator(".attack-mark").first().waitFor();
  }
  const animations = (each: EditorPage) => async (): Promise<object> => ({
    names: await each.page.evaluate("[...new Set(document.getAnimations().map((a) => a.animationName))]"),
  });
  await until(animations(page), { names: expect.arrayContaining(["pulse"]) as string[] });
  expect(await animations(still)()).toEqual({ names: [] });
  await picture(page, "traffic");
});

afterAll(() => {
  if (existsSync(PICTURES)) console.log(`Pictures of the page: ${PICTURES}`);
});
