// Where cases are played: with a broker that is under test, or with a client that is, and the runner as its broker.

import type { Case } from "../../gen/decnet/conformance/v1/case_pb.ts";
import type { BrokerUnderTest } from "./broker-under-test.ts";
import { Play } from "./play.ts";

export interface Stage {
  /** Makes everything ready for a case. Throws Skip or CannotRun if that cannot be. */
  begin(spec: Case): Promise<Play>;
  /** After the last step: throws a Failure if whoever is under test has not survived it. */
  checkAlive(): Promise<void>;
  /** After each case, however it went. */
  end(failed: boolean): Promise<void>;
  /** Why whoever is under test is gone, with its last words; empty if it is not. */
  readonly crash: string;
  dispose(): Promise<void>;
}

export function brokerStage(broker: BrokerUnderTest, patienceMs: number): Stage {
  return {
    async begin({ limits }) {
      await broker.ready(limits);
      return new Play(broker, patienceMs);
    },
    checkAlive: () => broker.checkAlive(),
    async end(failed) {
      if (failed) broker.spoil();
    },
    get crash() {
      return broker.crashed === undefined ? "" : `${broker.crashed}\n${broker.said}`.trimEnd();
    },
    dispose: () => broker.dispose(),
  };
}
