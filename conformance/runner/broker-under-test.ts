// The broker that the cases are played against, whoever started it.

import { connect } from "node:net";
import type { BrokerLimits } from "../../gen/decnet/conformance/v1/broker_pb.ts";
import type { BrokerControl } from "./broker-control.ts";
import { Failure } from "./failure.ts";

export interface BrokerUnderTest extends BrokerControl {
  /** Makes sure that there is one with these limits. Throws Skip if it cannot have them, CannotRun if there is none. */
  ready(limits: BrokerLimits | undefined): Promise<void>;
  /** Throws a Failure if it is gone, or accepts nobody, although nobody asked it to stop. */
  checkAlive(): Promise<void>;
  /** What it has written to stderr lately, if it has a stderr that we see. */
  readonly said: string;
  /** Why it is gone although nobody asked it to go; undefined if it is not. */
  readonly crashed: string | undefined;
  /** The next case gets a new one. */
  spoil(): void;
  dispose(): Promise<void>;
}

/** @throws Failure if the broker there accepts nobody. */
export async function checkAccepts(socket: string): Promise<void> {
  const error = await connectError(socket);
  if (error !== undefined) throw new Failure(`afterwards the broker accepts no connection: ${error.message}`);
}

/** Why nobody can connect; undefined if somebody can. */
export async function connectError(path: string): Promise<Error | undefined> {
  const probe = connect({ path });
  const { promise, resolve } = Promise.withResolvers<Error | undefined>();
  probe.once("connect", () => resolve(undefined));
  probe.once("error", resolve);
  const error = await promise;
  probe.destroy();
  return error;
}
