// Made-up traffic: so many packets through some decky, now and then an attacker. Where DECNET has sniffers, the example has dice.

import { type Bus, type PayloadFor, publishSafely, type WarningLog } from "decnet-bus";
import { attackerObserved, deckyTraffic } from "decnet-bus/topics";

type Traffic = PayloadFor<"decky.web-1.traffic">;
type Attacker = PayloadFor<"attacker.observed">;

export interface Target {
  readonly id: string;
  readonly services: readonly string[];
}

export interface TrafficOptions {
  /** From 0 to 1. */
  readonly random: () => number;
  readonly log: WarningLog;
}

/** Addresses that belong to nobody: they are for documentation. */
const NETWORKS = ["192.0.2.", "198.51.100.", "203.0.113."];
const MOST_ATTACKERS = 12;
const ATTACK_CHANCE = 0.15;
const NEW_ATTACKER_CHANCE = 0.25;
const INTERVAL_MS = 500;
const MOST_PACKETS = 240;
const MOST_PACKET_BYTES = 1_400;

export class TrafficMaker {
  readonly #bus: Bus | null;
  readonly #random: () => number;
  readonly #log: WarningLog;
  /** Who was seen, with the time of the first sight. */
  readonly #attackers = new Map<string, number>();

  constructor(bus: Bus | null, { random, log }: TrafficOptions) {
    this.#bus = bus;
    this.#random = random;
    this.#log = log;
  }

  /** Something happens to one of the deckies; to none if there is none. */
  happen(targets: readonly Target[], nowMs: number): void {
    const target = this.#pick(targets);
    if (target === undefined) return;
    const service = this.#pick(target.services) ?? "";
    const attacks = this.#random() < ATTACK_CHANCE;
    const ip = attacks ? this.#attacker(nowMs) : "";
    publishSafely(this.#bus, deckyTraffic(target.id), this.#traffic(service, ip, nowMs), { log: this.#log });
    if (!attacks) return;
    const sight: Attacker = {
      ip,
      firstSeen: timestamp(this.#attackers.get(ip)!),
      lastSeen: timestamp(nowMs),
      deckyId: target.id,
      service,
    };
    publishSafely(this.#bus, attackerObserved(), sight, { log: this.#log });
  }

  #traffic(service: string, peerIp: string, nowMs: number): Traffic {
    const [packetsIn, packetsOut] = [this.#count(MOST_PACKETS), this.#count(MOST_PACKETS)];
    return {
      since: timestamp(nowMs - INTERVAL_MS),
      interval: { seconds: 0n, nanos: INTERVAL_MS * 1_000_000 },
      service,
      peerIp,
      packetsIn: BigInt(packetsIn),
      bytesIn: BigInt(packetsIn * this.#count(MOST_PACKET_BYTES)),
      packetsOut: BigInt(packetsOut),
      bytesOut: BigInt(packetsOut * this.#count(MOST_PACKET_BYTES)),
      connectionsOpened: this.#count(4),
    };
  }

  /** Mostly one that was here before. The one who was seen first is forgotten when there are too many. */
  #attacker(nowMs: number): string {
    const known = [...this.#attackers.keys()];
    if (known.length > 0 && this.#random() >= NEW_ATTACKER_CHANCE) return this.#pick(known)!;
    const ip = `${this.#pick(NETWORKS)!}${this.#count(254)}`;
    if (!this.#attackers.has(ip)) this.#attackers.set(ip, nowMs);
    if (this.#attackers.size > MOST_ATTACKERS) this.#attackers.delete(known[0]!);
    return ip;
  }

  /** From 1 to `most`. */
  #count(most: number): number {
    return 1 + Math.floor(this.#random() * most);
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.#random() * items.length)];
  }
}

function timestamp(ms: number): { seconds: bigint; nanos: number } {
  return { seconds: BigInt(Math.floor(ms / 1_000)), nanos: (ms % 1_000) * 1_000_000 };
}
