// Mutations on their way to the API: one at a time and in order, because a decky cannot be posted before its LAN.
//
// The page chooses the mutation's id, so that sending it again after an answer was lost is the same mutation and not a second one.
// While the API is away the outbox waits, and tries again; what the API refuses goes, and the next one has its turn.

import type { Mutation, Operation } from "../../../shared/index.ts";
import { type Api, Refused } from "./api.ts";

export interface OutboxOptions {
  readonly post: Api["post"];
  readonly onAccepted: (mutation: Mutation) => void;
  readonly onRefused: (id: string, reason: string) => void;
  /** Resolves when it is time to try again. */
  readonly pause: () => Promise<void>;
}

export interface Outbox {
  readonly send: (id: string, operation: Operation) => void;
  /**
   * The page goes away: posts all that wait, without waiting for an answer. In no certain order, for there is no time for one; should the page
   * come back, what was not answered is posted again, and is the same mutation.
   */
  readonly hurry: () => void;
  /** Not yet accepted or refused. */
  readonly size: () => number;
}

export function createOutbox({ post, onAccepted, onRefused, pause }: OutboxOptions): Outbox {
  const waiting: { readonly id: string; readonly operation: Operation }[] = [];
  let isSending = false;
  let underway: string | undefined;

  const sendAll = async (): Promise<void> => {
    isSending = true;
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      try {
        underway = first.id;
        const mutation = await post({ ...first.operation, mutation_id: first.id });
        waiting.shift();
        onAccepted(mutation);
      } catch (error) {
        underway = undefined;
        if (!(error instanceof Refused)) {
          await pause();
          continue;
        }
        waiting.shift();
        onRefused(first.id, error.message);
      }
    }
    isSending = false;
  };

  return {
    send: (id, operation) => {
      waiting.push({ id, operation });
      if (!isSending) void sendAll();
    },
    hurry: () => {
      for (const { id, operation } of waiting) {
        if (id !== underway) void post({ ...operation, mutation_id: id }).catch(() => {});
      }
    },
    size: () => waiting.length,
  };
}
