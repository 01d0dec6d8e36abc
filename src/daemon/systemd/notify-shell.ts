// systemd is told by a datagram to a UNIX socket, which Node cannot send. `systemd-notify` can; but to start a process, Node copies its own
// page tables and waits meanwhile: with the memory of a busy bus that holds up every client for milliseconds, at every ping of the
// watchdog. So a shell is started once, as long as we are small, and starts it for us: what we do then is write a line to a pipe.
//
//   READY=1⇥STATUS=…↵ ──▶ sh ──▶ systemd-notify READY=1 STATUS=…
//              ":0"↵  ◀──┘  its exit status, when systemd has taken it

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Readable, Writable } from "node:stream";

const SHELL = "/bin/sh";
const NOTIFY = ["/usr/bin/systemd-notify", "/bin/systemd-notify"];

/**
 * Answers each line with what systemd-notify says, and its status. The end of the pipe is its end; signals, which systemd and a terminal send to
 * all of us, are not, because there is more to tell then.
 */
const SCRIPT = `
  trap '' HUP INT TERM
  set -f
  while IFS= read -r line; do
    IFS='\t'
    said=$("$0" $line 2>&1)
    printf '%s\\n:%d\\n' "$said" "$?"
  done`;

/** A line with the exit status of systemd-notify, and what it said before. */
const ANSWER = /^:(\d+)\n/m;
const MAX_SAID = 1_000;

export interface NotifyShell {
  /** Tells all assignments at once. Calls back with what went wrong, or undefined. Only one at a time. */
  notify(assignments: readonly string[], done: (fault: string | undefined) => void): void;
  /** Nobody is there any more; whoever has something to tell starts another one. */
  readonly ended: boolean;
  /** Ends it, at once. Nothing is called back any more. */
  kill(): void;
}

/** As Node makes them: what waits for one need not keep the process alive. */
type Pipe = (Readable | Writable) & { unref(): void };

/** Where systemd-notify is; undefined if it is not installed. */
export function systemdNotify(): string | undefined {
  return NOTIFY.find((path) => existsSync(path));
}

/** Starts the shell that runs `command` for the service manager at `notifySocket`. It does not keep us alive. */
export function startNotifyShell(command: string, notifySocket: string): NotifyShell {
  const shell = spawn(SHELL, ["-c", SCRIPT, command], {
    env: { NOTIFY_SOCKET: notifySocket },
    stdio: ["pipe", "pipe", "ignore"],
  });
  return new Conversation(shell);
}

class Conversation implements NotifyShell {
  readonly #shell: ChildProcessByStdio<Writable, Readable, null>;
  #said = "";
  /** Why. */
  #ended: string | undefined;
  #done: ((fault: string | undefined) => void) | undefined;

  constructor(shell: ChildProcessByStdio<Writable, Readable, null>) {
    this.#shell = shell;
    shell.on("error", (error) => this.#end(`${SHELL} cannot be started: ${error.message}`));
    shell.on("exit", (status, signal) => this.#end(`${SHELL} has ended (${signal ?? status})`));
    shell.unref();
    // Where no process could be started there are no pipes, whatever the type says.
    for (const pipe of [shell.stdin, shell.stdout] as (Pipe | undefined)[]) {
      pipe?.on("error", () => {});
      pipe?.unref();
    }
    (shell.stdout as Readable | undefined)?.setEncoding("utf8").on("data", (text: string) => this.#hear(text));
  }

  get ended(): boolean {
    return this.#ended !== undefined;
  }

  notify(assignments: readonly string[], done: (fault: string | undefined) => void): void {
    if (this.#ended !== undefined) {
      done(this.#ended);
      return;
    }
    this.#done = done;
    (this.#shell.stdin as Writable | undefined)?.write(`${assignments.join("\t")}\n`);
  }

  kill(): void {
    this.#done = undefined;
    this.#ended = `${SHELL} was killed`;
    this.#shell.kill("SIGKILL");
  }

  #hear(text: string): void {
    this.#said = (this.#said + text).slice(-MAX_SAID);
    const answer = ANSWER.exec(this.#said);
    if (answer === null) return;
    const [, status] = answer;
    const said = this.#said.slice(0, answer.index).trim();
    this.#said = "";
    this.#answer(
      status === "0" ? undefined : `systemd-notify has failed (${status}): ${said || "it does not say why"}`,
    );
  }

  #end(why: string): void {
    this.#ended ??= why;
    this.#answer(why);
  }

  #answer(fault: string | undefined): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(fault);
  }
}
