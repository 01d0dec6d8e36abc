// Errors as application/problem+json. What the server did wrong is logged, and not told.

import type { FastifyError, FastifyInstance, FastifyReply } from "fastify";
import type { Problem, ProblemType } from "../shared/index.ts";

const STATUS: Readonly<Record<ProblemType, readonly [status: number, title: string]>> = {
  "invalid-request": [400, "The request does not fit"],
  "foreign-origin": [403, "The request comes from another site"],
  "not-found": [404, "There is nothing here"],
  "topology-not-found": [404, "There is no such topology"],
  "mutation-not-found": [404, "There is no such mutation"],
  "mutation-conflict": [409, "The mutation_id is taken"],
  "body-too-large": [413, "The body is too large"],
  "unsupported-media-type": [415, "The body is not JSON"],
  internal: [500, "The server has a defect"],
  "database-unavailable": [503, "The database does not answer"],
};

/** To be thrown by a handler. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly type: ProblemType;
  readonly errors: Problem["errors"];

  constructor(type: ProblemType, detail: string, errors?: Problem["errors"]) {
    super(detail);
    this.type = type;
    this.errors = errors;
  }
}

/** Makes a problem of whatever a handler, the router or the parser throws. */
export function answerWithProblems(server: FastifyInstance): void {
  server.setErrorHandler<FastifyError>((error, _request, reply) => sendProblem(reply, error));
  server.setNotFoundHandler(({ method, url }, reply) =>
    sendProblem(reply, new ApiProblem("not-found", `There is nothing at ${method} ${url.slice(0, 200)}.`)),
  );
}

export function sendProblem(reply: FastifyReply, error: FastifyError | ApiProblem): FastifyReply {
  const { type, message, errors } = problemOf(error);
  if (type === "internal") reply.log.error(error);
  const [status, title] = STATUS[type];
  const problem: Problem = {
    type: `urn:decnet:problem:${type}`,
    title,
    status,
    detail: message,
    ...(errors === undefined ? {} : { errors }),
  };
  return reply.code(status).type("application/problem+json").send(JSON.stringify(problem));
}

function problemOf(error: FastifyError | ApiProblem | Error): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if ("validation" in error && error.validation !== undefined) return invalid(error);
  const code = "code" in error ? error.code : undefined;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return new ApiProblem("body-too-large", "A mutation has at most 16 KiB.");
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
    return new ApiProblem("unsupported-media-type", "Send JSON, with content-type: application/json.");
  }
  if (code === "ERR_SQLITE_ERROR" && isPassing(error)) {
    return new ApiProblem("database-unavailable", "Nothing was written. Try again in a moment.");
  }
  const status = "statusCode" in error ? (error.statusCode ?? 500) : 500;
  if (status >= 400 && status < 500) return new ApiProblem("invalid-request", error.message);
  return new ApiProblem("internal", "It was logged. What was written before it happened is written.");
}

function invalid({ validation = [], validationContext }: FastifyError): ApiProblem {
  const errors = validation.map(({ instancePath, message = "does not fit", params }) => {
    const extra = "additionalProperty" in params ? `: ${String(params["additionalProperty"])}` : "";
    const allowed = "allowedValues" in params ? `: ${JSON.stringify(params["allowedValues"])}` : "";
    return { pointer: instancePath, detail: `${message}${extra}${allowed}` };
  });
  const [first] = errors;
  const where = `${validationContext ?? "request"}${first?.pointer ?? ""}`;
  return new ApiProblem("invalid-request", `The ${where} ${first?.detail ?? "does not fit"}.`, errors);
}

/** SQLite's codes for what may be better in a moment: BUSY, LOCKED, NOMEM, IOERR, FULL. */
const PASSING = new Set([5, 6, 7, 10, 13]);

function isPassing(error: Error): boolean {
  // The low byte of an extended code is the code itself.
  return "errcode" in error && typeof error.errcode === "number" && PASSING.has(error.errcode & 255);
}
