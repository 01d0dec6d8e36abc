import { join } from "node:path";
import { type RunningBroker, startBroker } from "decnet-bus/broker";
import { beforeEach, describe, expect, test } from "vitest";
import { plain } from "../../../src/cli/style.ts";
import { topInLines, topOnScreen } from "../../../src/cli/top/run-top.ts";
import { FakeTerminal } from "../../support/fake-terminal.ts";
import { openPeer } from "../../support/real-peer.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

let socket: string;
let broker: RunningBroker;

async function startBus(): Promise<void> {
  broker = await startBroker({ socket, group: "", heartbeatS: 0 });
}

beforeEach(async () => {
  socket = join(temporaryFolder(), "bus.sock");
  await startBus();
  return () => broker.stop();
});

function onScreen(
  terminal: FakeTerminal,
  options: { readonly count?: number; readonly interval?: number } = {},
): { ended: Promise<void>; interrupts: number[] } {
  const interrupts: number[] = [];
  const interrupt = new AbortController();
  const ended = topOnScreen({
    socket,
    interval: 0.01,
    signal: interrupt.signal,
    style: plain,
    keys: terminal.keys,
    display: terminal,
    interrupt: () => {
      interrupts.push(1);
      interrupt.abort();
    },
    ...options,
  });
  return { ended, interrupts };
}

describe("top on a screen", () => {
  test("shows who is connected, follows those who come, and leaves the screen on q", async () => {
    const terminal = new FakeTerminal();
    const { ended, interrupts } = onScreen(terminal);
    await terminal.shows("1 connection of 1,024, 0 patterns");
    const peer = await openPeer(socket, "somebody-new");
    await terminal.shows("somebody-new");
    terminal.press("q");
    await ended;
    expect(terminal).toMatchObject({ onScreen: false, cursorHidden: false, keys: { raw: false } });
    expect(interrupts).toEqual([]);
    peer.destroy();
  });

  test("says that the bus is away, and goes on when another one is there", async () => {
    const terminal = new FakeTerminal();
    const { ended } = onScreen(terminal);
    await terminal.shows("1 connection");
    await broker.stop();
    await terminal.shows("NO BUS for");
    await startBus();
    await terminal.shows("the bus was restarted");
    expect(terminal.screen.join("\n")).not.toContain("NO BUS");
    terminal.press("q");
    await ended;
  });

  test("shows its keys, and does what they say, between two looks", async () => {
    const terminal = new FakeTerminal();
    const { ended } = onScreen(terminal, { interval: 3_600 });
    await terminal.shows("OUT/S▼");
    terminal.press("?");
    await terminal.shows("q, Ctrl-C");
    terminal.press("?n");
    await terminal.shows("NAME▲");
    terminal.press(" ");
    await terminal.shows("PAUSED");
    expect(terminal.onScreen).toBe(true);
    terminal.press("q");
    await ended;
  });

  test("ends on Ctrl-C, and says so", async () => {
    const terminal = new FakeTerminal();
    const { ended, interrupts } = onScreen(terminal);
    await terminal.shows("1 connection");
    terminal.press("\u0003");
    await ended;
    expect(interrupts).toEqual([1]);
    expect(terminal.onScreen).toBe(false);
  });

  test("ends after so many looks", async () => {
    const terminal = new FakeTerminal();
    await onScreen(terminal, { count: 2 }).ended;
    expect(terminal.onScreen).toBe(false);
  });

  test("without a bus leaves the terminal alone", async () => {
    await broker.stop();
    const terminal = new FakeTerminal();
    await expect(onScreen(terminal).ended).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(terminal.screen).toEqual([]);
  });
});

describe("top in lines", () => {
  async function lines(
    json: boolean,
    act: (line: string, count: number) => void | Promise<void>,
  ): Promise<{ printed: string[]; notes: string[] }> {
    const printed: string[] = [];
    const notes: string[] = [];
    const end = new AbortController();
    await topInLines({
      socket,
      interval: 0.01,
      signal: end.signal,
      json,
      utc: true,
      print: (line) => {
        printed.push(line);
        const acting = act(line, printed.length);
        if (acting === undefined) return;
        void acting.then(() => end.abort());
      },
      note: (text) => notes.push(text),
    });
    return { printed, notes };
  }

  test("has titles, and a line for each look", async () => {
    const { printed } = await lines(false, (_line, count) => (count === 3 ? Promise.resolve() : undefined));
    expect(printed[0]).toBe("TIME                 CONNS   QUEUED     IN/S    OUT/S   DROP/S   DROPPED");
    expect(printed[1]).toMatch(/^\d\d:\d\d:\d\d\.\d{3}Z {12}1 {8}0 {8}0 {8}0 {8}0 {9}0$/);
  });

  test("is the status for programs, and the lack of one", async () => {
    const { printed, notes } = await lines(true, (line, count) => {
      if (count === 1) void broker.stop();
      if (!line.includes('"away"')) return undefined;
      return Promise.resolve();
    });
    expect(JSON.parse(printed[0]!)).toMatchObject({ kind: "status", totals: { connections: 1 } });
    expect(JSON.parse(printed.at(-1)!)).toMatchObject({
      kind: "away",
      // As the bus said when it left, or as the system says now.
      code: expect.stringMatching(/^(?:SHUTDOWN|UNAVAILABLE)$/) as string,
    });
    expect(notes[0]).toMatch(/^no bus, trying again: (?!bus: unavailable)./);
  });
});
