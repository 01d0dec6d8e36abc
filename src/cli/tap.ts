// `decnet bus tap` without the process around it: everything that comes, and what does not.

import type { EndingOptions } from "./ending.ts";
import { followEvents } from "./follow-events.ts";
import { Screen, type Display, type KeySource, type Size } from "./screen.ts";
import { showEvent } from "./shown-event.ts";
import type { Style } from "./style.ts";
import { missedJson, missedLine, tapJson, tapLine } from "./tap-line.ts";
import { TopicTally } from "./topic-tally.ts";

export interface Tap extends EndingOptions {
  readonly patterns: readonly string[];
  readonly socket?: string | undefined;
  readonly json: boolean;
  readonly utc: boolean;
  readonly style: Style;
  readonly print: (line: string) => void;
  /** Says something about the tap itself. */
  readonly note: (text: string) => void;
}

/** Prints a line for each event, and for each loss. Resolves when it is to end. Rejects with a BusError as `followEvents` does. */
export async function tapEvents({ json, utc, style, print, note, ...request }: Tap): Promise<void> {
  await followEvents({
    ...request,
    subscribed: () => note(`tapping ${request.patterns.join(" ")}`),
    dropped: (drops) => print(json ? missedJson(drops) : missedLine(drops, style)),
    event: (event) => {
      const receivedAtMs = Date.now();
      const shown = showEvent(event);
      print(json ? tapJson(shown, receivedAtMs) : tapLine(shown, { receivedAtMs, style, utc }));
      return true;
    },
  });
}

/** Where the table is shown while it grows. */
export interface LiveTable {
  readonly keys: KeySource;
  readonly display: Display;
  /** Ctrl-C was pressed. */
  readonly interrupt: () => void;
}

export interface TapStats extends Tap {
  /** Columns of the terminal; Infinity if there is none. */
  readonly width: number;
  /** Undefined where nobody looks. */
  readonly live: LiveTable | undefined;
}

const REDRAW_MS = 500;

/** Counts by topic, and prints the table at the end, however it ends. */
export async function tapStatistics(request: TapStats): Promise<void> {
  const { json, print, note, style, width, live, ...follow } = request;
  const quit = new AbortController();
  const tally = new TopicTally(performance.now());
  try {
    using table = live === undefined ? undefined : openTable(tally, live, style, quit);
    void table;
    await followEvents({
      ...follow,
      signal: AbortSignal.any([follow.signal, quit.signal]),
      subscribed: () => {
        if (live === undefined) note(`counting ${request.patterns.join(" ")}`);
      },
      dropped: ({ count }) => tally.missed(count),
      event: (event, bytes) => {
        tally.add(showEvent(event), bytes);
        return true;
      },
    });
  } finally {
    const nowMs = performance.now();
    const lines = json ? tally.json(nowMs) : tally.lines(nowMs, Number.POSITIVE_INFINITY, { width, style });
    for (const line of lines) print(line);
  }
}

/** Drawn again now and then, not for each event. */
function openTable(tally: TopicTally, live: LiveTable, style: Style, quit: AbortController): Disposable {
  const foot = style("dim", "q quit, and leave the table here");
  const draw = ({ columns, rows }: Size): string[] => {
    const body = tally.lines(performance.now(), rows - 5, { width: columns, style });
    return [...body, "", foot];
  };
  const key = (name: string): void => {
    if (name === "q") quit.abort();
  };
  const screen = new Screen({ draw, key, interrupted: live.interrupt }, live.keys, live.display).open();
  const timer = setInterval(() => screen.draw(), REDRAW_MS);
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
      screen[Symbol.dispose]();
    },
  };
}
