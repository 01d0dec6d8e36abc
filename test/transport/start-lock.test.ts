import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withStartLock } from "../../src/transport/start-lock.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const UNTIL_FREE = { retryMs: 1, patienceMs: Number.POSITIVE_INFINITY };

/** A path that no other test has; nothing is ever there. */
function somePath(): string {
  return join(temporaryFolder(), "bus.sock");
}

describe("the start lock", () => {
  test("lets one in at a time, and everybody in the end", async () => {
    const path = somePath();
    let inside = 0;
    const critical = async (): Promise<number> => {
      inside++;
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      return inside--;
    };
    const counts = await Promise.all(Array.from({ length: 5 }, () => withStartLock(path, critical, UNTIL_FREE)));
    expect(counts).toEqual([1, 1, 1, 1, 1]);
  });

  test("of one path does not hold up another", async () => {
    const inner = (): Promise<string> => withStartLock(somePath(), () => Promise.resolve("inner"), UNTIL_FREE);
    await expect(withStartLock(somePath(), inner)).resolves.toBe("inner");
  });

  test("that somebody else holds delays a start and does not prevent it", async () => {
    const path = somePath();
    const inner = (): Promise<string> =>
      withStartLock(path, () => Promise.resolve("in"), { retryMs: 1, patienceMs: 5 });
    await expect(withStartLock(path, inner)).resolves.toBe("in");
  });

  test("is released when what it guards fails", async () => {
    const path = somePath();
    await expect(withStartLock(path, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(isFree(path)).resolves.toBe(true);
  });

  test("is held while what it guards runs, and only then", async () => {
    const path = somePath();
    await withStartLock(path, async () => expect(await isFree(path)).toBe(false));
    await expect(isFree(path)).resolves.toBe(true);
  });
});

/** Looks at the name in the abstract namespace itself, as a daemon of another version would. */
async function isFree(path: string): Promise<boolean> {
  const server = createServer().listen(`\0decnet-bus-start-${createHash("sha256").update(path).digest("hex")}`);
  try {
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
