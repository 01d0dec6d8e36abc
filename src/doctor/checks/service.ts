// What systemd thinks of the bus.

import type { Facts, Unit } from "../facts.ts";
import { fail, type Outcome, pass, skipped, warn } from "../finding.ts";

const LOG = "journalctl -u decnet-bus.service -n 50";

export function service({ units, answer }: Facts): Outcome {
  if (units === undefined) return skipped("this host has no systemd that could be asked");
  const { service: unit, socket } = units;
  const runs = answer.kind === "answers";
  if (unit.load === "masked")
    return trouble(runs, "decnet-bus.service is masked: nothing can start it", "systemctl unmask decnet-bus.service");
  if (unit.load !== "loaded") return notInstalled(runs);
  if (unit.active === "failed" || socket.active === "failed") return failed(unit, socket, runs);
  if (unit.active === "active") return active(unit);
  if (socket.active === "active") return pass("decnet-bus.socket listens; the bus starts with its first client");
  if (unit.active === "activating" || unit.active === "deactivating")
    return trouble(runs, `decnet-bus.service is ${unit.active}; ${unit.restarts} restarts so far`, LOG);
  return trouble(runs, `decnet-bus.service is not running (${unit.active})`, startOf(unit));
}

function notInstalled(runs: boolean): Outcome {
  if (runs) return skipped("decnet-bus.service is not installed; the bus runs without it");
  const mend = "sudo decnet bus install --now, or run `decnet bus` by hand";
  return fail("unavailable", "decnet-bus.service is not installed on this host", mend);
}

function failed({ active: state, result, restarts }: Unit, socket: Unit, runs: boolean): Outcome {
  const which =
    state === "failed"
      ? `decnet-bus.service has failed (${result}, ${restarts} restarts)`
      : `decnet-bus.socket has failed (${socket.result})`;
  const again = "systemctl reset-failed decnet-bus.socket decnet-bus.service; systemctl start decnet-bus.service";
  return trouble(runs, which, `${LOG}; when it is mended: ${again}`);
}

function active({ enabled, restarts }: Unit): Outcome {
  const often = restarts === 0 ? "" : `; restarted ${restarts} times by systemd: ${LOG}`;
  if (enabled === "enabled" || enabled === "static" || enabled === "enabled-runtime")
    return pass(`decnet-bus.service is active, and ${enabled}${often}`);
  const seen = `decnet-bus.service is active, but ${enabled || "not enabled"}: it does not come back after a boot`;
  return warn(seen, "sudo systemctl enable decnet-bus.service");
}

function startOf({ enabled }: Unit): string {
  return enabled === "enabled"
    ? "sudo systemctl start decnet-bus.service"
    : "sudo systemctl enable --now decnet-bus.service";
}

/** While a bus answers it is not what keeps workers from it. */
function trouble(runs: boolean, seen: string, mend: string): Outcome {
  return runs ? warn(`${seen}, though a bus answers: somebody runs it by hand`, mend) : fail("unavailable", seen, mend);
}
