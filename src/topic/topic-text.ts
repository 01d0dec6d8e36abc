// From the bytes of a topic to the topic, if they are one.

import { isUtf8 } from "node:buffer";
import { topicFault } from "./grammar.ts";

/** The topic that `bytes` are, or why they are none. */
export function topicText(bytes: Buffer, maxBytes?: number): { readonly topic: string } | { readonly fault: string } {
  if (!isUtf8(bytes)) return { fault: "is not UTF-8" };
  const topic = bytes.toString("utf8");
  const fault = topicFault(topic, maxBytes);
  return fault === undefined ? { topic } : { fault };
}
