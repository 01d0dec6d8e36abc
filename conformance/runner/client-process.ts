// The client under test, as a process: commands go to its stdin, replies come from its stdout (client.proto).

import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type ClientCommand,
  ClientCommandSchema,
  type ClientReply,
  ClientReplySchema,
} from "../../gen/decnet/conformance/v1/client_pb.ts";
import { CannotRun, Failure } from "./failure.ts";
import { Splitter } from "./splitter.ts";
import { sized } from "./varint.ts";

const MAX_REPLY_BYTES = 64 << 20;
const MAX_SAID = 4_096;

export class ClientProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #patienceMs: number;
  readonly #replies = new Map<number, PromiseWithResolvers<ClientReply>>();
  readonly #exit: Promise<void>;
  #said = "";
  #lastId = 0;
  #over: Error | undefined;
  readonly #gone = Promise.withResolvers<never>();
  /** Rejects when the process has ended, with the reason. */
  readonly gone = this.#gone.promise;
  #asked = false;

  constructor(command: readonly string[], patienceMs: number) {
    const [program = "", ...args] = command;
    this.#patienceMs = patienceMs;
    // There may be nobody who waits.
    this.gone.catch(() => {});
    this.#child = spawn(program, args, { stdio: "pipe" });
    const splitter = new Splitter(() => MAX_REPLY_BYTES);
    this.#child.stdout.on("data", (chunk: Buffer) => {
      try {
        splitter.push(chunk, (bytes, start) => this.#take(fromBinary(ClientReplySchema, bytes.subarray(start))));
      } catch (error) {
        this.#fail(new CannotRun(`the client's stdout is no stream of ClientReplies: ${String(error)}`));
      }
    });
    this.#child.stderr.on("data", (chunk: Buffer) => (this.#said = (this.#said + chunk.toString()).slice(-MAX_SAID)));
    this.#child.stdin.on("error", () => {});
    this.#child.once("error", (error) => this.#fail(new CannotRun(`the client does not start: ${error.message}`)));
    this.#exit = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => {
        this.#fail(new Failure(`the client ended by itself, with ${signal ?? `status ${code}`}`));
        resolve();
      });
      this.#child.once("error", () => resolve());
    });
  }

  /** Resolves when it runs. @throws CannotRun if it cannot be started. */
  async started(): Promise<void> {
    const spawned = new Promise<void>((resolve) => {
      this.#child.once("spawn", resolve);
    });
    await Promise.race([spawned, this.gone]);
  }

  /** Why it is gone although nobody asked it to go, with its last words; empty if it is not. */
  get crash(): string {
    return this.#over === undefined || this.#asked ? "" : `${this.#over.message}\n${this.#said}`.trimEnd();
  }

  /** Sends a command. The reply is to be waited for with `reply`. */
  send(command: ClientCommand): number {
    const id = ++this.#lastId;
    const waiting = Promise.withResolvers<ClientReply>();
    // Somebody may wait for it later, or never.
    waiting.promise.catch(() => {});
    this.#replies.set(id, waiting);
    if (this.#over !== undefined) waiting.reject(this.#over);
    const numbered = create(ClientCommandSchema, { id, command: command.command });
    this.#child.stdin.write(sized(toBinary(ClientCommandSchema, numbered)));
    return id;
  }

  /** However long that takes. */
  replied(id: number): Promise<ClientReply> {
    return this.#replies.get(id)!.promise;
  }

  /** @throws Failure if it does not come in time. */
  async reply(id: number, what: string): Promise<ClientReply> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const silent = new Failure(`the client has not replied to ${what} within ${this.#patienceMs} ms`);
    const timer = setTimeout(() => reject(silent), this.#patienceMs);
    try {
      return await Promise.race([this.replied(id), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends it: in order if it will. */
  async dispose(graceMs: number): Promise<void> {
    this.#asked = true;
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), graceMs);
    await this.#exit;
    clearTimeout(timer);
  }

  #take(reply: ClientReply): void {
    const waiting = this.#replies.get(reply.id);
    if (waiting !== undefined) waiting.resolve(reply);
    else
      this.#fail(
        new CannotRun(`the client replied to a command ${reply.id}, which it was not sent: copy the command's id`),
      );
  }

  #fail(error: Error): void {
    this.#over ??= error;
    this.#gone.reject(this.#over);
    for (const { reject } of this.#replies.values()) reject(this.#over);
  }
}
