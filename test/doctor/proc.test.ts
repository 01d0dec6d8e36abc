import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { busProcesses, environmentIn, listeningIn, maxFilesIn, stateIn } from "../../src/doctor/proc.ts";
import { unitsIn } from "../../src/doctor/systemd.ts";
import { startDaemon } from "../support/daemon.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const NET_UNIX = `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 4242 /run/decnet/bus.sock
0000000000000000: 00000003 00000000 00000000 0001 03 4243 /run/decnet/bus.sock
0000000000000000: 00000002 00000000 00010000 0005 01 17 /run/udev/control
0000000000000000: 00000002 00000000 00010000 0001 01 18 with blank/b.sock
`;

describe("what /proc says", () => {
  test.each([
    ["1 (systemd) S 0 1", "S"],
    ["2 (a) b) T 3 (x) T 0 1", "T"],
    ["", ""],
  ])("of a state: %j is %j", (stat, state) => {
    expect(stateIn(stat)).toBe(state);
  });

  test("of an environment, in which a value may hold anything but zero", () => {
    expect(environmentIn("A=1\0B=x=y\nz\0=odd\0none\0C=\0")).toEqual({ A: "1", B: "x=y\nz", C: "" });
  });

  test("of files that may be open", () => {
    expect(
      maxFilesIn(
        "Max processes   1   2  \nMax open files            1024                 4096                 files\n",
      ),
    ).toBe(1_024);
    expect(maxFilesIn("Max open files            unlimited            unlimited            files\n")).toBe(Infinity);
    expect(maxFilesIn("")).toBeUndefined();
  });

  test("of stream sockets that listen, and of no other", () => {
    expect([...listeningIn(NET_UNIX)]).toEqual([
      ["4242", "/run/decnet/bus.sock"],
      ["18", "with blank/b.sock"],
    ]);
  });
});

describe("the processes that are buses", () => {
  /** A /proc with these processes, by number, with words of their command line. */
  function procOf(commands: Readonly<Record<number, readonly string[]>>): string {
    const root = temporaryFolder();
    mkdirSync(join(root, "net"));
    writeFileSync(join(root, "net/unix"), NET_UNIX);
    for (const [pid, words] of Object.entries(commands)) {
      mkdirSync(join(root, pid, "fd"), { recursive: true });
      writeFileSync(join(root, pid, "cmdline"), words.map((word) => `${word}\0`).join(""));
      writeFileSync(join(root, pid, "stat"), `${pid} (node) S 1`);
      symlinkSync("socket:[18]", join(root, pid, "fd/7"));
      symlinkSync("/home/alice", join(root, pid, "cwd"));
    }
    return root;
  }

  test("are found by the path that clients use, and not by the private one that the kernel lists", async () => {
    const root = procOf({ 311: ["decnet", "bus"] });
    const listed = NET_UNIX.replace("with blank/b.sock", "/run/decnet/.bus-a1B2c3/bus.sock");
    writeFileSync(join(root, "net/unix"), listed);
    await expect(busProcesses(root)).resolves.toMatchObject([{ pid: 311, sockets: ["/run/decnet/bus.sock"] }]);
  });

  test.each([
    ["an installed one", ["/usr/bin/node", "/usr/bin/decnet", "bus"], []],
    ["one of a checkout, with flags", ["node", "bin/decnet.js", "bus", "--socket", "/b"], ["--socket", "/b"]],
    ["one of a .deb", ["/usr/lib/decnet-bus/node", "/usr/lib/decnet-bus/bin/decnet.js", "bus", "-H5"], ["-H5"]],
  ])("are found: %s", async (_what, words, args) => {
    const [found] = await busProcesses(procOf({ 311: words }));
    // A path that was given relatively is seen from where the process is.
    expect(found).toMatchObject({
      pid: 311,
      state: "S",
      args,
      sockets: ["/home/alice/with blank/b.sock"],
      env: undefined,
    });
  });

  test.each([
    ["a client", ["node", "/usr/bin/decnet", "bus", "sub", ">"]],
    ["the doctor", ["node", "/usr/bin/decnet", "bus", "doctor"]],
    ["another program", ["vim", "decnet", "bus.md"]],
    ["a kernel thread", []],
  ])("are not %s", async (_what, words) => {
    await expect(busProcesses(procOf({ 311: words }))).resolves.toEqual([]);
  });

  test("are none on a host without /proc", async () => {
    await expect(busProcesses("/proc/nonexistent")).resolves.toEqual([]);
  });

  test("are real ones, too", async () => {
    await using daemon = await startDaemon();
    const find = async () => (await busProcesses()).find(({ pid }) => pid === daemon.process.pid);
    await expect(find()).resolves.toMatchObject({ sockets: [daemon.socket], env: { HOME: "/proc/nonexistent" } });
    daemon.process.kill("SIGSTOP");
    // It is stopped when the kernel says so to its parent.
    while ((await find())?.state !== "T") await new Promise(setImmediate);
    daemon.process.kill("SIGCONT");
  });
});

test("systemctl show is read by paragraphs", () => {
  const show = `Id=decnet-bus.service
LoadState=loaded
ActiveState=failed
UnitFileState=enabled
MainPID=0
Result=exit-code
NRestarts=3

Id=decnet-bus.socket
LoadState=not-found
ActiveState=inactive
UnitFileState=
Result=success
`;
  expect(unitsIn(show)).toEqual([
    {
      id: "decnet-bus.service",
      load: "loaded",
      active: "failed",
      enabled: "enabled",
      mainPid: 0,
      result: "exit-code",
      restarts: 3,
    },
    {
      id: "decnet-bus.socket",
      load: "not-found",
      active: "inactive",
      enabled: "",
      mainPid: 0,
      result: "success",
      restarts: 0,
    },
  ]);
  expect(unitsIn("")).toEqual([]);
});
