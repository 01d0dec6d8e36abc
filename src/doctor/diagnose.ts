// All checks, in the order in which somebody would look.

import { BusError } from "../errors.ts";
import { access } from "./checks/access.ts";
import { answer } from "./checks/answer.ts";
import { busEnvironment } from "./checks/bus-environment.ts";
import { connections } from "./checks/connections.ts";
import { drops } from "./checks/drops.ts";
import { elsewhere } from "./checks/elsewhere.ts";
import { heartbeat } from "./checks/heartbeat.ts";
import { kernel } from "./checks/kernel.ts";
import { mutator } from "./checks/mutator.ts";
import { owner } from "./checks/owner.ts";
import { service } from "./checks/service.ts";
import { shell } from "./checks/shell.ts";
import { socket } from "./checks/socket.ts";
import { version } from "./checks/version.ts";
import { type DoctorHost, examine, type Examination } from "./examine.ts";
import type { Facts } from "./facts.ts";
import { fail, type Finding, type Outcome } from "./finding.ts";

type Check = (facts: Facts) => Outcome;

/** By the names under which they are reported. */
export const CHECKS = {
  shell,
  socket,
  access,
  service,
  process: owner,
  answer,
  elsewhere,
  environment: busEnvironment,
  version,
  heartbeat,
  drops,
  connections,
  mutator,
  kernel,
} as const satisfies Readonly<Record<string, Check>>;

/** One finding for each check; for a path that can never be a socket's, that alone. */
export async function diagnose(examination: Examination, host: DoctorHost): Promise<readonly Finding[]> {
  let facts: Facts;
  try {
    facts = await examine(examination, host);
  } catch (error) {
    if (!(error instanceof BusError)) throw error;
    return [{ check: "socket", ...fail("configuration", error.message, "Correct --socket, or DECNET_BUS_SOCKET.") }];
  }
  return Object.entries(CHECKS).map(([check, judge]) => ({ check, ...judge(facts) }));
}
