import { afterEach, describe, expect, test, vi } from "vitest";
import { Screen, type View } from "../../src/cli/screen.ts";
import { FakeTerminal } from "../support/fake-terminal.ts";

const SIGNALS = ["SIGTERM", "SIGHUP", "SIGINT", "SIGTSTP", "SIGCONT", "exit", "uncaughtExceptionMonitor"] as const;

/** Says which lines it is to show. */
class Lines implements View {
  readonly keys: string[] = [];
  interrupts = 0;
  lines: readonly string[] = ["one", "two", "three"];
  draw = (): readonly string[] => this.lines;
  key = (name: string): void => void this.keys.push(name);
  interrupted = (): void => void this.interrupts++;
}

function listeners(): number[] {
  return SIGNALS.map((signal) => process.listenerCount(signal));
}

function open(): { terminal: FakeTerminal; view: Lines; screen: Screen } {
  const terminal = new FakeTerminal(20, 4);
  const view = new Lines();
  return { terminal, view, screen: new Screen(view, terminal.keys, terminal).open() };
}

afterEach(() => vi.restoreAllMocks());

describe("a screen", () => {
  test("takes the terminal, and gives it back as it was", () => {
    const before = listeners();
    const { terminal, screen } = open();
    expect(terminal).toMatchObject({
      onScreen: true,
      cursorHidden: true,
      screen: ["one", "two", "three"],
      keys: { raw: true },
    });
    screen[Symbol.dispose]();
    screen[Symbol.dispose]();
    expect(terminal).toMatchObject({ onScreen: false, cursorHidden: false, keys: { raw: false } });
    expect(terminal.keys.isPaused()).toBe(true);
    expect(listeners()).toEqual(before);
  });

  test("is drawn over what was there, and has no more lines than the terminal", () => {
    const { terminal, view, screen } = open();
    view.lines = ["1", "2", "3", "4", "5", "6"];
    screen.draw();
    expect(terminal.screen).toEqual(["1", "2", "3", "4"]);
    view.lines = ["less"];
    screen.draw();
    expect(terminal.screen).toEqual(["less"]);
    screen[Symbol.dispose]();
    view.lines = ["late"];
    screen.draw();
    expect(terminal.screen).toEqual(["less"]);
  });

  test("is drawn again when the terminal has another size", () => {
    const { terminal, view, screen } = open();
    view.draw = () => [`${screen.size.columns} x ${screen.size.rows}`];
    terminal.resize(100, 30);
    expect(terminal.screen).toEqual(["100 x 30"]);
    // As one says that does not know.
    terminal.resize(0, 0);
    expect(terminal.screen).toEqual(["80 x 24"]);
    screen[Symbol.dispose]();
  });

  test("hands on keys by their names, and Ctrl-C as what it is", async () => {
    const { terminal, view, screen } = open();
    terminal.press("qG? \u001B[C\u001B[5~\u0003\u0004日");
    await vi.waitFor(() => expect(view.keys.length).toBeGreaterThan(6), { timeout: 15_000 });
    expect(view.keys).toEqual(["q", "G", "?", "space", "right", "pageup", ""]);
    expect(view.interrupts).toBe(1);
    screen[Symbol.dispose]();
  });

  test("hands on SIGINT as Ctrl-C", () => {
    const { view, screen } = open();
    process.emit("SIGINT");
    expect(view.interrupts).toBe(1);
    screen[Symbol.dispose]();
  });

  test.each(["SIGTERM", "SIGHUP"] as const)("is gone when %s ends the process, which it still does", (signal) => {
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    const { terminal } = open();
    process.emit(signal);
    expect(terminal).toMatchObject({ onScreen: false, keys: { raw: false } });
    expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, signal);
  });

  test("is gone, and the process with it, when the terminal is", () => {
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    const { terminal } = open();
    terminal.keys.emit("error", new Error("EIO"));
    expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, "SIGHUP");
    expect(terminal.onScreen).toBe(false);
  });

  test.each(["exit", "uncaughtExceptionMonitor"] as const)("is gone on %s", (event) => {
    const { terminal, screen } = open();
    process.listeners(event as "exit").at(-1)!(1);
    expect(terminal).toMatchObject({ onScreen: false, keys: { raw: false } });
    screen[Symbol.dispose]();
  });

  test("makes room for the shell on Ctrl-Z, and is back after it", async () => {
    const stopped = vi.spyOn(process, "kill").mockReturnValue(true);
    const { terminal, screen } = open();
    terminal.press("\u001A");
    await vi.waitFor(() => expect(stopped).toHaveBeenCalledExactlyOnceWith(0, "SIGTSTP"), { timeout: 15_000 });
    expect(terminal).toMatchObject({ onScreen: false, keys: { raw: false } });
    process.emit("SIGCONT");
    expect(terminal).toMatchObject({ onScreen: true, screen: ["one", "two", "three"], keys: { raw: true } });
    screen[Symbol.dispose]();
  });

  // By SIGSTOP, which nobody is told of; a terminal that is taken twice does not know where its cursor was.
  test("is drawn again, and not taken again, after it was stopped", () => {
    const { terminal, view, screen } = open();
    terminal.keys.raw = false;
    view.lines = ["new"];
    process.emit("SIGCONT");
    expect(terminal).toMatchObject({ taken: 1, screen: ["new"], keys: { raw: true } });
    screen[Symbol.dispose]();
  });

  test("comes back also where the kernel stops nobody, and stops again", () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const stopped = vi.spyOn(process, "kill").mockReturnValue(true);
    const { terminal, screen } = open();
    for (const times of [1, 2]) {
      process.emit("SIGTSTP");
      expect(stopped).toHaveBeenCalledTimes(times);
      expect(stopped).toHaveBeenLastCalledWith(process.pid, "SIGTSTP");
      expect(terminal.onScreen).toBe(false);
      vi.advanceTimersByTime(200);
      expect(terminal.onScreen).toBe(true);
    }
    screen[Symbol.dispose]();
    vi.useRealTimers();
  });

  test("without a keyboard shows what there is", () => {
    const terminal = new FakeTerminal();
    const keys = Object.assign(terminal.keys, { isTTY: false });
    using screen = new Screen(new Lines(), keys, terminal).open();
    expect(screen.isOpen).toBe(true);
    expect(terminal.screen).toEqual(["one", "two", "three"]);
    expect(keys.raw).toBe(false);
  });
});
