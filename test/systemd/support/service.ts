// The service on a machine, by the names that its units have.

import type { Machine } from "./machine.ts";

export const SERVICE = "decnet-bus.service";
export const SOCKET = "decnet-bus.socket";
export const SOCKET_PATH = "/run/decnet/bus.sock";
/** Its systemd says of a unit that it is started (`journalctl --catalog` knows the number). */
export const STARTED = { MESSAGE_ID: "39f53479d3a045ac8e11786248231fbf" };
export const BUS_STARTED = { ...STARTED, UNIT: SERVICE };

/** Back to a bus that has just been started, whatever the test before did to it. */
export async function freshBus(machine: Machine): Promise<void> {
  await machine.run("systemctl", "stop", SOCKET, SERVICE);
  await machine.run("systemctl", "reset-failed");
  await machine.systemctl("start", SERVICE);
}

/** The daemon's number, as the machine sees it. */
export function mainPid(machine: Machine): Promise<string> {
  return machine.show(SERVICE, "MainPID");
}

/** Changes the units for as long as a test, as `systemctl edit` does. */
export async function withDropIn(
  machine: Machine,
  unit: string,
  text: string,
  work: () => Promise<void>,
): Promise<void> {
  const folder = `/run/systemd/system/${unit}.d`;
  await machine.must("sh", "-c", `mkdir -p '${folder}' && cat >'${folder}/test.conf' <<'END'\n${text}\nEND`);
  await machine.systemctl("daemon-reload");
  try {
    await work();
  } finally {
    await machine.must("rm", "-r", folder);
    await machine.systemctl("daemon-reload");
  }
}

/** A line for whoever reads the run, beside the result. */
export function report(line: string): void {
  process.stdout.write(`  ${line}\n`);
}
