// `decnet-bus/sse`: the bus in a browser. For web servers; it knows none of them.

export { type ResyncReason, type SseEventData, type SseReadyData, type SseResyncData } from "./frames.ts";
export { sseResponse, type SseOptions } from "./sse-response.ts";
