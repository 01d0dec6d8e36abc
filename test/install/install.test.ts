import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { Action, Change } from "../../src/install/change.ts";
import { diffOf } from "../../src/install/change.ts";
import { FILES, type Program, renderFile } from "../../src/install/files.ts";
import { install, type InstallObserver, type Step, uninstall } from "../../src/install/index.ts";
import { MANUAL, NOTE } from "../../src/install/manual.ts";
import { busError } from "../support/bus-error.ts";
import { ROOT } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Files that every Linux has, and that everybody may read. */
const PROGRAM: Program = { node: "/bin/sh", script: "/etc/passwd" };
const ENV = "/etc/decnet/bus.env";
const SERVICE = "/etc/systemd/system/decnet-bus.service";

let prefix: string;

beforeEach(() => {
  prefix = temporaryFolder();
});

class Observed implements InstallObserver {
  changes: readonly Change[] = [];
  steps: readonly Step[] = [];

  planned(changes: readonly Change[]): void {
    this.changes = changes;
  }

  running(step: Step): void {
    throw new Error(`ran ${step.join(" ")}`);
  }

  remaining(steps: readonly Step[]): void {
    this.steps = steps;
  }

  /** By path, without the prefix. */
  get actions(): Readonly<Record<string, Action>> {
    return Object.fromEntries(this.changes.map(({ path, action }) => [path.slice(prefix.length), action]));
  }
}

function run(what: typeof install, { dryRun = false, program = PROGRAM } = {}): Observed {
  const observed = new Observed();
  what({ prefix, dryRun, now: false, program }, observed);
  return observed;
}

function all(action: Action): Readonly<Record<string, Action>> {
  return Object.fromEntries([...FILES, ...MANUAL].map(({ path }) => [path, action]));
}

function content(path: string): string {
  return readFileSync(join(prefix, path), "utf8");
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(prefix, path)), { recursive: true });
  writeFileSync(join(prefix, path), text);
}

describe("install", () => {
  test("writes the files of systemd/, readable for all, whatever the umask", () => {
    const umask = process.umask(0o077);
    try {
      expect(run(install).actions).toEqual(all("create"));
    } finally {
      process.umask(umask);
    }
    for (const { path } of [...FILES, ...MANUAL]) expect(lstatSync(join(prefix, path)).mode & 0o7777).toBe(0o644);
    for (const folder of ["/etc", "/etc/decnet", "/etc/systemd", "/etc/systemd/system", "/usr/local/share/man"]) {
      expect(lstatSync(join(prefix, folder)).mode & 0o7777, folder).toBe(0o755);
    }
    for (const { template, path } of FILES.filter((file) => file.path !== SERVICE)) {
      expect(content(path)).toBe(readFileSync(join(ROOT, "systemd", template), "utf8"));
    }
  });

  test("lets the service run this Node and this package, and changes nothing else in the unit", () => {
    run(install);
    const source = readFileSync(join(ROOT, "systemd/decnet-bus.service"), "utf8");
    for (const name of ["ExecStart", "ExecReload"]) expect(source).toContain(`\n${name}=/usr/bin/decnet bus`);
    expect(content(SERVICE)).toBe(source.replaceAll(/(?<=^Exec\w+=)\/usr\/bin\/decnet/gm, "/bin/sh /etc/passwd"));
  });

  test("does nothing the second time", () => {
    run(install);
    const { mtimeNs } = lstatSync(join(prefix, SERVICE), { bigint: true });
    expect(run(install).actions).toEqual(all("unchanged"));
    expect(lstatSync(join(prefix, SERVICE), { bigint: true }).mtimeNs).toBe(mtimeNs);
  });

  test("replaces a unit that differs, and shows in what", () => {
    run(install);
    put(SERVICE, content(SERVICE).replace("WatchdogSec=10s", "WatchdogSec=1h"));
    const { changes, actions } = run(install);
    expect(actions).toEqual({ ...all("unchanged"), [SERVICE]: "replace" });
    const diff = changes.map(diffOf).join("");
    expect(diff).toContain("\n-WatchdogSec=1h\n+WatchdogSec=10s\n");
    expect(content(SERVICE)).toContain("WatchdogSec=10s");
  });

  test("never replaces bus.env", () => {
    put(ENV, "DECNET_BUS_QUEUE_EVENTS=7\n");
    expect(run(install).actions).toEqual({ ...all("create"), [ENV]: "keep" });
    expect(content(ENV)).toBe("DECNET_BUS_QUEUE_EVENTS=7\n");
  });

  test("writes the manual page and the completions that the build has made, without their differences", () => {
    const { changes } = run(install);
    for (const { made, path, what } of MANUAL) {
      expect(content(path)).toBe(readFileSync(join(ROOT, "dist", made), "utf8"));
      const change = changes.find((each) => each.path === join(prefix, path))!;
      expect({ note: change.note, diff: diffOf(change) }).toEqual({ note: what, diff: "" });
    }
    put(MANUAL[0]!.path, `an older one. ${NOTE}`);
    expect(run(install).actions).toEqual({ ...all("unchanged"), [MANUAL[0]!.path]: "replace" });
  });

  test.each(["file", "link"] as const)(
    "leaves a manual that is somebody else's, a %s, and so does uninstall",
    (kind) => {
      const { path } = MANUAL[0]!;
      put("/elsewhere", "mine");
      put(path, "mine");
      if (kind === "link") {
        rmSync(join(prefix, path));
        symlinkSync(join(prefix, "elsewhere"), join(prefix, path));
      }
      expect(run(install).actions).toEqual({ ...all("create"), [path]: "keep" });
      expect(run(uninstall).actions).toEqual({ ...all("remove"), [path]: "keep" });
      expect(content(path)).toBe("mine");
    },
  );

  test("writes nothing in a dry run, and plans the same", () => {
    expect(run(install, { dryRun: true }).actions).toEqual(all("create"));
    expect(existsSync(join(prefix, "etc"))).toBe(false);
  });

  test("names the commands that complete it in the other root", () => {
    expect(run(install).steps).toEqual([
      ["systemd-sysusers", `--root=${prefix}`, "decnet.conf"],
      ["systemctl", `--root=${prefix}`, "enable", "decnet-bus.socket", "decnet-bus.service"],
    ]);
  });

  test("quotes a path with spaces", () => {
    const unit = renderFile("decnet-bus.service", { node: "/opt/my node", script: "/opt/decnet.js" });
    expect(unit).toContain('\nExecStart="/opt/my node" /opt/decnet.js bus ');
  });
});

describe("install refuses", () => {
  test.each([
    ["/home/anna/.nvm/node", "ProtectHome=yes"],
    ["/root/node", "ProtectHome=yes"],
    ["/tmp/node", "PrivateTmp=yes"],
    ["/var/tmp/node", "PrivateTmp=yes"],
  ])("a Node in %s, which the sandbox hides, and writes nothing", (node, line) => {
    expect(() => run(install, { program: { ...PROGRAM, node } })).toThrow(busError("INVALID_CONFIG", line));
    expect(() => run(install, { program: { ...PROGRAM, script: node } })).toThrow(busError("INVALID_CONFIG", line));
    expect(existsSync(join(prefix, "etc"))).toBe(false);
  });

  test("in a dry run too, after it has shown what it would do", () => {
    const observed = new Observed();
    const program = { ...PROGRAM, node: "/home/anna/node" };
    expect(() => install({ prefix, dryRun: true, now: false, program }, observed)).toThrow(busError("INVALID_CONFIG"));
    expect(observed.actions).toEqual(all("create"));
  });

  test("a package that not everybody may read", () => {
    // Outside of what is hidden; there is hardly a file that no Linux lets everybody read but this.
    expect(() => run(install, { program: { ...PROGRAM, script: "/etc/shadow" } })).toThrow(
      busError("INVALID_CONFIG", "only its owner or group may read it"),
    );
  });

  test.each(["/opt/no%de", "/opt/no$de", '/opt/no"de', "/opt/no\nde", String.raw`/opt/no\de`])(
    "the path %j",
    (node) => {
      expect(() => run(install, { program: { ...PROGRAM, node } })).toThrow(busError("INVALID_CONFIG", "characters"));
    },
  );

  test("to hide the units of a package of the system", () => {
    put("/usr/lib/systemd/system/decnet-bus.service", "");
    expect(() => run(install)).toThrow(busError("INVALID_CONFIG", "apt remove decnet-bus"));
  });

  test("a masked unit", () => {
    mkdirSync(dirname(join(prefix, SERVICE)), { recursive: true });
    symlinkSync("/dev/null", join(prefix, SERVICE));
    expect(() => run(install)).toThrow(busError("INVALID_CONFIG", "systemctl unmask"));
  });

  test("to write through a link, or over a folder", () => {
    put("/elsewhere", "mine");
    mkdirSync(dirname(join(prefix, SERVICE)), { recursive: true });
    symlinkSync(join(prefix, "elsewhere"), join(prefix, SERVICE));
    expect(() => run(install)).toThrow(busError("INVALID_CONFIG", "is a symbolic link to"));
    rmSync(join(prefix, SERVICE));
    mkdirSync(join(prefix, SERVICE));
    expect(() => run(install)).toThrow(busError("INVALID_CONFIG", "is no file"));
    expect(content("/elsewhere")).toBe("mine");
  });

  test("a file where a folder should be", () => {
    put("/etc", "");
    expect(() => run(install)).toThrow(busError("INVALID_CONFIG", "cannot be a folder"));
  });

  test("where it may not write", () => {
    const nowhere = { prefix: "/sys", dryRun: false, now: false, program: PROGRAM };
    expect(() => install(nowhere, new Observed())).toThrow(busError("PERMISSION_DENIED", "Run it as root (sudo)"));
  });
});

describe("uninstall", () => {
  test("removes what install wrote, and what enabling linked", () => {
    run(install);
    const link = "/etc/systemd/system/sockets.target.wants/decnet-bus.socket";
    mkdirSync(dirname(join(prefix, link)));
    symlinkSync("/etc/systemd/system/decnet-bus.socket", join(prefix, link));
    expect(run(uninstall).actions).toEqual({ ...all("remove"), [link]: "remove" });
    for (const path of [...[...FILES, ...MANUAL].map((file) => file.path), link]) {
      expect(lstatSync(join(prefix, path), { throwIfNoEntry: false })).toBeUndefined();
    }
  });

  test("keeps a bus.env that was edited, and says so", () => {
    run(install);
    put(ENV, "DECNET_BUS_QUEUE_EVENTS=7\n");
    const { actions, changes } = run(uninstall);
    expect(actions).toEqual({ ...all("remove"), [ENV]: "keep" });
    expect(changes.find(({ action }) => action === "keep")?.note).toContain("edited");
    expect(content(ENV)).toBe("DECNET_BUS_QUEUE_EVENTS=7\n");
  });

  test("does nothing where nothing is installed, or the second time", () => {
    expect(run(uninstall).actions).toEqual(all("unchanged"));
    run(install);
    run(uninstall);
    expect(run(uninstall).actions).toEqual(all("unchanged"));
  });

  test("removes nothing in a dry run", () => {
    run(install);
    expect(run(uninstall, { dryRun: true }).actions).toEqual(all("remove"));
    expect(existsSync(join(prefix, SERVICE))).toBe(true);
  });

  test("leaves a link of somebody else, and other units", () => {
    run(install);
    const link = "/etc/systemd/system/sockets.target.wants/decnet-bus.socket";
    mkdirSync(dirname(join(prefix, link)));
    symlinkSync("/opt/other.socket", join(prefix, link));
    put("/etc/systemd/system/other.service", "");
    run(uninstall);
    expect(lstatSync(join(prefix, link)).isSymbolicLink()).toBe(true);
    expect(existsSync(join(prefix, "/etc/systemd/system/other.service"))).toBe(true);
  });
});
