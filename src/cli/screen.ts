// The terminal as a screen of its own, that was never there when the command is gone: whatever way it ends, the cursor and what the
// terminal showed before are back, and it takes lines again.

import { emitKeypressEvents, type Key } from "node:readline";

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What a screen needs of stdin. */
export interface KeySource extends NodeJS.EventEmitter {
  readonly isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** What a screen needs of stdout. */
export interface Display extends NodeJS.EventEmitter {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

export interface View {
  /** The lines of a screen of that size; what is more, or wider, is cut off. */
  draw(size: Size): readonly string[];
  /** A key was pressed, by the name that node:readline gives it, or the character. */
  key(name: string): void;
  /** Ctrl-C. */
  interrupted(): void;
}

const ENTER = "\u001B[?1049h\u001B[?25l";
const LEAVE = "\u001B[?25h\u001B[?1049l";
const CLEAR_BELOW = "\u001B[J";

const USUAL_SIZE: Size = { columns: 80, rows: 24 };

/** Ctrl-Z means all that one has started with one line: `npx` too, and the rest of a pipe. */
const OUR_GROUP = 0;

/** Long enough for the process to have been stopped. */
const STOPPED_MS = 200;

type Signal = "SIGTERM" | "SIGHUP" | "SIGINT" | "SIGTSTP" | "SIGCONT";

export class Screen implements Disposable {
  readonly #view: View;
  readonly #keys: KeySource;
  readonly #display: Display;
  #shown = false;
  #open = false;
  readonly #onSignal: readonly (readonly [Signal, () => void])[] = [
    ["SIGTERM", () => this.#end("SIGTERM")],
    ["SIGHUP", () => this.#end("SIGHUP")],
    ["SIGINT", () => this.#view.interrupted()],
    ["SIGTSTP", () => this.#suspend(process.pid)],
    // Whoever stopped us may have changed the terminal.
    ["SIGCONT", () => this.#resume()],
  ];
  readonly #onExit = (): void => this.#leave();
  readonly #onHangUp = (): void => this.#end("SIGHUP");
  readonly #onKey = (text: string | undefined, key: Key): void => this.#pressed(text, key);
  readonly #redraw = (): void => this.draw();

  constructor(view: View, keys: KeySource, display: Display) {
    this.#view = view;
    this.#keys = keys;
    this.#display = display;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  get size(): Size {
    const { columns, rows } = this.#display;
    // A terminal that does not know its size says 0.
    return { columns: columns || USUAL_SIZE.columns, rows: rows || USUAL_SIZE.rows };
  }

  /** Takes the terminal over until it is disposed of, or the process ends. */
  open(): this {
    this.#open = true;
    for (const [signal, act] of this.#onSignal) process.on(signal, act);
    process.on("exit", this.#onExit);
    // An error that nobody expected is printed where it stays.
    process.on("uncaughtExceptionMonitor", this.#onExit);
    this.#display.on("resize", this.#redraw);
    if (this.#keys.isTTY === true) {
      emitKeypressEvents(this.#keys as unknown as NodeJS.ReadableStream);
      this.#keys.on("keypress", this.#onKey).on("end", this.#onHangUp).on("error", this.#onHangUp);
    }
    this.#enter();
    this.draw();
    return this;
  }

  draw(): void {
    if (!this.#shown) return;
    const size = this.size;
    const lines = this.#view.draw(size).slice(0, size.rows);
    // In one piece, and each line over the one before: nothing flickers.
    const drawn = lines.map((line, row) => `\u001B[${row + 1};1H\u001B[2K${line}`).join("");
    const below = lines.length < size.rows ? `\u001B[${lines.length + 1};1H${CLEAR_BELOW}` : "";
    this.#display.write(drawn + below);
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    for (const [signal, act] of this.#onSignal) process.off(signal, act);
    process.off("exit", this.#onExit);
    process.off("uncaughtExceptionMonitor", this.#onExit);
    this.#display.off("resize", this.#redraw);
    this.#keys.off("keypress", this.#onKey).off("end", this.#onHangUp).off("error", this.#onHangUp);
    this.#leave();
  }

  #enter(): void {
    if (!this.#shown) this.#display.write(ENTER);
    this.#shown = true;
    if (this.#keys.isTTY !== true) return;
    this.#keys.setRawMode?.(true);
    this.#keys.resume();
  }

  #leave(): void {
    if (!this.#shown) return;
    this.#shown = false;
    this.#display.write(LEAVE);
    if (this.#keys.isTTY !== true) return;
    this.#keys.setRawMode?.(false);
    this.#keys.pause();
  }

  #pressed(text: string | undefined, { name, ctrl = false }: Key): void {
    if (ctrl && name === "c") this.#view.interrupted();
    else if (ctrl && name === "z") this.#suspend(OUR_GROUP);
    else if (ctrl && name === "l") this.draw();
    else if (!ctrl) this.#view.key(text !== undefined && /^[!-~]$/.test(text) ? text : (name ?? ""));
  }

  /** As the default action does, on the process or the group that `target` says. */
  #suspend(target: number): void {
    this.#leave();
    const act = this.#onSignal.find(([signal]) => signal === "SIGTSTP")![1];
    process.off("SIGTSTP", act);
    process.kill(target, "SIGTSTP");
    // The kernel does not stop those whom no shell could start again.
    setTimeout(() => {
      if (!this.#open) return;
      process.off("SIGTSTP", act).on("SIGTSTP", act);
      this.#resume();
    }, STOPPED_MS);
  }

  #resume(): void {
    if (!this.#open) return;
    this.#enter();
    this.draw();
  }

  #end(signal: Signal): void {
    this[Symbol.dispose]();
    process.kill(process.pid, signal);
  }
}
