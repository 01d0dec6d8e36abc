// A terminal that a test looks at: what a program writes becomes the screen that somebody would see, and keys come when the test says so.
// It knows the few escapes that src/cli/screen.ts uses, and refuses all others.

import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import type { KeySource } from "../../src/cli/screen.ts";

const ESCAPE = "\u001B";
const TOKEN = new RegExp(`${ESCAPE}\\[(\\??[\\d;]*)([A-Za-z])|[^${ESCAPE}]+`, "gu");

export class FakeTerminal extends EventEmitter {
  readonly keys: KeySource & PassThrough & { raw: boolean };
  columns: number;
  rows: number;
  readonly screen: string[] = [];
  /** The other screen, which is gone with the program, is what one sees. */
  onScreen = false;
  /** How often it was taken. */
  taken = 0;
  cursorHidden = false;
  #row = 0;
  #changed = Promise.withResolvers<void>();

  constructor(columns = 80, rows = 24) {
    super();
    this.columns = columns;
    this.rows = rows;
    const keys = new PassThrough();
    this.keys = Object.assign(keys, {
      isTTY: true,
      raw: false,
      setRawMode: (on: boolean) => (this.keys.raw = on),
    });
  }

  /** What a terminal sends when that key is pressed, or that text typed. */
  press(sequence: string): void {
    this.keys.write(sequence);
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.screen.length = 0;
    this.emit("resize");
  }

  /** Resolves when the text stands on the screen. */
  async shows(text: string): Promise<void> {
    while (!this.screen.join("\n").includes(text)) await this.#changed.promise;
  }

  write(text: string): void {
    for (const [token, parameters = "", command] of text.matchAll(TOKEN)) {
      if (command === undefined) this.screen[this.#row] = (this.screen[this.#row] ?? "") + token;
      else this.#obey(parameters, command);
    }
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  #obey(parameters: string, command: string): void {
    const what = parameters + command;
    if (what === "?1049h" || what === "?1049l") {
      this.onScreen = command === "h";
      if (this.onScreen) this.taken++;
    } else if (what === "?25h" || what === "?25l") this.cursorHidden = command === "l";
    else if (command === "H") this.#row = Number(parameters.split(";")[0]) - 1;
    else if (what === "2K") this.screen[this.#row] = "";
    else if (what === "J") this.screen.length = Math.min(this.screen.length, this.#row);
    else if (command !== "m") throw new Error(`this terminal does not know ESC [ ${what}`);
  }
}
