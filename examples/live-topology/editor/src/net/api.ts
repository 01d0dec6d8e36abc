// What the page asks of the API. One origin, JSON, and errors that say what to do.

import type { Mutation, MutationList, NewMutation, Problem, Topology, TopologyList } from "../../../shared/index.ts";

/** No answer, or one that may be another one later: sending the same again is right. */
export class Unreachable extends Error {}

/** The API has refused, and would again. */
export class Refused extends Error {
  readonly isNotFound: boolean;

  constructor(status: number, message: string) {
    super(message);
    this.isNotFound = status === NOT_FOUND;
  }
}

export interface Api {
  readonly topology: () => Promise<Topology>;
  readonly mutations: () => Promise<MutationList>;
  /** Null: there is none. */
  readonly mutation: (id: string) => Promise<Mutation | null>;
  readonly post: (mutation: NewMutation) => Promise<Mutation>;
}

/** Longer than any answer takes that somebody waits for. */
const PATIENCE_MS = 8_000;
const FIRST_SERVER_ERROR = 500;
const NOT_FOUND = 404;

export async function listTopologies(): Promise<TopologyList> {
  return (await request("/api/v1/topologies")) as TopologyList;
}

/** All methods throw Unreachable or Refused. */
export function apiOf(topologyId: string): Api {
  const base = `/api/v1/topologies/${encodeURIComponent(topologyId)}`;
  return {
    topology: async () => (await request(base)) as Topology,
    mutations: async () => (await request(`${base}/mutations`)) as MutationList,
    mutation: async (id) => {
      try {
        return (await request(`${base}/mutations/${encodeURIComponent(id)}`)) as Mutation;
      } catch (error) {
        if (error instanceof Refused && error.isNotFound) return null;
        throw error;
      }
    },
    post: async (mutation) => (await request(`${base}/mutations`, mutation)) as Mutation,
  };
}

async function request(path: string, body?: object): Promise<unknown> {
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(path, {
      // The browser keeps the last answer, and asks whether it still holds (ETag).
      cache: "no-cache",
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body === undefined
        ? {}
        : {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
            // What was dropped arrives, even if the page is closed at that moment.
            keepalive: true,
          }),
    });
    answer = await response.json();
  } catch (error) {
    throw new Unreachable("the API does not answer", { cause: error });
  }
  if (response.ok) return answer;
  const reason = inWords(answer, response.status);
  throw response.status >= FIRST_SERVER_ERROR ? new Unreachable(reason) : new Refused(response.status, reason);
}

function inWords(answer: unknown, status: number): string {
  const { title, detail, errors } = (answer ?? {}) as Partial<Problem>;
  const where = errors?.map(({ pointer, detail: what }) => `${pointer} ${what}`).join("; ") ?? "";
  return where || detail || title || `the API answered with ${status}`;
}
