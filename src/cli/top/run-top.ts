// `decnet bus top` without the process around it: on a terminal a screen that follows the bus, else a line for each answer.

import type { BusStatus } from "../../client/bus-status.ts";
import type { BusError } from "../../errors.ts";
import { cliSocket } from "../cli-bus.ts";
import { fit } from "../fit.ts";
import { jsonLine } from "../json-line.ts";
import { isoTime } from "../print-event.ts";
import { printable } from "../printable.ts";
import { shortCount, shortRate } from "../quantity.ts";
import { sayingOf } from "../saying.ts";
import { type Display, type KeySource, Screen, type Size, type View } from "../screen.ts";
import { statusJson } from "../status-json.ts";
import type { Style } from "../style.ts";
import { timeOfDay } from "../time-of-day.ts";
import { pageRows, topFrame } from "./top-frame.ts";
import { FIRST_STATE, missed, pressed, sampled, type TopState } from "./top-state.ts";
import { type WatchStatus, watchStatus } from "./watch-status.ts";

export type TopOptions = Pick<WatchStatus, "socket" | "timeout" | "interval" | "count" | "signal">;

export interface TopScreen extends TopOptions {
  readonly keys: KeySource;
  readonly display: Display;
  readonly style: Style;
  /** Ctrl-C was pressed. */
  readonly interrupt: () => void;
}

/** Shows it on a screen until it is quit. Rejects with a BusError if there is no bus at first; the screen is left in any case. */
export async function topOnScreen({ keys, display, style, interrupt, ...options }: TopScreen): Promise<void> {
  const view = new TopView(options, style, interrupt);
  using screen = new Screen(view, keys, display);
  view.changed = () => screen.draw();
  await watchStatus({
    ...options,
    signal: AbortSignal.any([options.signal, view.quit.signal]),
    paused: () => view.state.paused,
    // Before the first answer an error is a line like any other command's.
    status: (status) => {
      view.state = sampled(view.state, status);
      if (screen.isOpen) screen.draw();
      else screen.open();
    },
    away: (reason) => {
      view.state = missed(view.state, sayingOf(reason), Date.now());
      screen.draw();
    },
  });
}

class TopView implements View {
  state: TopState = FIRST_STATE;
  changed: () => void = () => {};
  readonly quit = new AbortController();
  readonly interrupted: () => void;
  readonly #options: TopOptions;
  readonly #style: Style;
  #size: Size = { columns: 0, rows: 0 };

  constructor(options: TopOptions, style: Style, interrupted: () => void) {
    this.#options = options;
    this.#style = style;
    this.interrupted = interrupted;
  }

  draw(size: Size): readonly string[] {
    this.#size = size;
    const { socket, interval: intervalS } = this.#options;
    return topFrame(this.state, size, { socket: cliSocket(socket), nowMs: Date.now(), intervalS, style: this.#style });
  }

  key(name: string): void {
    if (name === "q") this.quit.abort();
    else {
      this.state = pressed(this.state, name, pageRows(this.#size));
      this.changed();
    }
  }
}

export interface TopLines extends TopOptions {
  readonly json: boolean;
  readonly utc: boolean;
  readonly print: (line: string) => void;
  /** Says that the bus is away, or back. */
  readonly note: (text: string) => void;
}

/** A line for each answer. Rejects with a BusError if there is no bus at first. */
export async function topInLines({ json, utc, print, note, ...options }: TopLines): Promise<void> {
  let away: string | undefined;
  let titled = json;
  await watchStatus({
    ...options,
    status: (status) => {
      if (away !== undefined) note("the bus is back");
      away = undefined;
      if (!titled) print(LINE_TITLES);
      titled = true;
      print(json ? statusJson(status, Date.now()) : totalsLine(status, Date.now(), utc));
    },
    away: (reason) => {
      if (json) print(awayJson(reason, Date.now()));
      if (away !== reason.message) note(printable(`no bus, trying again: ${sayingOf(reason)}`));
      away = reason.message;
    },
  });
}

const LINE_WIDTHS = [18, 6, 7, 7, 7, 7, 8];
const LINE_TITLES = inColumns(["TIME", "CONNS", "QUEUED", "IN/S", "OUT/S", "DROP/S", "DROPPED"]);

function totalsLine({ totals, connections }: BusStatus, nowMs: number, utc: boolean): string {
  return inColumns([
    timeOfDay(nowMs, utc),
    shortCount(totals.connections),
    shortCount(connections.reduce((sum, { queuedEvents }) => sum + queuedEvents, 0)),
    shortRate(totals.eventsInPerS),
    shortRate(totals.eventsOutPerS),
    shortRate(totals.eventsDroppedPerS),
    shortCount(totals.eventsDropped),
  ]);
}

function inColumns(cells: readonly string[]): string {
  return cells.map((cell, index) => fit(cell, LINE_WIDTHS[index]!, index === 0 ? "left" : "right")).join("  ");
}

function awayJson({ code, message }: BusError, nowMs: number): string {
  return jsonLine({ kind: "away", time: isoTime(nowMs), code, message });
}
