// One campaign: a daemon, its well-behaved guests, and everybody who attacks it at once. What was found is gathered with the phase in
// which it was; whatever happens, every process is ended by its number and the folder of the socket is gone.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openPeer } from "../support/real-peer.ts";
import { ATTACKS } from "./attacks/index.ts";
import { DaemonProcess } from "./daemon-process.ts";
import { HelperProcess } from "./helper-process.ts";
import { newTally, type Tally } from "./hostile-peer.ts";
import type { AttackTallies, GuestMessage, GuestReport } from "./messages.ts";
import { pollUntil } from "./poll-until.ts";
import type { CampaignReport, Finding, Phase } from "./report.ts";
import { endingFindings, type Ending, logFindings, STOP_LIMIT_MS } from "./verdicts/ending.ts";
import { guestFindings } from "./verdicts/guests.ts";
import { judgeMemory, type MemorySample } from "./verdicts/memory.ts";

export interface CampaignOptions {
  readonly seed: number;
  /** Node's arguments to start a daemon, to which the socket is added. */
  readonly daemon: readonly string[];
  /** For so long; or so many rounds of each attack and events of each pair, however long that takes. */
  readonly budget: { readonly minutes: number } | { readonly rounds: number; readonly events: number };
  /** Factor on every pause of the attackers: 1 in earnest. */
  readonly patience: number;
  /** Only the attack of this name; "none" for a run without any. */
  readonly only?: string | undefined;
  /** How long what was published may take to arrive: a daemon that is slower hangs. Default 60,000. */
  readonly limitMs?: number;
  /** Ends it early, and everything that it started. */
  readonly signal?: AbortSignal;
  /** Hears every ten seconds how it goes. */
  readonly progress?: (line: string) => void;
}

const SAMPLE_MS = 1_000;
const PROGRESS_MS = 10_000;
/** What does not come within this time will not come: something hangs. */
const SETTLE_LIMIT_MS = 60_000;
/** Where the daemon is full, or gone. */
const FENCE_AGAIN_MS = 50;
/** Long enough for each of a guest's accounts to be waited for in vain. */
const HANG_LIMIT_MS = 6 * SETTLE_LIMIT_MS;

export async function runCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const campaign = new Campaign(options);
  try {
    await campaign.run();
  } catch (error) {
    campaign.find(error instanceof Error ? error.message : String(error));
  } finally {
    await campaign.endAll();
  }
  return campaign.report;
}

class Campaign {
  readonly #options: CampaignOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), "decnet-"));
  readonly #socket = join(this.#folder, "bus.sock");
  readonly #startedMs = performance.now();
  #phase: Phase = "start";
  readonly #findings: Finding[] = [];
  readonly #samples: MemorySample[] = [];
  readonly #tallies = new Map<string, Tally>();
  readonly #helpers: { kill(): Promise<void> }[] = [];
  #attackers: HelperProcess<AttackTallies>[] = [];
  #daemon: DaemonProcess | undefined;
  /** How many of the guests' connections leave before the pairs; 0 until they are there. */
  #witnesses = 0;
  #guestsDone = false;
  #pairEvents = { published: 0, received: 0 };
  #guestReport: GuestReport | undefined;
  #ending: Ending | undefined;
  #attackMs = 0;
  #cpuSeconds = 0;

  constructor(options: CampaignOptions) {
    this.#options = options;
  }

  find(what: string): void {
    this.#findings.push({ phase: this.#phase, what });
  }

  async run(): Promise<void> {
    const daemon = (this.#daemon = await DaemonProcess.start([...this.#options.daemon, "--socket", this.#socket]));
    // Without a daemon all the rest comes to its end by itself.
    this.#options.signal?.addEventListener("abort", () => void daemon.kill());
    this.#phase = "connect";
    const guests = await this.#startGuests();
    const openFilesBefore = daemon.openFiles - this.#witnesses;
    this.#phase = "attack";
    await this.#attack(daemon, guests);
    this.#phase = "leave";
    await this.#leave();
    this.#phase = "settle";
    await this.#settle(guests, daemon);
    await pollUntil(STOP_LIMIT_MS, () => daemon.openFiles <= openFilesBefore);
    const openFilesAfter = daemon.openFiles;
    this.#phase = "stop";
    const stopFromMs = performance.now();
    const exit = await daemon.stop(STOP_LIMIT_MS);
    const stopMs = performance.now() - stopFromMs;
    this.#ending = { openFilesBefore, openFilesAfter, exit, stopMs, socketFileLeft: existsSync(this.#socket) };
    for (const finding of endingFindings(this.#ending)) this.find(finding);
  }

  async endAll(): Promise<void> {
    await Promise.all(this.#helpers.map((helper) => helper.kill()));
    await this.#daemon?.kill();
    rmSync(this.#folder, { recursive: true, force: true });
    for (const finding of this.#daemon === undefined ? [] : logFindings(this.#daemon.log.figures)) this.find(finding);
    const memory = judgeMemory(this.#samples);
    if (memory?.finding !== undefined) this.#findings.push({ phase: "attack", what: memory.finding });
  }

  get report(): CampaignReport {
    return {
      seed: this.#options.seed,
      attackSeconds: this.#attackMs / 1_000,
      cpuSeconds: this.#cpuSeconds,
      findings: this.#findings,
      attacks: Object.fromEntries(this.#tallies),
      guests: this.#guestReport,
      samples: this.#samples,
      log: this.#daemon?.log.figures,
      ending: this.#ending,
    };
  }

  async #startGuests(): Promise<HelperProcess<GuestMessage>> {
    const { seed, budget, limitMs = SETTLE_LIMIT_MS } = this.#options;
    const events = "events" in budget ? budget.events : undefined;
    const guests = this.#start<GuestMessage>(
      "guest-process.ts",
      { socket: this.#socket, seed, events, limitMs },
      (message) => {
        if (message.kind === "ready") this.#witnesses = message.witnesses;
        else if (message.kind === "done") this.#guestsDone = true;
        else if (message.kind === "progress") this.#pairEvents = message;
        else this.#guestReport = message.report;
      },
    );
    await this.#await("the guests could not connect", () => this.#witnesses > 0, guests);
    return guests;
  }

  /** Until the budget is used up, the daemon is gone, or the guests are. */
  async #attack(daemon: DaemonProcess, guests: HelperProcess<GuestMessage>): Promise<void> {
    const { budget, seed, patience, only, progress } = this.#options;
    const fromMs = performance.now();
    const cpuBefore = daemon.cpuSeconds;
    const rounds = "rounds" in budget ? budget.rounds : undefined;
    for (const group of this.#groups()) {
      const argument = { socket: this.#socket, seed, patience, only, rounds, group };
      const onTallies = (tallies: AttackTallies): void => this.#noteTallies(tallies);
      this.#attackers.push(this.#start<AttackTallies>("attacker-process.ts", argument, onTallies));
    }
    const sampling = setInterval(() => this.#sample(daemon, fromMs), SAMPLE_MS);
    const telling = setInterval(() => progress?.(this.#progressLine(daemon)), PROGRESS_MS);
    const cut = new AbortController();
    await Promise.race([this.#budget(cut.signal), daemon.ended, guests.ended]);
    cut.abort();
    clearInterval(sampling);
    clearInterval(telling);
    this.#attackMs = performance.now() - fromMs;
    this.#cpuSeconds = daemon.cpuSeconds - cpuBefore;
    if (this.#options.signal?.aborted === true) throw new Error("interrupted");
    // Whoever was connected to a daemon that has crashed may be gone before we have heard of the crash, which is what there is to tell.
    if (guests.hasEnded) await pollUntil(STOP_LIMIT_MS, () => daemon.end !== undefined);
    if (daemon.end !== undefined)
      throw new Error(`the daemon ended by itself, with ${String(daemon.end.signal ?? daemon.end.code)}`);
    if (guests.hasEnded) throw new Error(`the guests ${(await guests.ended) ?? "left"}`);
  }

  async #budget(signal: AbortSignal): Promise<void> {
    const { budget } = this.#options;
    if ("minutes" in budget) {
      await delay(budget.minutes * 60_000, undefined, { signal }).catch(() => {});
      return;
    }
    await Promise.all(this.#attackers.map(({ ended }) => ended));
    let answered = false;
    void this.#answered(signal).then(() => (answered = true));
    if (!(await pollUntil(HANG_LIMIT_MS, () => (this.#guestsDone && answered) || signal.aborted)))
      throw new Error(answered ? "the pairs did not come to their end" : "the daemon does not answer any more");
  }

  /** Resolves when the daemon has taken all connections that were made before, and lives: it answers one that stands behind them. */
  async #answered(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const peer = await openPeer(this.#socket, "fence").catch(() => undefined);
      peer?.destroy();
      if (peer !== undefined) return;
      await delay(FENCE_AGAIN_MS);
    }
  }

  async #leave(): Promise<void> {
    for (const attacker of this.#attackers) {
      const fault = await attacker.stop();
      if (fault !== undefined) this.find(`an attacker ${fault}`);
    }
  }

  async #settle(guests: HelperProcess<GuestMessage>, daemon: DaemonProcess): Promise<void> {
    guests.tell();
    await this.#await("the guests did not report", () => this.#guestReport !== undefined, guests, daemon);
    for (const finding of guestFindings(this.#guestReport!)) this.find(finding);
  }

  #groups(): readonly string[] {
    const { only } = this.#options;
    return Object.keys(ATTACKS).filter(
      (group) => only === undefined || ATTACKS[group]!.some(({ name }) => name === only),
    );
  }

  #start<Message>(file: string, argument: object, onMessage: (message: Message) => void): HelperProcess<Message> {
    const helper = new HelperProcess(join(import.meta.dirname, file), argument, onMessage);
    this.#helpers.push(helper);
    return helper;
  }

  /** Waits for `holds`; throws, saying what is wrong, if one of those that it depends on ends, or it takes for ever. */
  async #await(
    what: string,
    holds: () => boolean,
    ...dependsOn: { readonly ended: Promise<unknown> }[]
  ): Promise<void> {
    let end: string | undefined;
    for (const { ended } of dependsOn) void ended.then((fault) => (end ??= JSON.stringify(fault) ?? "ended"));
    const came = await pollUntil(HANG_LIMIT_MS, () => holds() || end !== undefined);
    if (!came || !holds()) throw new Error(`${what}${end === undefined ? "" : ` (${end})`}`);
  }

  #sample(daemon: DaemonProcess, fromMs: number): void {
    const { rssBytes } = daemon;
    if (rssBytes !== undefined) this.#samples.push({ atMs: performance.now() - fromMs, rssBytes });
  }

  #noteTallies(tallies: AttackTallies): void {
    for (const [name, tally] of Object.entries(tallies)) this.#tallies.set(name, tally);
  }

  #progressLine(daemon: DaemonProcess): string {
    const sums = newTally();
    for (const tally of this.#tallies.values()) {
      sums.connections += tally.connections;
      sums.bytesSent += tally.bytesSent;
    }
    const { published, received } = this.#pairEvents;
    const figures = [
      `${((performance.now() - this.#startedMs) / 1_000).toFixed(0)} s`,
      `${sums.connections} connections`,
      `${(sums.bytesSent / 2 ** 20).toFixed(0)} MiB sent`,
      `pairs ${received} of ${published}`,
      `RSS ${((daemon.rssBytes ?? 0) / 2 ** 20).toFixed(0)} MiB`,
      `${daemon.openFiles} files`,
      `${daemon.log.figures.lines} log lines`,
    ];
    return figures.join(", ");
  }
}
