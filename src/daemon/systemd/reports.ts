// What the service manager hears while the daemon runs: that it is alive, from the very loop that serves the clients, and what it is
// doing, where that has changed.

import type { BrokerCounts } from "../../broker/status.ts";
import { grouped } from "../../cli/quantity.ts";
import type { Clock } from "../../clock.ts";
import { every } from "../every.ts";
import type { ServiceManager } from "./service-manager.ts";

const STATUS_EVERY_MS = 5_000;
/** The manager hears of us this many times within the time that it gives us. */
const SIGNS_OF_LIFE = 2;

/** Reports until the returned function is called. `status` is what there is to say now. */
export function startReports(manager: ServiceManager, clock: Clock, status: () => string): () => void {
  let told = status();
  const stopStatus = every(clock, STATUS_EVERY_MS, () => {
    const now = status();
    if (now !== told) manager.tell({ status: now });
    told = now;
  });
  const { watchdogMs } = manager;
  if (watchdogMs === undefined) return stopStatus;
  const stopSigns = every(clock, watchdogMs / SIGNS_OF_LIFE, () => manager.tell({ alive: true }));
  return () => {
    stopStatus();
    stopSigns();
  };
}

/** `3 connections, 1,204 events in, 2,408 out, 0 dropped` */
export function statusLine({ connections, eventsIn, eventsOut, eventsDropped }: BrokerCounts): string {
  const events = `${grouped(eventsIn)} events in, ${grouped(eventsOut)} out, ${grouped(eventsDropped)} dropped`;
  return `${grouped(connections)} ${connections === 1 ? "connection" : "connections"}, ${events}`;
}
