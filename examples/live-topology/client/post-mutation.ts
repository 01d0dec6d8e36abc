// A poster that is told "no answer" does not know whether the mutation was written. It says the same again, under the same id, until it is
// told something else.

import { setTimeout as sleep } from "node:timers/promises";
import type { Mutation, NewMutation } from "../shared/index.ts";

const RETRY_MS = 50;
const ANSWER_PATIENCE_MS = 10_000;

export interface Posted {
  readonly mutation: Mutation;
  /** How often it had to be said again. */
  readonly retries: number;
}

/** Posts until it is answered. Rejects only for what is refused: saying it again would not help. */
export async function postMutation(
  address: string,
  topologyId: string,
  mutation: NewMutation & { readonly mutation_id: string },
): Promise<Posted> {
  const url = `${address}/api/v1/topologies/${topologyId}/mutations`;
  for (let retries = 0; ; retries++) {
    const response = await tryToPost(url, JSON.stringify(mutation));
    if (response !== undefined && response.status < 500) {
      const text = await response.text().catch(() => undefined);
      if (text !== undefined && !response.ok) throw new Error(`${response.status}: ${text}`);
      if (text !== undefined) return { mutation: JSON.parse(text) as Mutation, retries };
    }
    await sleep(RETRY_MS);
  }
}

/** Undefined: no answer. */
async function tryToPost(url: string, body: string): Promise<Response | undefined> {
  try {
    const headers = { "content-type": "application/json" };
    return await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(ANSWER_PATIENCE_MS) });
  } catch {
    return undefined;
  }
}
