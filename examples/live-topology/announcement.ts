// What API and mutator say on the bus about a mutation that has not ended.

import type { PayloadFor } from "decnet-bus";
import type { Mutation } from "./shared/index.ts";

type Announcement = PayloadFor<"topology.maze.mutation.enqueued">;

export function announcementOf({ id, op, payload }: Mutation): Announcement {
  // It came out of JSON; what is readonly about it is our own caution.
  return { mutationId: id, op, payload: payload as unknown as NonNullable<Announcement["payload"]> };
}
