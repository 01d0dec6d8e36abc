// From the data of a stream's event to what the reducers take. Whoever is in the bus's group may publish anything: what does not look as it
// should is not an event, and nothing else happens.

import type { EventName, Operation, OperationName } from "../../../shared/index.ts";

/** A mutation has come a step further. `operation`: as far as the event tells it. */
export interface MutationNews {
  readonly mutationId: string;
  readonly state: "pending" | "applying" | "applied" | "failed";
  readonly operation: Operation | null;
  readonly reason: string | null;
  readonly at: string;
}

export interface TrafficNews {
  readonly deckyId: string;
  readonly bytes: number;
  readonly service: string;
  readonly peerIp: string;
}

export interface AttackerNews {
  readonly ip: string;
  readonly deckyId: string;
  readonly service: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
}

type Fields = Readonly<Record<string, unknown>>;

const STATES = { enqueued: "pending", applying: "applying", applied: "applied", failed: "failed" } as const;

/** `now`: for an event that does not say when it was published. Undefined if this is no such event. */
export function readMutation(
  name: Extract<EventName, `topology.mutation.${string}`>,
  data: string,
  now: string,
): MutationNews | undefined {
  const { event, payload } = parse(data);
  const mutationId = text(payload["mutation_id"]);
  if (mutationId === "") return undefined;
  return {
    mutationId,
    state: STATES[name.slice("topology.mutation.".length) as keyof typeof STATES],
    operation: readOperation(payload["op"], payload["payload"]),
    reason: name === "topology.mutation.failed" ? text(payload["reason"]) || "no reason was given" : null,
    at: time(event["published_at"]) ?? now,
  };
}

export function readTraffic(data: string): TrafficNews | undefined {
  const { event, payload } = parse(data);
  const deckyId = text(event["topic"]).split(".")[1] ?? "";
  if (deckyId === "") return undefined;
  return {
    deckyId,
    bytes: count(payload["bytes_in"]) + count(payload["bytes_out"]),
    service: text(payload["service"]),
    peerIp: text(payload["peer_ip"]),
  };
}

export function readAttacker(data: string, now: string): AttackerNews | undefined {
  const { payload } = parse(data);
  const ip = text(payload["ip"]);
  if (ip === "") return undefined;
  const lastSeen = time(payload["last_seen"]) ?? now;
  return {
    ip,
    deckyId: text(payload["decky_id"]),
    service: text(payload["service"]),
    firstSeen: time(payload["first_seen"]) ?? lastSeen,
    lastSeen,
  };
}

/** Null unless it is all there. */
export function readOperation(op: unknown, payload: unknown): Operation | null {
  if (typeof op !== "string" || !isFields(payload) || !Object.hasOwn(REQUIRED, op)) return null;
  const { texts, numbers } = REQUIRED[op as OperationName];
  const complete =
    texts.every((key) => typeof payload[key] === "string") &&
    numbers.every((key) => Number.isFinite(payload[key])) &&
    OPTIONAL.every((key) => payload[key] === undefined || typeof payload[key] === "string") &&
    (op !== "add_decky" || isTexts(payload["services"]));
  return complete ? ({ op, payload } as unknown as Operation) : null;
}

const POSITION = ["x", "y"];
const OPTIONAL = ["lan_id", "decky_id", "ip"];

const REQUIRED: Readonly<Record<OperationName, { texts: readonly string[]; numbers: readonly string[] }>> = {
  add_lan: { texts: ["name", "subnet"], numbers: POSITION },
  remove_lan: { texts: ["lan_id"], numbers: [] },
  move_lan: { texts: ["lan_id"], numbers: POSITION },
  rename_lan: { texts: ["lan_id", "name"], numbers: [] },
  add_decky: { texts: ["lan_id", "name"], numbers: POSITION },
  remove_decky: { texts: ["decky_id"], numbers: [] },
  move_decky: { texts: ["decky_id"], numbers: POSITION },
  rename_decky: { texts: ["decky_id", "name"], numbers: [] },
};

function parse(data: string): { event: Fields; payload: Fields } {
  let event: unknown;
  try {
    event = JSON.parse(data);
  } catch {
    return { event: {}, payload: {} };
  }
  if (!isFields(event)) return { event: {}, payload: {} };
  return { event, payload: isFields(event["payload"]) ? event["payload"] : {} };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Protobuf's 64-bit numbers are texts in JSON. */
function count(value: unknown): number {
  const number = typeof value === "string" || typeof value === "number" ? Number(value) : 0;
  return Number.isFinite(number) && number > 0 ? number : 0;
}

function time(value: unknown): string | null {
  return typeof value === "string" && !Number.isNaN(Date.parse(value)) ? value : null;
}
