// What is true of every connection, whatever a case says: who may send what, and where it belongs.

import { type Kind, show } from "./frames.ts";

/** What has come before on the connection. */
export interface Seen {
  frames: number;
  goodbye: boolean;
}

/** Answers and requests, what the queue delivers, the end, a Ping to be answered, or nothing to look at. */
export type Place = "answers" | "data" | "goodbye" | "ping" | "ignored";

/** @throws Error if the frame may not be there. */
export type Rules = (kind: Kind, seen: Seen) => Place;

export const fromBroker: Rules = (kind, seen) => {
  if (seen.goodbye) throw new Error(`after Goodbye came ${show(kind)}`);
  if (seen.frames === 0 && kind.case !== "welcome" && kind.case !== "goodbye")
    throw new Error(`before Welcome came ${show(kind)}`);
  switch (kind.case) {
    case "welcome":
      if (seen.frames > 0) throw new Error("Welcome came a second time");
      return "answers";
    case "result":
    case "pong":
    case "status":
      return "answers";
    case "event":
    case "dropped":
      return "data";
    case "goodbye":
    case "ping":
      return kind.case;
    case undefined:
      // A newer broker may send what an older client ignores.
      return "ignored";
    default:
      throw new Error(`a broker sent ${show(kind)}`);
  }
};

export const fromClient: Rules = (kind, seen) => {
  if (seen.goodbye) throw new Error(`after Goodbye came ${show(kind)}`);
  if ((seen.frames === 0) !== (kind.case === "hello"))
    throw new Error(seen.frames === 0 ? `before Hello came ${show(kind)}` : "Hello came a second time");
  switch (kind.case) {
    case "hello":
    case "subscribe":
    case "unsubscribe":
    case "ping":
    case "pong":
    case "statusRequest":
      return "answers";
    case "event":
      return "data";
    case "goodbye":
      return "goodbye";
    case undefined:
      return "ignored";
    default:
      throw new Error(`a client sent ${show(kind)}`);
  }
};
