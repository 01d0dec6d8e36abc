import { readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { createRecordingFile, recordingPipe, refuseTerminal, wholeEntries } from "../../src/cli/recording-file.ts";
import { joined, sized } from "../support/bytes.ts";
import { settled } from "../support/settled.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("a recording's file", () => {
  test("is its owner's alone, and holds what was written", async () => {
    const path = join(temporaryFolder(), "bus.rec");
    const file = await createRecordingFile(path, false);
    await file.write(Uint8Array.of(1, 9));
    await file.write(Uint8Array.of(2, 8, 8));
    await file.close();
    expect([...readFileSync(path)]).toEqual([1, 9, 2, 8, 8]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("does not take the place of another, nor of what a link names, unless it is forced", async () => {
    const folder = temporaryFolder();
    const [path, link] = [join(folder, "precious"), join(folder, "link")];
    writeFileSync(path, "precious");
    symlinkSync(path, link);
    for (const taken of [path, link])
      await expect(createRecordingFile(taken, false)).rejects.toThrow(`${taken} exists already`);
    expect(readFileSync(path, "utf8")).toBe("precious");
    const file = await createRecordingFile(path, true);
    await file.close();
    expect(readFileSync(path, "utf8")).toBe("");
  });

  test("that cannot be written says so, with its name and the system's code", async () => {
    const file = await createRecordingFile("/dev/full", true);
    await expect(file.write(Uint8Array.of(1, 9))).rejects.toMatchObject({
      message: expect.stringContaining(
        "/dev/full cannot be written; what was recorded before is kept in it.",
      ) as string,
      code: "ENOSPC",
      syscall: "write",
    });
  });

  test("need not be one that a disk keeps", async () => {
    const file = await createRecordingFile("/dev/null", true);
    await file.write(Uint8Array.of(1, 9));
    await expect(file.close()).resolves.toBeUndefined();
  });

  test("that cannot be made is the system's error, and no other", async () => {
    const path = join(temporaryFolder(), "missing/bus.rec");
    await expect(createRecordingFile(path, false)).rejects.toMatchObject({ code: "ENOENT", syscall: "open" });
  });

  test.each([
    [0, 0],
    [2, 0],
    [3, 3],
    [4, 3],
    [302, 3],
    [305, 305],
    [306, 305],
    [307, 307],
  ])("of %d bytes that the disk took keeps the %d of whole entries", (written, kept) => {
    const bytes = joined([sized(Uint8Array.of(1, 2)), sized(new Uint8Array(300)), sized(Uint8Array.of(1))]);
    expect(wholeEntries(bytes, written)).toBe(kept);
  });
});

test("a recording is not written to a terminal", () => {
  expect(() => refuseTerminal({ isTTY: true }, "stdout")).toThrow("stdout is a terminal");
  expect(() => refuseTerminal({}, "stdout")).not.toThrow();
});

describe("a recording's pipe", () => {
  test("takes the next bytes when it has taken the last ones", async () => {
    const taken: (() => void)[] = [];
    const written: number[][] = [];
    const pipe = recordingPipe(
      new Writable({
        write: (bytes: Uint8Array, _encoding, done) => {
          written.push([...bytes]);
          taken.push(done);
        },
      }),
    );
    let told = false;
    const write = pipe.write(Uint8Array.of(1, 9)).then(() => (told = true));
    await settled();
    expect({ written, told }).toEqual({ written: [[1, 9]], told: false });
    taken[0]!();
    await write;
    await pipe.close();
  });

  test("that nobody reads any more is the stream's own error", async () => {
    const stream = new Writable({ write: (_bytes, _encoding, done) => done(new Error("EPIPE")) });
    stream.on("error", () => {});
    await expect(recordingPipe(stream).write(Uint8Array.of(1))).rejects.toThrow("EPIPE");
  });
});
