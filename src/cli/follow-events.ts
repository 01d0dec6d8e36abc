// The events that match some patterns, decoded as far as every event can be: its payload is not, so one that no worker could read comes
// as well.

import { fromBinary } from "@bufbuild/protobuf";
import { type Event, EventSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { type FollowBytes, followBytes } from "./follow-bytes.ts";

export interface FollowEvents extends Omit<FollowBytes, "event"> {
  /** Returns whether it counts. `bytes` are those of the whole event. */
  readonly event: (event: Event, bytes: number) => boolean;
}

/** As `followBytes`. */
export function followEvents(request: FollowEvents): Promise<void> {
  return followBytes({
    ...request,
    event: (bytes, start, end) => request.event(fromBinary(EventSchema, bytes.subarray(start, end)), end - start),
  });
}
