// A client under test, from its process's side: decnet.conformance.v1.ClientCommand on stdin, ClientReply on stdout.

import { create, fromBinary, type JsonValue, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import {
  type BuildTopicCommand,
  type ClientCommand,
  ClientCommandSchema,
  type ClientReplySchema as ReplySchema,
  ClientReplySchema,
  type ConnectCommand,
  Gap_Reason as Reason,
  type PublishCommand,
  type ReadCommand,
  type ReadEvent,
  ReadEventSchema,
  type SubscribeCommand,
} from "../../gen/decnet/conformance/v1/client_pb.ts";
import * as topics from "../../gen/decnet/topics/v1/topics.ts";
import type { BusEvent, Subscription, UntypedBus } from "../../src/client/bus.ts";
import type { Gap } from "../../src/client/gap.ts";
import { BusError } from "../../src/errors.ts";
import { freeForm } from "../../src/registry/lookup.ts";
import { Splitter } from "../runner/splitter.ts";
import { sized } from "../runner/varint.ts";

type Reply = Omit<MessageInitShape<typeof ReplySchema>, "id" | "$typeName">;

/** What the program has of a subscription. */
interface Held {
  readonly subscription: Subscription<BusEvent>;
  readonly events: AsyncIterator<BusEvent>;
  /** The losses that no event has carried yet. */
  gap: Gap | undefined;
}

const MAX_COMMAND_BYTES = 64 << 20;
const REASONS = {
  overflow: Reason.OVERFLOW,
  decode: Reason.DECODE,
  reconnect: Reason.RECONNECT,
  restart: Reason.RESTART,
} satisfies Record<Gap["reason"], Reason>;

let makeBus: (command: ConnectCommand) => UntypedBus;
let bus: UntypedBus | undefined;
const subscriptions = new Map<number, Held>();

/** Does what it is told, with the bus that `make` makes, until the process ends. */
export function serveClient(make: (command: ConnectCommand) => UntypedBus): void {
  makeBus = make;
  const splitter = new Splitter(() => MAX_COMMAND_BYTES);
  process.stdin.on("data", (chunk: Buffer) =>
    splitter.push(chunk, (bytes, at) => void obey(fromBinary(ClientCommandSchema, bytes.subarray(at)))),
  );
  process.stdin.on("close", () => process.exit(0));
}

async function obey({ id, command }: ClientCommand): Promise<void> {
  let reply: Reply;
  try {
    reply = await carryOut(command);
  } catch (error) {
    const code = error instanceof BusError ? Code[error.code] : Code.INTERNAL;
    reply = { code, detail: error instanceof Error ? error.message : String(error) };
  }
  process.stdout.write(sized(toBinary(ClientReplySchema, create(ClientReplySchema, { ...reply, id }))));
}

async function carryOut(command: ClientCommand["command"]): Promise<Reply> {
  switch (command.case) {
    case "connect":
      bus ??= makeBus(command.value);
      await bus.connect();
      return {};
    case "subscribe":
      return subscribe(theBus(), command.value);
    case "unsubscribe":
      await held(command.value.subscription).subscription.close();
      return {};
    case "publish":
      return publish(theBus(), command.value);
    case "read":
      return read(command.value);
    case "flush":
      await theBus().flush();
      return {};
    case "stats":
      return stats(theBus());
    case "close":
      await theBus().close();
      return {};
    case "buildTopic":
      return buildTopic(command.value);
    default:
      return { unsupported: true, detail: "a command that this adapter does not know" };
  }
}

async function subscribe(
  on: UntypedBus,
  { subscription: number, pattern, ...options }: SubscribeCommand,
): Promise<Reply> {
  const queueEvents = options.queueEvents || undefined;
  const subscription = on.subscribe(options.freeForm ? freeForm(pattern) : pattern, {
    queueEvents,
    onGap: (gap) => {
      const entry = subscriptions.get(number);
      if (entry !== undefined) entry.gap = gap;
    },
  });
  subscriptions.set(number, { subscription, events: subscription[Symbol.asyncIterator](), gap: undefined });
  await subscription.ready;
  return {};
}

function publish(on: UntypedBus, command: PublishCommand): Reply {
  const topic = command.freeForm ? freeForm(command.topic) : command.topic;
  const payload = JSON.parse(command.payloadJson || "{}") as object;
  const type = command.type || undefined;
  const traceParent = command.traceParent || undefined;
  let handedOver = 0;
  for (let number = 0; number < (command.count || 1); number++) {
    if (on.publish(topic, payload, { type, traceParent })) handedOver++;
  }
  return { handedOver };
}

async function read({ subscription: number, count }: ReadCommand): Promise<Reply> {
  const entry = held(number);
  const events: ReadEvent[] = [];
  while (events.length < count) {
    const next: IteratorResult<BusEvent, unknown> = await entry.events.next();
    if (next.done === true) return { events, ended: true, ...(entry.gap && { gap: gapOf(entry.gap) }) };
    const event = next.value;
    entry.gap = undefined;
    const fields: MessageInitShape<typeof ReadEventSchema> = {
      topic: event.topic,
      type: event.type,
      source: event.source,
      id: event.id,
      publishedAt: event.publishedAtNs,
      traceParent: event.traceParent,
      payloadJson: JSON.stringify((JSON.parse(JSON.stringify(event)) as { payload: JsonValue }).payload),
      ...(event.gap && { gap: gapOf(event.gap) }),
    };
    events.push(create(ReadEventSchema, fields));
  }
  return { events };
}

/** Builders are called as functions are in each language. */
function buildTopic({ builder, values }: BuildTopicCommand): Reply {
  const name = builder.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
  const build = (topics as Readonly<Record<string, unknown>>)[name];
  if (typeof build !== "function") return { unsupported: true, detail: `there is no builder ${name}` };
  return { topic: (build as (...values: readonly string[]) => string)(...values) };
}

function stats(on: UntypedBus): Reply {
  const { connected, published, notPublished } = on.stats();
  const notPublishedDisconnected = BigInt(notPublished.disconnected);
  const notPublishedOverflow = BigInt(notPublished.overflow);
  return { stats: { connected, published: BigInt(published), notPublishedDisconnected, notPublishedOverflow } };
}

function gapOf({ reason, count }: Gap): NonNullable<Reply["gap"]> {
  return { reason: REASONS[reason], ...(count !== undefined && { count: BigInt(count) }) };
}

function theBus(): UntypedBus {
  if (bus === undefined) throw new Error("connect comes first");
  return bus;
}

function held(number: number): Held {
  const entry = subscriptions.get(number);
  if (entry === undefined) throw new Error(`there is no subscription ${number}`);
  return entry;
}
