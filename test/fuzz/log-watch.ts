// The daemon's log as it is written: how much it is, what it says, and what it should never say. Only counts are kept, for a long run
// writes a lot.

const LOG_ERROR = 50;
const SHOWN = 10;

export interface LogFigures {
  readonly lines: number;
  readonly bytes: number;
  /** In the second that had most. */
  readonly maxLinesPerSecond: number;
  /** Lines for each message, with its code if it has one. */
  readonly messages: Readonly<Record<string, number>>;
  /** The first lines that are no JSON, or of level 50 and above. */
  readonly bad: readonly string[];
}

export class LogWatch {
  #lines = 0;
  #bytes = 0;
  #rest = "";
  readonly #messages = new Map<string, number>();
  readonly #bad: string[] = [];
  #second = 0;
  #linesInSecond = 0;
  #maxLinesPerSecond = 0;

  /** `nowMs` counts from anywhere. */
  push(text: string, nowMs: number): void {
    this.#bytes += Buffer.byteLength(text);
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop()!;
    for (const line of lines) this.#take(line, Math.floor(nowMs / 1_000));
  }

  /** Whether a line with this message has come. */
  has(message: string): boolean {
    return this.#messages.has(message);
  }

  get figures(): LogFigures {
    const messages = Object.fromEntries([...this.#messages].toSorted(([, a], [, b]) => b - a));
    // What ends without a line's end was cut off.
    const bad = this.#rest === "" ? this.#bad : [...this.#bad, this.#rest];
    return { lines: this.#lines, bytes: this.#bytes, maxLinesPerSecond: this.#maxLinesPerSecond, messages, bad };
  }

  #take(line: string, second: number): void {
    this.#lines++;
    if (second !== this.#second) this.#linesInSecond = 0;
    this.#second = second;
    this.#maxLinesPerSecond = Math.max(this.#maxLinesPerSecond, ++this.#linesInSecond);
    const { level, msg, code } = parse(line);
    // Whatever has no level is no line of the log.
    if (!(level < LOG_ERROR) && this.#bad.length < SHOWN) this.#bad.push(line);
    const message = code === undefined ? msg : `${msg} ${code}`;
    this.#messages.set(message, (this.#messages.get(message) ?? 0) + 1);
  }
}

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly code?: string;
}

const NO_LINE: Line = { level: Number.NaN, msg: "(no JSON)" };

function parse(line: string): Line {
  try {
    return (JSON.parse(line) ?? NO_LINE) as Line;
  } catch {
    return NO_LINE;
  }
}
