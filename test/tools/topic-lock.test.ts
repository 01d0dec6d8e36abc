// The lock, held against planted changes of the proto: what breaks a subscriber is named, what does not passes.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PROJECT_ROOT } from "../../tools/run-buf.ts";
import { withTempFolder } from "../../tools/temp-folder.ts";
import { checkLock, type LockedTopic } from "../../tools/topic-lock/check-lock.ts";
import { readLock, updateLock } from "../../tools/topic-lock/lock-file.ts";
import { readImage } from "../../tools/topic-lock/read-image.ts";
import { compileImage } from "./protoc-gen-decnet-topics/compile.ts";
import { declare } from "./protoc-gen-decnet-topics/declare.ts";

const STATUS: LockedTopic = { template: "topology.{}.status", message: "acme.Status", eventType: "status" };
const LOG: LockedTopic = { template: "log", message: "acme.Log", eventType: "log" };
const LOCKED = [STATUS, LOG];

const logProto = declare("Log", { template: "log", builder: "log", event_type: "log", constant: "LOG" });

describe("checkLock", () => {
  test("passes when nothing changed, in whatever order", () => {
    expect(checkLock(LOCKED, LOCKED.toReversed())).toEqual({ violations: [], added: [] });
  });

  test("passes when a family was added, and says which", () => {
    const alive: LockedTopic = { template: "alive", message: "acme.Alive", eventType: "alive" };
    expect(checkLock(LOCKED, [alive, ...LOCKED])).toEqual({ violations: [], added: [alive] });
  });

  test("finds a renamed topic and says both names", () => {
    expect(checkLock(LOCKED, [{ ...STATUS, template: "topology.{}.state" }, LOG]).violations).toEqual([
      "topology.{}.status (acme.Status) was renamed to topology.{}.state. Subscribers of the old name would hear nothing. Put the old template back; a new name is a new family with a message of its own.",
    ]);
  });

  test("finds a removed topic", () => {
    expect(checkLock(LOCKED, [LOG]).violations).toEqual([
      "topology.{}.status (acme.Status) was removed. Its subscribers would hear nothing. Put it back; a family that nobody publishes any more stays declared.",
    ]);
  });

  test("finds a topic that was given to another message", () => {
    expect(checkLock(LOCKED, [{ ...STATUS, message: "acme.State" }, LOG]).violations).toEqual([
      "topology.{}.status was given to acme.State; it carried acme.Status. A subscriber would decode the one as the other. Give it back, and declare acme.State under a template of its own.",
    ]);
  });

  test("finds two topics that changed places", () => {
    const swapped = [
      { ...STATUS, message: LOG.message },
      { ...LOG, message: STATUS.message },
    ];
    expect(checkLock(LOCKED, swapped).violations).toHaveLength(2);
  });

  test("finds a changed event type", () => {
    expect(checkLock(LOCKED, [{ ...STATUS, eventType: "state" }, LOG]).violations).toEqual([
      'topology.{}.status (acme.Status) has the event type "state"; it had "status". Subscribers tell events apart by it. Put "status" back.',
    ]);
  });
});

describe("updateLock", () => {
  test("begins a lock, adds to it, and keeps it sorted", async () => {
    await withTempFolder((folder) => {
      const path = join(folder, "lock.json");
      updateLock(path, [STATUS]);
      updateLock(path, LOCKED);
      expect(readLock(path)).toEqual([LOG, STATUS]);
    });
  });

  test("leaves the file alone when a promise is broken, also if there is something to add", async () => {
    await withTempFolder((folder) => {
      const path = join(folder, "lock.json");
      updateLock(path, [STATUS]);
      const before = readFileSync(path, "utf8");
      expect(updateLock(path, [LOG]).violations).toHaveLength(1);
      expect(readFileSync(path, "utf8")).toBe(before);
    });
  });

  test("refuses a file that is no lock", async () => {
    await withTempFolder((folder) => {
      const path = join(folder, "lock.json");
      for (const text of ["not JSON", "{}", `{ "topics": [{ "template": "a" }] }`]) {
        writeFileSync(path, text);
        expect(() => updateLock(path, LOCKED)).toThrow("cannot be read as a topic lock. Restore it from git.");
      }
    });
  });
});

describe("readImage", () => {
  test("reads what was declared; the name of a placeholder is no promise", async () => {
    await withTempFolder(async (folder) => {
      const image = await plant(folder, declare("Status", { template: "topology.{id}.status" }) + logProto);
      expect(readImage(image)).toEqual(LOCKED);
    });
  });
});

describe("the command", () => {
  test("fails on a rename in the proto, changes nothing, and says what to do", async () => {
    await withTempFolder(async (folder) => {
      const image = await plant(folder, declare("Status", { template: "topology.{topology_id}.state" }) + logProto);
      const lock = join(folder, "lock.json");
      updateLock(lock, [STATUS]);
      for (const command of ["check", "update"]) {
        const run = topicLock(command, image, "--lock", lock);
        expect(run.status).toBe(1);
        expect(run.stderr).toContain("topology.{}.status (acme.Status) was renamed to topology.{}.state.");
      }
      expect(readLock(lock)).toEqual([STATUS]);
    });
  });

  test("passes when a family was added, and adds it on update only", async () => {
    await withTempFolder(async (folder) => {
      const image = await plant(folder, declare("Status") + logProto);
      const lock = join(folder, "lock.json");
      updateLock(lock, [STATUS]);
      expect(topicLock("check", image, "--lock", lock).status).toBe(0);
      expect(readLock(lock)).toEqual([STATUS]);
      expect(topicLock("update", image, "--lock", lock).status).toBe(0);
      expect(readLock(lock)).toEqual([LOG, STATUS]);
    });
  });

  test("does not take a missing lock for an empty one", async () => {
    await withTempFolder(async (folder) => {
      const image = await plant(folder, declare("Status"));
      const lock = join(folder, "lock.json");
      const run = topicLock("check", image, "--lock", lock);
      expect(run.status).toBe(1);
      expect(run.stderr).toContain("is missing. Restore it from git");
      expect(existsSync(lock)).toBe(false);
    });
  });
});

async function plant(folder: string, proto: string): Promise<string> {
  const path = join(folder, "image.binpb");
  writeFileSync(path, await compileImage({ "acme/a.proto": proto }));
  return path;
}

function topicLock(...args: readonly string[]): { status: number | null; stderr: string } {
  const main = join(PROJECT_ROOT, "tools", "topic-lock", "main.ts");
  return spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });
}
