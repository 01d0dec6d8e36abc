// systemd/bus.env shows every setting with its default, commented out: what it shows must be what the daemon takes, and would do anyway.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LIMIT_VARIABLES, readConfigFile } from "../../src/daemon/config-file.ts";
import { resolveSettings } from "../../src/daemon/settings.ts";
import { ROOT } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const template = readFileSync(join(ROOT, "systemd/bus.env"), "utf8");

test("it sets nothing", () => {
  expect(template.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
});

test("it shows each limit, and what else can be set", () => {
  const shown = [...template.matchAll(/^#(DECNET_\w+)=/gm)].map(([, name]) => name);
  const others = ["SOCKET", "GROUP", "HEARTBEAT", "LOG_LEVEL", "METRICS", "ENABLED", "TYPE"].map(
    (name) => `DECNET_BUS_${name}`,
  );
  expect(new Set(shown)).toEqual(new Set([...Object.values(LIMIT_VARIABLES), ...others]));
});

test("what it shows is the default", () => {
  const file = join(temporaryFolder(), "bus.env");
  writeFileSync(file, template.replaceAll(/^#(?=DECNET_)/gm, ""));
  const settings = resolveSettings({}, {}, readConfigFile(file));
  expect(settings).toEqual({ ...resolveSettings({}, {}), socket: "/run/decnet/bus.sock" });
});
