// Errors of the API: application/problem+json (RFC 9457). Programs decide by `type`.

export type ProblemType =
  /** 400: the body, the query or the path does not fit; `errors` says where. */
  | "invalid-request"
  /** 403: the request comes from another site's page, or asks for another host. */
  | "foreign-origin"
  /** 404 */
  | "not-found"
  | "topology-not-found"
  | "mutation-not-found"
  /** 409: the mutation_id is taken by another mutation. */
  | "mutation-conflict"
  /** 413 */
  | "body-too-large"
  /** 415 */
  | "unsupported-media-type"
  /** 500 */
  | "internal"
  /** 503: the database is locked, or full; nothing was written. Try again. */
  | "database-unavailable";

export interface Problem {
  /** "urn:decnet:problem:invalid-request", and so on. */
  readonly type: `urn:decnet:problem:${ProblemType}`;
  readonly title: string;
  readonly status: number;
  /** What happened, and what to do. */
  readonly detail: string;
  /** Each with a JSON pointer into what was sent, for example "/payload/name". */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}
