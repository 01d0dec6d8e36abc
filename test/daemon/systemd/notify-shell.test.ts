// The real shell, with a program in the place of systemd-notify that says what it was given.

import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type NotifyShell, startNotifyShell } from "../../../src/daemon/systemd/notify-shell.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** Ends with the test. */
function shellWith(script: string): { shell: NotifyShell; folder: string } {
  const folder = temporaryFolder();
  const command = join(folder, "notify");
  writeFileSync(command, `#!/bin/sh\n${script}\n`);
  chmodSync(command, 0o755);
  const shell = startNotifyShell(command, join(folder, "notify.sock"));
  onTestFinished(() => shell.kill());
  return { shell, folder };
}

function notify(shell: NotifyShell, ...assignments: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    shell.notify(assignments, resolve);
  });
}

describe("the shell that tells systemd", () => {
  test("hands over each assignment as it is, and nothing else than the socket's place", async () => {
    const { shell, folder } = shellWith(`{ printf '%s\\n' "$@" "$NOTIFY_SOCKET"; env; } >> "\${0%/*}/said"`);
    const status = `STATUS=3 * connections, $HOME \`id\` "quoted" \\n; ü %s`;
    await expect(notify(shell, "READY=1", status)).resolves.toBeUndefined();
    await expect(notify(shell, "WATCHDOG=1")).resolves.toBeUndefined();
    const said = readFileSync(join(folder, "said"), "utf8");
    const names = said.split("\n").flatMap((line) => /^([A-Z_]+)=(?!1$)/.exec(line)?.[1] ?? []);
    expect(said.startsWith(`READY=1\n${status}\n${join(folder, "notify.sock")}\n`)).toBe(true);
    expect(said).toContain(`\nWATCHDOG=1\n${join(folder, "notify.sock")}\n`);
    expect(new Set(names)).toEqual(new Set(["STATUS", "NOTIFY_SOCKET", "PWD"]));
  });

  test("does not take what it is given for names of files", async () => {
    const before = process.cwd();
    process.chdir(temporaryFolder());
    onTestFinished(() => process.chdir(before));
    writeFileSync("STATUS=a file", "");
    const { shell, folder } = shellWith(`printf '%s\\n' "$@" > "\${0%/*}/said"`);
    await expect(notify(shell, "STATUS=a*e")).resolves.toBeUndefined();
    expect(readFileSync(join(folder, "said"), "utf8")).toBe("STATUS=a*e\n");
  });

  test("reports a status other than 0, with what was said", async () => {
    const { shell } = shellWith(`echo "Failed to notify"; echo "init system: ünavailable" >&2; exit 3`);
    const fault = "systemd-notify has failed (3): Failed to notify\ninit system: ünavailable";
    await expect(notify(shell, "READY=1")).resolves.toBe(fault);
    await expect(notify(shell, "READY=1")).resolves.toBe(fault);
    expect(shell.ended).toBe(false);
  });

  test("keeps the end of what is said without end", async () => {
    const { shell } = shellWith(`i=0; while [ $i -lt 3000 ]; do echo "line $i"; i=$((i+1)); done; exit 1`);
    const fault = await notify(shell, "READY=1");
    expect(fault).toContain("line 2999");
    expect(fault!.length).toBeLessThan(1_100);
  });

  test("reports that it has ended, at once and from then on", async () => {
    const { shell } = shellWith(`kill -9 $PPID; sleep 5`);
    await expect(notify(shell, "READY=1")).resolves.toMatch(/\/bin\/sh has ended|systemd-notify has failed/);
  });

  test("outlives signals that are meant for the daemon", async () => {
    const { shell, folder } = shellWith(`for each in TERM INT HUP; do kill -$each $PPID; done; : > "\${0%/*}/done"`);
    await expect(notify(shell, "READY=1")).resolves.toBeUndefined();
    expect(existsSync(join(folder, "done"))).toBe(true);
    await expect(notify(shell, "STOPPING=1")).resolves.toBeUndefined();
  });

  test("says nothing more once it is killed", async () => {
    const { shell } = shellWith("exit 0");
    shell.notify(["READY=1"], expect.unreachable);
    shell.kill();
    expect(shell.ended).toBe(true);
    await expect(notify(shell, "READY=1")).resolves.toBe("/bin/sh was killed");
  });
});
