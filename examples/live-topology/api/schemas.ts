// What may be posted. Whether it can be done to the topology is not asked here: that is the mutator's to say, when its turn comes.

import { parseIp, parseSubnet } from "../shared/index.ts";

const MOST_SERVICES = 16;

/** Names that a schema can call for by `format`. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  "ipv4-subnet": (text) => parseSubnet(text) !== undefined,
  "ipv4-address": (text) => parseIp(text) !== undefined,
  // Shown to people, in pages and terminals: nothing that steers either, and nothing that looks like nothing.
  "display-name": (text) => text === text.trim() && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text),
};

const id = { type: "string", pattern: "^[a-z0-9_-]{1,64}$" };
const name = { type: "string", minLength: 1, maxLength: 64, format: "display-name" };
const coordinate = { type: "number", minimum: -100_000, maximum: 100_000 };
const ip = { type: "string", format: "ipv4-address" };
const subnet = { type: "string", format: "ipv4-subnet" };
const services = { type: "array", maxItems: MOST_SERVICES, uniqueItems: true, items: id };

type Properties = Readonly<Record<string, object>>;

function operation(op: string, required: Properties, optional: Properties = {}): object {
  const payload = {
    type: "object",
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
  return {
    type: "object",
    properties: { op: { const: op }, payload, mutation_id: { type: "string", format: "uuid" } },
    required: ["op", "payload"],
    additionalProperties: false,
  };
}

const position = { x: coordinate, y: coordinate };

/** A `NewMutation`. */
export const newMutation = {
  type: "object",
  required: ["op", "payload"],
  discriminator: { propertyName: "op" },
  oneOf: [
    operation("add_lan", { name, subnet, ...position }, { lan_id: id }),
    operation("remove_lan", { lan_id: id }),
    operation("move_lan", { lan_id: id, ...position }),
    operation("rename_lan", { lan_id: id, name }),
    operation("add_decky", { lan_id: id, name, services, ...position }, { decky_id: id, ip }),
    operation("remove_decky", { decky_id: id }),
    operation("move_decky", { decky_id: id, ...position }, { lan_id: id }),
    operation("rename_decky", { decky_id: id, name }),
  ],
};

/** Of the path. What is no id cannot be there, and is told so as not found. */
export const topologyParams = { type: "object", properties: { id: { type: "string", maxLength: 200 } } };

const digits = { type: "string", pattern: "^[0-9]{1,15}$" };

/** Texts, as they stand in a query. */
export const mutationsQuery = {
  type: "object",
  properties: {
    limit: { type: "string", pattern: "^([1-9][0-9]?|1[0-9]{2}|200)$" },
    before: digits,
    state: { enum: ["pending", "applying", "applied", "failed"] },
  },
  additionalProperties: false,
};

export const eventsQuery = {
  type: "object",
  properties: { live: { enum: ["true", "false"] } },
  additionalProperties: false,
};
