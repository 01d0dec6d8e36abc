import { once } from "node:events";
import { renameSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { listenOnSocketFile, publishOnSocketFile } from "../../src/daemon/socket-file.ts";
import type { BusErrorCode } from "../../src/errors.ts";
import type { Connection } from "../../src/transport/connection.ts";
import type { UnixListener } from "../../src/transport/unix-listener.ts";
import { connectUnix } from "../../src/transport/unix.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const refuse = (connection: Connection): void => connection.destroy();

/** Listens until the test is over. */
async function listen(path: string, groupId?: number): Promise<UnixListener> {
  const listener = await listenOnSocketFile({ path, groupId }, { accept: refuse });
  onTestFinished(() => listener.close());
  return listener;
}

/** A socket file that nobody listens on, as a killed daemon leaves it. */
async function makeStale(path: string): Promise<void> {
  const server = createServer().listen(path);
  await once(server, "listening");
  // Closing unlinks the path, so the file is elsewhere meanwhile.
  renameSync(path, `${path}.kept`);
  server.close();
  await once(server, "close");
  renameSync(`${path}.kept`, path);
}

function failsWith(code: BusErrorCode, ...texts: readonly string[]): unknown {
  const message = texts.map((text) => expect.stringContaining(text) as string);
  return expect.toSatisfy(
    (error: Error & { code?: string }) => error.code === code && texts.every((text) => error.message.includes(text)),
    `${code}, saying ${JSON.stringify(message)}`,
  );
}

describe("the socket file", () => {
  test("has mode 0660, whatever the umask, which stays as it is", async () => {
    const path = join(temporaryFolder(), "bus.sock");
    const before = process.umask(0o077);
    await listen(path);
    expect(statSync(path).mode & 0o7777).toBe(0o660);
    expect(process.umask(before)).toBe(0o077);
  });

  test("has mode 0660 also if a worker thread makes it, which may not change the umask", async () => {
    const path = join(temporaryFolder(), "bus.sock");
    const source = pathToFileURL(join(import.meta.dirname, "../../src/daemon/socket-file.ts")).href;
    const script = `
      const { parentPort, workerData } = require("node:worker_threads");
      import(workerData.source)
        .then(({ listenOnSocketFile }) => listenOnSocketFile({ path: workerData.path }, { accept() {} }))
        .then(() => "listening", String)
        .then((said) => parentPort.postMessage(said));`;
    const before = process.umask(0);
    const worker = new Worker(script, { eval: true, workerData: { source, path } });
    const [said] = (await once(worker, "message")) as [string];
    process.umask(before);
    expect(said).toBe("listening");
    expect(statSync(path).mode & 0o7777).toBe(0o660);
    await worker.terminate();
  });

  test("is all that there is in its folder, and there is nothing once it is closed", async () => {
    const folder = temporaryFolder();
    const listener = await listen(join(folder, "bus.sock"));
    expect(readdirSync(folder)).toEqual(["bus.sock"]);
    listener.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("takes the place of a stale one in one step: there is always one, and never one that others could use too early", async () => {
    const path = join(temporaryFolder(), "bus.sock");
    await makeStale(path);
    const { ino } = statSync(path);
    const seen: number[] = [];
    let listening = false;
    const done = listen(path).then(() => (listening = true));
    for (let last = false; !last; await new Promise((resolve) => void setImmediate(resolve))) {
      last = listening;
      const stats = statSync(path);
      if (stats.ino !== ino) seen.push(stats.mode & 0o7777);
    }
    await done;
    expect(new Set(seen)).toEqual(new Set([0o660]));
  });

  test("may be gone when it is closed, and its folder as well", async () => {
    const folder = temporaryFolder();
    const listener = await listen(join(folder, "bus.sock"));
    rmSync(folder, { recursive: true });
    expect(() => listener.close()).not.toThrow();
  });

  test("belongs to the group that it shall", async () => {
    const path = join(temporaryFolder(), "bus.sock");
    await listen(path, process.getgid!());
    expect(statSync(path)).toMatchObject({ uid: process.getuid!(), gid: process.getgid!() });
  });

  test("can be connected to, and is gone after it is closed, twice if need be", async () => {
    const path = join(temporaryFolder(), "bus.sock");
    const listener = await listen(path);
    (await connectUnix(path)).destroy();
    listener.close();
    listener.close();
    expect(lstatSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  test.each([
    ["a folder", (path: string) => mkdirSync(path), "a folder"],
    ["a plain file", (path: string) => writeFileSync(path, "precious"), "a file, not a socket"],
    ["a symbolic link to nothing", (path: string) => symlinkSync("/nowhere", path), "a symbolic link"],
    ["a symbolic link to a folder", (path: string) => symlinkSync("/", path), "a symbolic link"],
  ])("is not made where there is %s, which stays", async (_what, make, named) => {
    const path = join(temporaryFolder(), "bus.sock");
    make(path);
    const before = lstatSync(path);
    await expect(listen(path)).rejects.toEqual(failsWith("NOT_A_SOCKET", path, named, "--socket"));
    expect(lstatSync(path)).toMatchObject({ ino: before.ino, mode: before.mode, size: before.size });
  });

  test("is not made through a symbolic link to a stale socket", async () => {
    const folder = temporaryFolder();
    await makeStale(join(folder, "stale.sock"));
    symlinkSync("stale.sock", join(folder, "bus.sock"));
    await expect(listen(join(folder, "bus.sock"))).rejects.toEqual(failsWith("NOT_A_SOCKET", "a symbolic link"));
    expect(readdirSync(folder).toSorted()).toEqual(["bus.sock", "stale.sock"]);
  });

  test("that nobody listens on is replaced", async () => {
    const path = join(temporaryFolder(), "bus.sock");
    await makeStale(path);
    await expect(connectUnix(path)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await listen(path);
    (await connectUnix(path)).destroy();
    expect(statSync(path).mode & 0o7777).toBe(0o660);
  });

  test("that somebody listens on is left alone", async () => {
    const path = join(temporaryFolder(), "bus.sock");
    await listen(path);
    const { ino } = statSync(path);
    await expect(listen(path)).rejects.toEqual(failsWith("ADDRESS_IN_USE", path, "systemctl stop decnet-bus"));
    expect(statSync(path).ino).toBe(ino);
    (await connectUnix(path)).destroy();
  });

  test("has one winner when many start at once over a stale one", async () => {
    for (let round = 0; round < 20; round++) {
      const path = join(temporaryFolder(), "bus.sock");
      await makeStale(path);
      const results = await Promise.allSettled([listen(path), listen(path), listen(path), listen(path)]);
      const lost = results.filter(({ status }) => status === "rejected");
      expect(lost).toEqual(
        Array.from({ length: 3 }, () => ({ status: "rejected", reason: failsWith("ADDRESS_IN_USE") })),
      );
      (await connectUnix(path)).destroy();
    }
  });

  test("has one winner also when its path is spelled in two ways", async () => {
    for (let round = 0; round < 20; round++) {
      const folder = temporaryFolder();
      mkdirSync(join(folder, "real"));
      symlinkSync("real", join(folder, "alias"));
      await makeStale(join(folder, "real/bus.sock"));
      const paths = [join(folder, "real/bus.sock"), join(folder, "alias/bus.sock"), `${folder}/real/./bus.sock`];
      const results = await Promise.allSettled(paths.map((path) => listen(path)));
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      (await connectUnix(paths[0]!)).destroy();
    }
  });

  test.each([
    ["another socket", (path: string) => void createServer().listen(path).unref()],
    ["a plain file", (path: string) => writeFileSync(path, "precious")],
  ])("that was replaced by %s is not removed when it is closed", async (_what, replace) => {
    const path = join(temporaryFolder(), "bus.sock");
    const listener = await listen(path);
    rmSync(path);
    replace(path);
    const { ino } = lstatSync(path);
    listener.close();
    expect(lstatSync(path, { throwIfNoEntry: false })?.ino).toBe(ino);
  });
});

describe("what the system says about the socket file", () => {
  // As a sandbox, or a file system, may refuse it, and whoever has raced us to the path.
  test.each([
    ["EPERM", undefined, failsWith("PERMISSION_DENIED", "as root", '--group ""', "(--socket)")],
    ["EROFS", "--metrics", failsWith("PERMISSION_DENIED", "may not create the socket", "(--metrics)")],
    ["EADDRINUSE", undefined, failsWith("ADDRESS_IN_USE", "systemctl stop decnet-bus")],
    ["EADDRINUSE", "--metrics", failsWith("ADDRESS_IN_USE", "Choose another path (--metrics)")],
  ] as const)("%s, for %s, comes with what to do; nothing stays", async (code, option, said) => {
    const folder = temporaryFolder();
    const file = { path: join(folder, "bus.sock"), groupId: undefined, ...(option && { option }) };
    const bind = (): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
    await expect(publishOnSocketFile(file, bind)).rejects.toEqual(said);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is passed on if nobody has foreseen it", async () => {
    const error = Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
    const file = { path: join(temporaryFolder(), "bus.sock"), groupId: undefined };
    await expect(publishOnSocketFile(file, () => Promise.reject(error))).rejects.toBe(error);
  });

  test("is said of a folder in which nothing can be made, and of a home", async () => {
    await expect(listen("/sys/bus.sock")).rejects.toEqual(failsWith("PERMISSION_DENIED", "/sys/bus.sock"));
    vi.stubEnv("HOME", "/sys");
    await expect(listen("/sys/.decnet/bus.sock")).rejects.toEqual(failsWith("PERMISSION_DENIED", "/sys/.decnet"));
  });
});

describe("the folder of the socket", () => {
  test("is not made for the operator", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "missing/bus.sock");
    await expect(listen(path)).rejects.toEqual(
      failsWith("NO_SUCH_FOLDER", join(folder, "missing"), "install -d", "RuntimeDirectory="),
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(["file/bus.sock", "file/below/bus.sock"])(
    "is refused if there is a file in its place: %s",
    async (path) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, "file"), "");
      await expect(listen(join(folder, path))).rejects.toEqual(failsWith("NO_SUCH_FOLDER"));
    },
  );

  test("is made if it is ~/.decnet, for the user alone, also by two at once", async () => {
    const home = temporaryFolder();
    vi.stubEnv("HOME", home);
    await Promise.all([listen(join(home, ".decnet/a.sock")), listen(`${home}/.decnet//b.sock`)]);
    expect(statSync(join(home, ".decnet")).mode & 0o7777).toBe(0o700);
  });

  test("that is ~/.decnet is used as it is found", async () => {
    const home = temporaryFolder();
    vi.stubEnv("HOME", home);
    mkdirSync(join(home, ".decnet"), { mode: 0o750 });
    await listen(join(home, ".decnet/bus.sock"));
    expect(statSync(join(home, ".decnet")).mode & 0o7777).toBe(0o750);
  });

  // A daemon's user often has a home that does not exist; one that runs as root must not make it.
  test("is not made in a home that does not exist", async () => {
    const home = join(temporaryFolder(), "nonexistent");
    vi.stubEnv("HOME", home);
    await expect(listen(join(home, ".decnet/bus.sock"))).rejects.toEqual(failsWith("NO_SUCH_FOLDER", home));
    expect(lstatSync(home, { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe("the socket's path", () => {
  const padded = (folder: string, bytes: number): string => join(folder, "ä".padEnd(bytes - folder.length - 2, "x"));

  test("may have 107 bytes", async () => {
    const path = padded(temporaryFolder(), 107);
    await listen(path);
    expect(Buffer.byteLength(path)).toBe(107);
    expect(lstatSync(path).isSocket()).toBe(true);
  });

  test("may not have 108, which the kernel would cut off", async () => {
    const folder = temporaryFolder();
    const path = padded(folder, 108);
    await expect(listen(path)).rejects.toEqual(failsWith("INVALID_CONFIG", "108 bytes", "at most 107", path));
    expect(readdirSync(folder)).toEqual([]);
  });

  test("may be in a folder with 93 bytes, and not in a longer one", async () => {
    const [folder, longer] = [padded(temporaryFolder(), 93), padded(temporaryFolder(), 94)];
    for (const each of [folder, longer]) mkdirSync(each);
    await listen(join(folder, "b.sock"));
    const refused = failsWith("INVALID_CONFIG", "94 bytes", "at most 93", longer);
    await expect(listen(join(longer, "b.sock"))).rejects.toEqual(refused);
  });
});
