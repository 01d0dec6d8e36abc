// A broker that a command starts, with the limits that a case wants, and as often as cases need it.

import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type BrokerLimits,
  BrokerCompatRequestSchema,
  type BrokerCompatResponse,
  BrokerCompatResponseSchema,
} from "../../gen/decnet/conformance/v1/broker_pb.ts";
import { type BrokerUnderTest, checkAccepts } from "./broker-under-test.ts";
import { CannotRun, Failure, Skip } from "./failure.ts";
import { snakeCase } from "./snake-case.ts";
import { Splitter } from "./splitter.ts";
import { sized } from "./varint.ts";

/** A broker that `command` starts, as broker.proto says. */
export async function commandedBroker(
  command: readonly string[],
  patienceMs: number,
  startMs: number,
): Promise<BrokerUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), "decnet-conformance-"));
  return new CommandedBroker(command, folder, patienceMs, startMs);
}

const MAX_RESPONSE_BYTES = 1 << 20;
const MAX_SAID = 4_096;

/** How long a process that has lost its socket may take to be gone. */
const EXIT_MS = 1_000;

/** After so many that are never interrupted by one that succeeds, nobody tries again. */
const MAX_FAILED_STARTS = 3;

class CommandedBroker implements BrokerUnderTest {
  readonly socket: string;
  said = "";
  readonly #command: readonly string[];
  readonly #folder: string;
  readonly #patienceMs: number;
  readonly #startMs: number;
  #limits: BrokerLimits | undefined;
  #process: ChildProcessWithoutNullStreams | undefined;
  #cannotSet: readonly string[] = [];
  #exit = Promise.resolve();
  #asked = false;
  #spoilt = false;
  #failedStarts = 0;

  constructor(command: readonly string[], folder: string, patienceMs: number, startMs: number) {
    this.#startMs = startMs;
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
    const response = await this.#response(child);
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

  async checkAlive(): Promise<void> {
    if (this.#asked) return;
    try {
      await checkAccepts(this.socket);
    } catch (error) {
      // The socket is gone a moment before the process is.
      await Promise.race([this.#exit, new Promise((resolve) => setTimeout(resolve, EXIT_MS))]);
      throw this.crashed === undefined ? error : new Failure(this.crashed);
    }
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
  async #response(child: ChildProcessWithoutNullStreams): Promise<BrokerCompatResponse> {
    const { promise, resolve, reject } = Promise.withResolvers<BrokerCompatResponse>();
    const fail = (why: string): void => reject(new CannotRun(`${this.#command.join(" ")}: ${why}${this.#lastWords()}`));
    const splitter = new Splitter(() => MAX_RESPONSE_BYTES);
    const timer = setTimeout(() => fail(`no BrokerCompatResponse within ${this.#startMs} ms`), this.#startMs);
    child.stdout.on("data", (chunk: Buffer) => {
      try {
        splitter.push(chunk, (bytes, start) => resolve(fromBinary(BrokerCompatResponseSchema, bytes.subarray(start))));
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
