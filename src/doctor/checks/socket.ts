// Is there a socket at the path, or what is there instead?

import type { Found } from "../../no-bus/host.ts";
import type { Facts } from "../facts.ts";
import { fail, type Outcome, pass, skipped } from "../finding.ts";

export function socket({ socket: { path, origin }, found, answer }: Facts): Outcome {
  const where = `${path} (${origin})`;
  if (answer.kind === "answers" || found.kind === "socket") return pass(where);
  if (found.kind === "hidden") return skipped(`${where} cannot be seen: a folder on the way is closed to this user`);
  const { what, way } = whyOf(answer, path, found);
  const canBe = answer.kind !== "refuses" && found.kind === "missing";
  return fail(canBe ? "unavailable" : "configuration", `${what} (${origin})`, way);
}

function whyOf(answer: Facts["answer"], path: string, { kind }: Found): { what: string; way: string } {
  if (answer.kind === "unreachable") return answer.why;
  if (answer.kind === "refuses") return { what: answer.error.message, way: "Choose a path that a socket can have." };
  return { what: `${path} is ${kind}`, way: "Look again: it has just changed." };
}
