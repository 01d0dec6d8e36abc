// Does the bus answer?

import type { BusErrorCode } from "../../errors.ts";
import { type Answer, type Facts, ownerOf } from "../facts.ts";
import { fail, type Outcome, pass, skipped } from "../finding.ts";

export function answer(facts: Facts): Outcome {
  const { answer: got } = facts;
  switch (got.kind) {
    case "answers":
      return answers(got);
    case "hangs":
      return hangs(facts, got.seconds);
    case "refuses":
      // Nobody was asked.
      if (got.error.code === "INVALID_CONFIG") return skipped("it cannot be asked");
      return fail("unavailable", got.error.message, WAYS[got.error.code] ?? "systemctl status decnet-bus.service");
    case "unreachable":
      if (facts.found.kind !== "socket" || got.code === "EACCES" || got.code === "EPERM")
        return skipped("it cannot be asked");
      return fail("unavailable", got.why.what, got.why.way);
  }
}

function answers({ roundTripMs, status }: Extract<Answer, { kind: "answers" }>): Outcome {
  const up = status.uptimeS < 60 ? `${status.uptimeS.toFixed(0)} s` : `${Math.floor(status.uptimeS / 60)} min`;
  return pass(`${status.server} answers in ${roundTripMs.toFixed(1)} ms, and is up for ${up}`);
}

function hangs(facts: Facts, seconds: number): Outcome {
  const bus = ownerOf(facts);
  const mend =
    bus === undefined
      ? "systemctl restart decnet-bus.service; run the doctor as root to see more"
      : `see process ${bus.pid} (state ${bus.state}): kill -CONT ${bus.pid} if it is stopped; else systemctl restart decnet-bus.service`;
  return fail("unavailable", `the bus hangs: it took the connection, and said nothing for ${seconds} s`, mend);
}

const NO_SUCH_BUS = "whatever listens there is no bus of this kind: choose another path with DECNET_BUS_SOCKET";

const WAYS: Partial<Record<BusErrorCode, string>> = {
  TOO_MANY_CONNECTIONS:
    "see in its log who connects so often: journalctl -u decnet-bus.service; or raise --max-connections",
  SHUTDOWN: "it is being stopped, or restarted: look again in a moment",
  UNSUPPORTED_PROTOCOL: "upgrade the older of the two",
  PROTOCOL_ERROR: NO_SUCH_BUS,
  FRAME_TOO_LARGE: NO_SUCH_BUS,
  UNAVAILABLE:
    "whatever listens there ends a connection as soon as it is made: see its log (journalctl -u decnet-bus.service), and that it is a bus",
};
