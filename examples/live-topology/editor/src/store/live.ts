// The live view: how the deckies pulse, and who attacks them. Nothing of it is in the database; a page that is loaded anew starts empty.

import type { AttackerNews, TrafficNews } from "./read-event.ts";

export interface Traffic {
  /** Grows with each report: the page pulses once for each number that it sees. */
  readonly pulse: number;
  /** Bytes of the last reports, the newest last. */
  readonly bars: readonly number[];
  readonly service: string;
  readonly peerIp: string;
  /** When this page heard of it, in ms. */
  readonly heardAt: number;
}

export interface Attacker {
  readonly ip: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** When this page heard of it last, in ms. */
  readonly heardAt: number;
  readonly observations: number;
  /** By decky, the service that it tried last; the decky that was touched last stands last. */
  readonly touched: ReadonlyMap<string, string>;
}

export interface Live {
  readonly traffic: ReadonlyMap<string, Traffic>;
  /** The one that was heard of last first. */
  readonly attackers: readonly Attacker[];
}

export const NOTHING_LIVE: Live = { traffic: new Map(), attackers: [] };

/** The page has room for so many. */
export const BARS = 10;
const MAX_ATTACKERS = 40;
/** Who was silent for so long is no longer at it. */
export const ATTACK_LASTS_MS = 6_000;

export function withTraffic(live: Live, { deckyId, bytes, service, peerIp }: TrafficNews, heardAt: number): Live {
  const before = live.traffic.get(deckyId);
  const bars = [...(before?.bars ?? []), bytes].slice(-BARS);
  const traffic = new Map(live.traffic).set(deckyId, {
    pulse: (before?.pulse ?? 0) + 1,
    bars,
    service,
    peerIp,
    heardAt,
  });
  return { ...live, traffic };
}

export function withAttacker(live: Live, news: AttackerNews, heardAt: number): Live {
  const before = live.attackers.find(({ ip }) => ip === news.ip);
  const touched = new Map(before?.touched);
  touched.delete(news.deckyId);
  touched.set(news.deckyId, news.service);
  const attacker: Attacker = {
    ip: news.ip,
    firstSeen: before?.firstSeen ?? news.firstSeen,
    lastSeen: news.lastSeen,
    heardAt,
    observations: (before?.observations ?? 0) + 1,
    touched,
  };
  const others = live.attackers.filter(({ ip }) => ip !== news.ip);
  return { ...live, attackers: [attacker, ...others].slice(0, MAX_ATTACKERS) };
}

/** Forgets the deckies that are not there any more, so that nothing grows. */
export function onlyOf(live: Live, deckyIds: ReadonlySet<string>): Live {
  if ([...live.traffic.keys()].every((id) => deckyIds.has(id))) return live;
  return { ...live, traffic: new Map([...live.traffic].filter(([id]) => deckyIds.has(id))) };
}

/** Who is at this decky now. */
export function attackersOf(attackers: readonly Attacker[], deckyId: string, now: number): readonly Attacker[] {
  return attackers.filter(({ heardAt, touched }) => touched.has(deckyId) && now - heardAt < ATTACK_LASTS_MS);
}
