// The editor in a real browser, with real processes behind it, some of which are killed.

import { expect, test } from "vitest";
import { openDatabase } from "../../database/open.ts";
import { createTopology } from "../../database/topologies.ts";
import { type EditorPage, until } from "./editor-page.ts";
import { useStage } from "./stage.ts";

const { example, open } = useStage({ pollMs: 300, rate: 10 });

/** What a browser logs when nobody answers. */
const NOBODY_ANSWERS = /Failed to load resource|net::ERR/;

const killMutators = (): Promise<unknown> => Promise.all(example.mutators.map((mutator) => mutator.kill()));
const startMutators = (): Promise<unknown> => Promise.all(example.mutators.map((mutator) => mutator.start()));

/** It was just dragged in the first page: the database gets it there, and then all pages show it there, with nothing pending. */
async function isAppliedIn(pages: readonly [EditorPage, ...EditorPage[]], key: string, text: string): Promise<void> {
  const [first] = pages;
  const dropped = await first.placeOf(key);
  await until(async () => (await first.stored(key)) ?? {}, dropped);
  for (const page of pages) {
    await page.showsNewest(text, "applied");
    await page.node(key).locator('[data-mark="none"]').waitFor();
    await until(() => page.placeOf(key), dropped);
  }
}

test("a LAN that is dragged in one page is applied in every open page, and stays after a reload", async () => {
  const [here, there] = [await open(), await open()];
  const before = await here.placeOf("lan:plant");
  await here.drag("lan:plant", { x: -90, y: 30 });
  await isAppliedIn([here, there], "lan:plant", "Move LAN Plant");
  const after = await there.placeOf("lan:plant");
  expect(after.x).toBeLessThan(before.x);

  await there.load();
  await there.showsNewest("Move LAN Plant", "applied");
  expect(await there.placeOf("lan:plant")).toEqual(after);
});

test("what the stream tells is shown in place, without a fetch", async () => {
  const [here, there] = [await open(), await open()];
  there.await(NOBODY_ANSWERS);
  await there.page.route("**/mutations", (route) => route.abort());
  const before = await there.placeOf("lan:plant");
  await here.drag("lan:plant", { x: 70, y: -20 });
  await there.showsNewest("Move LAN Plant", "applied");
  await until(() => there.placeOf("lan:plant"), await here.placeOf("lan:plant"));
  expect(await there.placeOf("lan:plant")).not.toEqual(before);
});

test("what is not yet applied is shown where it was dropped, as pending, in every page", async () => {
  const [here, there] = [await open(), await open()];
  await killMutators();
  const before = await there.stored("lan:dmz");
  await here.drag("lan:dmz", { x: 40, y: 40 });
  for (const page of [here, there]) {
    await page.showsNewest("Move LAN DMZ", "pending");
    await page.node("lan:dmz").locator('[data-mark="pending"]').waitFor();
  }
  expect(await there.stored("lan:dmz")).toEqual(before);
  await until(() => there.placeOf("lan:dmz"), await here.placeOf("lan:dmz"));
  await startMutators();
  await isAppliedIn([here, there], "lan:dmz", "Move LAN DMZ");
});

test("without the bus it says CONNECTING…, and all is applied by polls; with the bus it is LIVE again", async () => {
  const [here, there] = [await open(), await open()];
  // They come back once, without becoming LIVE, and fetch. From then on there are polls, and nothing else.
  const back = [here, there].map(({ page }) => page.waitForResponse("**/events?live=true"));
  await example.bus.kill();
  for (const page of [here, there]) await page.isConnecting();
  await Promise.all(back);
  await here.drag("lan:office", { x: 30, y: 60 });
  await isAppliedIn([here, there], "lan:office", "Move LAN Office");
  for (const page of [here, there]) await page.isConnecting();
  expect(await there.placeOf("lan:office")).toEqual(await here.placeOf("lan:office"));

  await example.bus.start();
  for (const page of [here, there]) await page.isLive();
  await there.drag("lan:office", { x: -20, y: -10 });
  await isAppliedIn([there, here], "lan:office", "Move LAN Office");
});

test("what is done while the API is away is sent when it is back, once", async () => {
  const page = await open();
  page.await(NOBODY_ANSWERS);
  const { version } = await page.topology();
  await example.api.kill();
  await page.isConnecting();
  await page.drag("lan:dmz", { x: 10, y: 70 });
  await page.showsNewest("Move LAN DMZ", "sending");
  await page.page.getByText("the API does not answer").waitFor();
  await example.api.start();
  await page.isLive();
  await isAppliedIn([page], "lan:dmz", "Move LAN DMZ");
  expect((await page.topology()).version).toBe(version + 1);
});

test("a stream that the API refuses is asked for again", async () => {
  const page = await open();
  page.await(NOBODY_ANSWERS);
  let refusals = 0;
  await page.page.route("**/events?live=true", async (route) => {
    if (refusals++ > 0) return route.continue();
    return route.fulfill({ status: 503, contentType: "application/problem+json", body: "{}" });
  });
  await page.page.goto(example.address);
  await page.isLive();
  expect(refusals).toBe(2);
});

test("a decky that does not fit goes back to where it was, and the reason is told", async () => {
  const page = await open();
  await page.page.getByRole("button", { name: "Add a LAN" }).click();
  await page.page.getByRole("textbox", { name: "Name" }).fill("Cell");
  await page.page.getByLabel("Subnet").fill("10.9.0.0/30");
  await page.page.keyboard.press("Enter");
  await page.showsNewest("Add LAN Cell", "applied");
  await page.page.getByRole("button", { name: "Fit View" }).click();
  const id = (await page.topology()).lans.find(({ name }) => name === "Cell")!.id;
  const move = async (decky: string): Promise<void> => {
    const [from, to] = [await page.node(decky).boundingBox(), await page.node(`lan:${id}`).boundingBox()];
    await page.drag(decky, { x: to!.x - from!.x + 20, y: to!.y - from!.y + 40 });
  };
  await move("decky:hmi-1");
  await page.showsNewest("Move decky hmi-1 in Cell", "applied");

  // A /30 has room for a gateway and one more.
  const home = await page.placeOf("decky:plc-1");
  await killMutators();
  await move("decky:plc-1");
  await page.node("decky:plc-1").locator('[data-mark="pending"]').waitFor();
  expect(await page.placeOf("decky:plc-1")).not.toEqual(home);
  await startMutators();
  await page.showsNewest("Move decky plc-1", "failed");
  await page.page.getByTestId("notice").getByText("no address is free in 10.9.0.0/30").waitFor();
  await page.page.getByTestId("mutation").first().getByText("no address is free").waitFor();
  await page.page.getByText("degraded", { exact: false }).first().waitFor();
  await until(() => page.placeOf("decky:plc-1"), home);
  await page.page.getByRole("button", { name: "Dismiss" }).click();
  await page.page.getByTestId("notice").waitFor({ state: "detached" });
});

test("a LAN can be dragged out of the palette to where it shall stand", async () => {
  const page = await open();
  const { x, y } = (await page.page.locator(".react-flow__pane").boundingBox())!;
  const target = { x: 60, y: 600 };
  await page.page.dragAndDrop('button[aria-label="Add a LAN"]', ".react-flow__pane", { targetPosition: target });
  await page.page.getByRole("textbox", { name: "Name" }).fill("Dropped");
  await page.page.keyboard.press("Enter");
  await page.showsNewest("Add LAN Dropped", "applied");
  const box = (await page.nodeNamed("Dropped").boundingBox())!;
  expect(box.x).toBeLessThan(x + target.x);
  expect(box.x + box.width).toBeGreaterThan(x + target.x);
  expect(Math.abs(box.y - (y + target.y))).toBeLessThan(60);
});

test("all of it works by keyboard alone", async () => {
  const page = await open();
  const { keyboard } = page.page;
  const { version } = await page.topology();
  const before = await page.stored("lan:plant");
  await page.tabTo("lan:plant");
  await keyboard.press("Enter");
  await page.withoutTimers(async () => {
    for (let presses = 0; presses < 5; presses++) await keyboard.press("ArrowRight");
    await keyboard.press("Shift+ArrowDown");
  });
  await page.showsNewest("Move LAN Plant", "applied");
  expect(await page.stored("lan:plant")).toEqual({ x: before!.x + 25, y: before!.y + 20 });
  // Six keys, one mutation.
  expect((await page.topology()).version).toBe(version + 1);

  await keyboard.press("F2");
  await keyboard.type("Works");
  await keyboard.press("Enter");
  await page.showsNewest("Rename LAN Works", "applied");
  await page.page.getByTestId("announcer").getByText("rename lan: applied").waitFor({ state: "attached" });

  // The focus is where it was; a new decky goes into the LAN that has it.
  await until(async () => ({ focused: await page.page.locator(":focus").getAttribute("data-id") }), {
    focused: "lan:plant",
  });
  await keyboard.press("d");
  await keyboard.type("probe");
  await keyboard.press("Enter");
  await page.showsNewest("Add decky probe in Works", "applied");

  // The address was chosen by the mutator: the page has fetched the topology when it heard that it was applied.
  const { id, ip } = (await page.topology()).deckies.find(({ name }) => name === "probe")!;
  await page.node(`decky:${id}`).getByText(ip).waitFor();
  await page.tabTo(`decky:${id}`);
  await keyboard.press("Delete");
  await page.page.getByRole("dialog", { name: "Remove “probe”?" }).waitFor();
  await keyboard.press("Escape");
  await page.page.getByRole("dialog").waitFor({ state: "detached" });
  await keyboard.press("Delete");
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await page.showsNewest("Remove decky probe", "applied");
  await page.node(`decky:${id}`).waitFor({ state: "detached" });
});

test("a dialog that is asked for while another one closes is opened, and stays", async () => {
  const page = await open();
  await page.node("decky:plc-1").focus();
  await page.page.keyboard.press("Delete");
  await page.page.getByRole("dialog", { name: "Remove “plc-1”?" }).waitFor();
  // In one task: the browser says only afterwards that the first one is closed.
  await page.page.evaluate(`
    document.querySelector("dialog").close();
    document.querySelector('[data-id="decky:plc-1"]').dispatchEvent(new KeyboardEvent("keydown", { key: "Delete", bubbles: true }));
  `);
  await page.page.getByRole("dialog", { name: "Remove “plc-1”?" }).waitFor();
  await page.page.keyboard.press("Tab");
  expect(await page.page.locator(":focus").textContent()).toBe("Remove");
});

test("what arrow keys have moved is not lost when the page is left at once", async () => {
  const page = await open();
  const before = await page.stored("lan:office");
  await page.tabTo("lan:office");
  await page.page.keyboard.press("Enter");
  await page.page.keyboard.press("ArrowDown");
  await page.load();
  await page.showsNewest("Move LAN Office", "applied");
  expect(await page.stored("lan:office")).toEqual({ x: before!.x, y: before!.y + 5 });
});

test("a LAN that is added is in view, wherever there was room for it", async () => {
  const page = await open();
  for (const name of ["East", "Far east"]) {
    await page.page.getByRole("button", { name: "Add a LAN" }).click();
    await page.page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.page.keyboard.press("Enter");
    await page.showsNewest(`Add LAN ${name}`, "applied");
    const canvas = (await page.page.locator(".react-flow").boundingBox())!;
    const box = (await page.nodeNamed(name).boundingBox())!;
    expect(box.x + box.width, name).toBeLessThanOrEqual(canvas.x + canvas.width);
    expect(box.y + box.height, name).toBeLessThanOrEqual(canvas.y + canvas.height);
  }
});

test("a topology that is not there is said, with a way out", async () => {
  const page = await open();
  page.await(/404/);
  await page.page.goto(`${example.address}/?topology=nope`);
  await page.page.getByText('There is no topology "nope".', { exact: false }).last().waitFor();
  expect(await page.violations()).toEqual([]);
  await page.page.getByRole("main").getByRole("link").click();
  await page.isLive();
  await page.node("lan:dmz").waitFor();
  expect(page.page.url()).toBe(`${example.address}/`);
});

test("an empty topology says what to do, and does it by keyboard", async () => {
  const page = await open();
  const database = openDatabase(example.database);
  createTopology(database, { id: "void", name: "Void", lans: [], deckies: [] });
  database.close();
  await page.page.goto(`${example.address}/?topology=void`);
  await page.page.getByRole("button", { name: "Add the first LAN" }).focus();
  expect(await page.violations()).toEqual([]);
  for (const key of ["Enter", "Enter"]) await page.page.keyboard.press(key);
  await page.showsNewest("Add LAN lan-1", "applied");
  await page.page.getByText("There is no LAN yet").waitFor({ state: "detached" });
  await page.nodeNamed("lan-1").waitFor();
});

test("a LAN with deckies in it is removed with them, if that is said", async () => {
  const page = await open();
  await page.node("lan:office").click({ position: { x: 40, y: 12 } });
  await page.page.getByRole("group", { name: "Selection" }).getByRole("button", { name: "Remove" }).click();
  const remove = page.page.getByRole("dialog").getByRole("button", { name: "Remove" });
  expect(await remove.isDisabled()).toBe(true);
  await page.page.getByRole("checkbox").check();
  await remove.click();
  await page.showsNewest("Remove LAN Office", "applied");
  await page.node("lan:office").waitFor({ state: "detached" });
  await page.node("decky:files-1").waitFor({ state: "detached" });
});
