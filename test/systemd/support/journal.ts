// What a machine's journal says, as it is written: tests wait for a line, and not for a time.

import type { RunningProcess } from "../../support/running-process.ts";

/** A line; the fields have the journal's names. */
export interface JournalEntry {
  readonly MESSAGE: string;
  /** 0 (emergency) to 7 (debug), as a digit. */
  readonly PRIORITY?: string;
  /** Who wrote it. */
  readonly _SYSTEMD_UNIT?: string;
  readonly _PID?: string;
  /** Whom systemd's own lines are about. */
  readonly UNIT?: string;
  readonly MESSAGE_ID?: string;
  readonly SYSLOG_IDENTIFIER?: string;
}

type Match = Partial<Record<keyof JournalEntry, string | RegExp>>;

export class Journal {
  readonly #follow: RunningProcess;
  readonly #entries: JournalEntry[] = [];
  readonly #write: (text: string) => Promise<unknown>;
  #parsed = 0;
  #marks = 0;

  /** `follow` is a `journalctl --follow --output=json`, and `write` writes a line. */
  constructor(follow: RunningProcess, write: (text: string) => Promise<unknown>) {
    this.#follow = follow;
    this.#write = write;
  }

  /** All lines so far, oldest first. */
  get entries(): readonly JournalEntry[] {
    const { lines } = this.#follow.stdout;
    for (; this.#parsed < lines.length; this.#parsed++) this.#entries.push(parseEntry(lines[this.#parsed]!));
    return this.#entries;
  }

  /** Now, for `since`. The journal comes late: all that has happened is in it when a line of our own is. */
  async mark(): Promise<number> {
    const MESSAGE = `mark ${++this.#marks}`;
    await this.#write(MESSAGE);
    await this.until({ MESSAGE });
    return this.entries.length;
  }

  /** The lines since then that match. */
  since(mark: number, match: Match = {}): readonly JournalEntry[] {
    return this.entries.slice(mark).filter((entry) => matches(entry, match));
  }

  /** Resolves to the `count`th line since then that matches. */
  async until(match: Match, { since = 0, count = 1 } = {}): Promise<JournalEntry> {
    const described = Object.entries(match).map(([name, value]) => `${name}=${value}`);
    const holds = (): boolean => this.since(since, match).length >= count;
    await this.#follow.stdout.until(holds, `a line with ${described.join(" ")}`);
    return this.since(since, match)[count - 1]!;
  }
}

function parseEntry(line: string): JournalEntry {
  const entry = JSON.parse(line) as JournalEntry;
  // What is not UTF-8, or steers a terminal, comes as its bytes.
  const text: unknown = entry.MESSAGE;
  return Array.isArray(text) ? { ...entry, MESSAGE: Buffer.from(text as number[]).toString() } : entry;
}

function matches(entry: JournalEntry, match: Match): boolean {
  return Object.entries(match).every(([name, wanted]) => {
    const value = entry[name as keyof JournalEntry] ?? "";
    return typeof wanted === "string" ? value === wanted : wanted.test(value);
  });
}
