// The broker that the cases are played against: one that a command starts, with the limits that a case wants, or one that listens already.

import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type BrokerLimits,
  BrokerCompatRequestSchema,
  BrokerCompatResponseSchema,
} from "../../gen/decnet/conformance/v1/broker_pb.ts";
import { CannotRun, Skip } from "./failure.ts";
import { Splitter } from "./splitter.ts";
import { sized } from "./varint.ts";

export interface BrokerUnderTest {
  readonly socket: string;
  /** Makes sure that there is one with these limits. Throws Skip if it cannot have them, CannotRun if there is none. */
  ready(limits: BrokerLimits | undefined): Promise<void>;
  /** Asks it to stop in order. Throws Skip if that is not ours to do, as do the next two. */
  stop(): void;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Resolves when its process has ended. Throws CannotRun if it does not. */
  ended(): Promise<void>;
  /** What it has written to stderr lately, if it has a stderr that we see. */
  readonly said: string;
  /** Why it is gone although nobody asked it to go; undefined if it is not. */
  readonly crashed: string | undefined;
  /** The next case gets a new one. */
  spoil(): void;
  dispose(): Promise<void>;
}

/** A broker that was started by somebody else. */
export function listeningBroker(socket: string): BrokerUnderTest {
  const notOurs = (): never => {
    throw new Skip("the broker was started by somebody else, and is not to be stopped");
  };
  return {
    socket,
    said: "",
    crashed: undefined,
    async ready(limits) {
      if (limits !== undefined) throw new Skip("needs other limits than those of a broker that listens already");
    },
    stop: notOurs,
    kill: notOurs,
    start: notOurs,
    ended: notOurs,
    spoil: () => {},
    dispose: () => Promise.resolve(),
  };
}

/** A broker that `command` starts, as broker.proto says. */
export async function commandedBroker(command: readonly string[], patienceMs: number): Promise<BrokerUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), "decnet-conformance-"));
  return new CommandedBroker(command, folder, patienceMs);
}

const MAX_RESPONSE_BYTES = 1 << 20;
const MAX_SAID = 4_096;

/** After so many that are never interrupted by one that succeeds, nobody tries again. */
const MAX_FAILED_STARTS = 3;

class CommandedBroker implements BrokerUnderTest {
  readonly socket: string;
  said = "";
  readonly #command: readonly string[];
  readonly #folder: string;
  readonly #patienceMs: number;
  #limits: BrokerLimits | undefined;
  #process: ChildProcessWithoutNullStreams | undefined;
  #cannotSet: readonly string[] = [];
  #exit = Promise.resolve();
  #asked = false;
  #spoilt = false;
  #failedStarts = 0;

  constructor(command: readonly string[], folder: string, patienceMs: number) {
    this.#command = command;
    this.#folder = folder;
    this.#patienceMs = patienceMs;
    this.socket = join(folder, "bus.sock");
  }

  get crashed(): string | undefined {
    const { exitCode = null, signalCode = null } = this.#process ?? {};
    if (this.#asked || (exitCode === null && signalCode === null)) return undefined;
    return `the broker ended by itself, with ${signalCode ?? `status ${exitCode}`}`;
  }

  async ready(limits: BrokerLimits | undefined): Promise<void> {
    if (this.#failedStarts >= MAX_FAILED_STARTS)
      throw new CannotRun("the broker has not started several times in a row");
    const same = keyOf(limits) === keyOf(this.#limits);
    if (this.#process === undefined || !same || this.#spoilt || this.crashed !== undefined) {
      await this.#end();
      this.#limits = limits;
      await this.start();
    }
    const wanted = Object.keys(limits ?? {}).filter((name) => this.#cannotSet.includes(snakeCase(name)));
    if (wanted.length > 0) throw new Skip(`the broker cannot be given ${wanted.map(snakeCase).join(", ")}`);
  }

  async start(): Promise<void> {
    const [program = "", ...args] = this.#command;
    const child = spawn(program, args, { stdio: "pipe" });
    this.#process = child;
    this.#asked = this.#spoilt = false;
    this.said = "";
    child.stderr.on("data", (chunk: Buffer) => (this.said = (this.said + chunk.toString()).slice(-MAX_SAID)));
    child.stdin.on("error", () => {});
    this.#exit = new Promise((resolve) => {
      child.once("close", () => resolve());
    });
    this.#failedStarts++;
    const request = { socket: this.socket, ...(this.#limits && { limits: this.#limits }) };
    child.stdin.write(sized(toBinary(BrokerCompatRequestSchema, create(BrokerCompatRequestSchema, request))));
    const response = fromBinary(BrokerCompatResponseSchema, await this.#response(child));
    if (response.failure !== "") throw new CannotRun(`the broker does not start: ${response.failure}`);
    this.#failedStarts = 0;
    this.#cannotSet = response.cannotSet;
  }

  stop(): void {
    this.#asked = this.#spoilt = true;
    this.#process?.stdin.end();
  }

  async kill(): Promise<void> {
    this.#asked = this.#spoilt = true;
    this.#process?.kill("SIGKILL");
    await this.ended();
  }

  async ended(): Promise<void> {
    const { promise: late, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      reject(new CannotRun(`the broker was asked to end, and has not within ${this.#patienceMs} ms`));
    }, this.#patienceMs);
    void this.#exit.then(resolve);
    try {
      await late;
    } finally {
      clearTimeout(timer);
    }
  }

  spoil(): void {
    this.#spoilt = true;
  }

  async dispose(): Promise<void> {
    await this.#end();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** In order if it will, else not. */
  async #end(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined) return;
    child.stdin.end();
    const timer = setTimeout(() => child.kill("SIGKILL"), this.#patienceMs);
    await this.#exit;
    clearTimeout(timer);
  }

  /** The first message on its stdout. */
  async #response(child: ChildProcessWithoutNullStreams): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const fail = (why: string): void => reject(new CannotRun(`${this.#command.join(" ")}: ${why}${this.#lastWords()}`));
    const splitter = new Splitter(() => MAX_RESPONSE_BYTES);
    const timer = setTimeout(() => fail(`no BrokerCompatResponse within ${this.#patienceMs} ms`), this.#patienceMs);
    child.stdout.on("data", (chunk: Buffer) => {
      try {
        splitter.push(chunk, (bytes, start) => resolve(bytes.subarray(start)));
      } catch (error) {
        fail(`stdout is no BrokerCompatResponse: ${String(error)}`);
      }
    });
    child.once("error", (error) => fail(error.message));
    child.once("close", (code, signal) => fail(`ended with ${signal ?? `status ${code}`} before it answered`));
    try {
      return await promise;
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #lastWords(): string {
    return this.said === "" ? "" : `\n${this.said.trimEnd()}`;
  }
}

function keyOf(limits: BrokerLimits | undefined): string {
  return JSON.stringify(limits ?? {});
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
