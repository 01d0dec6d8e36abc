// Buses that others may be talking to.

import type { Facts } from "../facts.ts";
import { fail, type Outcome, pass, skipped, warn } from "../finding.ts";

const MOST_NAMED = 3;

export function elsewhere({ elsewhere: others, answer, socket: { path } }: Facts): Outcome {
  const paths = others.map((other) => other.path);
  switch (answer.kind) {
    case "answers":
      return beside(path, others);
    case "unreachable":
      if (paths.length === 0) return pass("no other bus is to be seen on this host");
      return fail(
        "unavailable",
        `nobody serves ${path}, but a bus listens on ${named(paths)}: two DECNET_BUS_SOCKET that disagree`,
        sameFor(paths[0]!),
      );
    default:
      return skipped(
        paths.length === 0 ? "no other bus is to be seen on this host" : `a bus listens on ${named(paths)}`,
      );
  }
}

/** One in a place of its own is somebody's experiment; one in a usual place is what workers find that were not told otherwise. */
function beside(path: string, others: Facts["elsewhere"]): Outcome {
  const usual = others.filter((other) => other.usual).map((other) => other.path);
  if (usual.length > 0)
    return warn(`another bus listens on ${named(usual)}: who uses that hears nothing of this one`, sameFor(path));
  if (others.length === 0) return pass("no other bus is to be seen on this host");
  return pass(`none in the usual places; ${named(others.map((other) => other.path))} is another`);
}

function sameFor(path: string): string {
  return `use one path for all: DECNET_BUS_SOCKET=${path}, in the env file of the bus and of its workers`;
}

function named(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  return paths.slice(0, MOST_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
