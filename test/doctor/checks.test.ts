// Each check by itself: what was seen in, the verdict out.

import { describe, expect, test } from "vitest";
import { CHECKS } from "../../src/doctor/diagnose.ts";
import type { Facts } from "../../src/doctor/facts.ts";
import { type Finding, worstTrouble } from "../../src/doctor/finding.ts";
import { BusError } from "../../src/errors.ts";
import { answers, API, busProcess, client, facts, MUTATOR, units, unreachable } from "../support/doctor-facts.ts";

type Name = keyof typeof CHECKS;

function judge(name: Name, fields: Partial<Facts>): string {
  const { verdict, seen, mend } = CHECKS[name](facts(fields));
  return `${verdict}: ${seen}${mend === undefined ? "" : ` → ${mend}`}`;
}

test.each(Object.keys(CHECKS) as Name[])("%s finds nothing where all is well", (name) => {
  expect(judge(name, {})).toMatch(/^pass: /);
});

const NOTHING = { answer: unreachable("ENOENT"), found: { kind: "missing" }, processes: [] } as const;

test.each((Object.keys(CHECKS) as Name[]).filter((name) => !["socket", "service"].includes(name)))(
  "%s does not blame what cannot be seen without a bus",
  (name) => {
    expect(judge(name, NOTHING)).toMatch(/^(?:pass|skipped): /);
  },
);

describe.each<[Name, string, Partial<Facts>, RegExp]>([
  [
    "shell",
    "a bus that is switched off",
    { env: { DECNET_BUS_ENABLED: "false" } },
    /^warn: DECNET_BUS_ENABLED=false .* → unset/,
  ],
  ["shell", "a fake one", { env: { DECNET_BUS_TYPE: "fake" } }, /^warn: DECNET_BUS_TYPE=fake .* → unset/],
  ["shell", "a value that is none", { env: { DECNET_BUS_ENABLED: "maybe" } }, /^fail: DECNET_BUS_ENABLED is "maybe"/],
  ["socket", "none", NOTHING, /^fail: what \(DECNET_BUS_SOCKET\) → way$/],
  [
    "socket",
    "a folder instead",
    { answer: unreachable("ECONNREFUSED"), found: { kind: "folder", uid: 0, gid: 0, mode: 0o755 } },
    /^fail: what/,
  ],
  [
    "socket",
    "what cannot be seen",
    { answer: unreachable("EACCES"), found: { kind: "hidden" } },
    /^skipped: .* closed/,
  ],
  [
    "access",
    "a user who may not",
    { answer: unreachable("EACCES", "alice is not in the group", "usermod") },
    /^fail: alice is not in the group → usermod$/,
  ],
  [
    "access",
    "everybody who may",
    { found: { kind: "socket", uid: 0, gid: 900, mode: 0o666 } },
    /^warn: mode 0666.*every user.* → chmod 0660/,
  ],
  [
    "access",
    "root",
    { me: { uid: 0, name: "root", ownGroup: 0, groups: new Set([0]) } },
    /^pass: .*root is its owner$/,
  ],
  ["service", "a host without systemd", { units: undefined }, /^skipped/],
  [
    "service",
    "a unit that is not running",
    { answer: unreachable("ECONNREFUSED"), units: units({ active: "inactive" }, { active: "inactive" }) },
    /^fail: decnet-bus\.service is not running.* → sudo systemctl start/,
  ],
  [
    "service",
    "one that is neither running nor enabled",
    { ...NOTHING, units: units({ active: "inactive", enabled: "disabled" }, { active: "inactive" }) },
    /→ sudo systemctl enable --now/,
  ],
  [
    "service",
    "a unit that is not there",
    { ...NOTHING, units: units({ load: "not-found" }) },
    /^fail: .*not installed.* → sudo decnet bus install/,
  ],
  ["service", "a unit that is not there, and not needed", { units: units({ load: "not-found" }) }, /^skipped/],
  [
    "service",
    "one that has failed",
    { ...NOTHING, units: units({ active: "failed", result: "exit-code", restarts: 9 }) },
    /^fail: .*failed \(exit-code, 9 restarts\).*journalctl/,
  ],
  ["service", "one that is masked", { ...NOTHING, units: units({ load: "masked" }) }, /unmask/],
  [
    "service",
    "one that is restarted for ever",
    { ...NOTHING, units: units({ active: "activating", restarts: 40 }, { active: "inactive" }) },
    /^fail: .*activating; 40 restarts/,
  ],
  [
    "service",
    "one that waits for its first client",
    { units: units({ active: "inactive" }) },
    /^pass: decnet-bus\.socket listens/,
  ],
  [
    "service",
    "one that is not enabled",
    { units: units({ enabled: "disabled" }) },
    /^warn: .*does not come back.* → sudo systemctl enable/,
  ],
  [
    "service",
    "a bus that runs by hand beside it",
    { units: units({ active: "inactive" }, { active: "inactive" }) },
    /^warn: .*by hand/,
  ],
  [
    "process",
    "one that is stopped",
    { processes: [busProcess({ state: "T" })] },
    /^fail: .*process 311.* is stopped.* → kill -CONT 311$/,
  ],
  ["process", "one in a debugger", { processes: [busProcess({ state: "t" })] }, /by a debugger/],
  [
    "process",
    "one of somebody else, found by systemd's word",
    { processes: [busProcess({ sockets: undefined }), busProcess({ pid: 4, sockets: undefined })] },
    /^pass: the bus is process 311/,
  ],
  [
    "process",
    "one of somebody else that nobody names",
    { units: undefined, processes: [busProcess({ sockets: undefined }), busProcess({ pid: 4, sockets: undefined })] },
    /^skipped: .*root can/,
  ],
  [
    "answer",
    "a bus that hangs",
    { answer: { kind: "hangs", seconds: 5 } },
    /^fail: the bus hangs.*5 s → see process 311 \(state S\)/,
  ],
  [
    "answer",
    "a bus that hangs, of somebody else",
    { answer: { kind: "hangs", seconds: 5 }, processes: [] },
    /root to see more/,
  ],
  [
    "answer",
    "a stale socket",
    { answer: unreachable("ECONNREFUSED", "nobody listens", "start it") },
    /^fail: nobody listens → start it$/,
  ],
  [
    "answer",
    "a bus that is full",
    { answer: { kind: "refuses", error: new BusError("TOO_MANY_CONNECTIONS", "The bus refused.") } },
    /^fail: The bus refused\. → .*--max-connections/,
  ],
  [
    "elsewhere",
    "a bus where others look",
    { elsewhere: [{ path: "/home/a/.decnet/bus.sock", usual: true }] },
    /^warn: another bus listens on \/home\/a.*DECNET_BUS_SOCKET=\/run\/decnet\/bus\.sock/,
  ],
  ["elsewhere", "somebody's experiment", { elsewhere: [{ path: "/tmp/b", usual: false }] }, /^pass: .*\/tmp\/b/],
  [
    "elsewhere",
    "the only bus that there is",
    { answer: unreachable("ENOENT"), elsewhere: [{ path: "/tmp/b", usual: false }] },
    /^fail: nobody serves \/run.*\/tmp\/b: two DECNET_BUS_SOCKET that disagree → .*DECNET_BUS_SOCKET=\/tmp\/b/,
  ],
  [
    "elsewhere",
    "many",
    { answer: unreachable("ENOENT"), elsewhere: ["/1", "/2", "/3", "/4"].map((path) => ({ path, usual: false })) },
    /\/1, \/2, \/3 and 1 more/,
  ],
  [
    "environment",
    "another path",
    { answer: unreachable("ENOENT"), processes: [busProcess({ sockets: ["/x"], env: { DECNET_BUS_SOCKET: "/x" } })] },
    /^warn: DECNET_BUS_SOCKET is "\/x" for the bus \(process 311\), and "\/run\/decnet\/bus\.sock" in this shell → .*EnvironmentFile/,
  ],
  ["environment", "what cannot be read", { processes: [busProcess({ env: undefined })] }, /^skipped: .*root can/],
  [
    "environment",
    "one that comes to the same",
    { env: {}, socket: { path: "/run/decnet/bus.sock", origin: "default" } },
    /^pass: .*same socket/,
  ],
  [
    "version",
    "an older bus",
    { answer: answers({ server: "decnet-bus/0.9.0" }) },
    /^warn: the bus is decnet-bus\/0\.9\.0, this command decnet-bus\/1\.0\.0.*restart/,
  ],
  [
    "version",
    "an older worker",
    { answer: answers({ connections: [client({ clientLibrary: "decnet-bus/0.9.0 node/24" }), MUTATOR] }) },
    /^warn: .*worker \(decnet-bus\/0\.9\.0/,
  ],
  [
    "heartbeat",
    "none",
    { answer: answers({ busiestTopics: [] }) },
    /^warn: no system\.bus\.health in 7200 s.*--heartbeat 10/,
  ],
  ["heartbeat", "none yet", { answer: answers({ busiestTopics: [], uptimeS: 3 }) }, /^skipped: the bus is up for 3 s/],
  [
    "heartbeat",
    "sixteen busier topics",
    {
      answer: answers({
        busiestTopics: Array.from({ length: 16 }, (_, index) => ({ topic: `t.${index}`, eventsIn: 9 })),
      }),
    },
    /^skipped: .*decnet bus sub/,
  ],
  [
    "drops",
    "who loses now",
    {
      answer: answers({
        connections: [client({ clientName: "slow", pid: 5, eventsDropped: 99, eventsDroppedPerS: 12.4 })],
      }),
    },
    /^warn: .*slow\[5\] 12\/s.* → speed up/,
  ],
  [
    "drops",
    "who has lost",
    {
      answer: answers({
        totals: { ...totals(), eventsDropped: 99 },
        connections: [client({ clientName: "slow", pid: 5, eventsDropped: 99 })],
      }),
    },
    /^pass: nobody loses events now; 99 were lost.*slow\[5\] 99/,
  ],
  [
    "connections",
    "nearly all",
    { answer: answers({ totals: { ...totals(), connections: 900 } }) },
    /^warn: 900 connections of 1024/,
  ],
  [
    "connections",
    "a limit that was set",
    { answer: answers({ maxConnections: 2 }) },
    /^warn: 2 connections of 2 → .*or raise --max-connections$/,
  ],
  [
    "connections",
    "nearly all that there are files for",
    { answer: answers({ maxConnections: 2 }), processes: [busProcess({ maxFiles: 3 })] },
    /^warn: 2 connections of 2, and the bus may open 3 files → .*--max-connections, and with it LimitNOFILE/,
  ],
  ["connections", "room enough", {}, /^pass: 2 of 1024$/],
  ["connections", "a bus that does not say", { answer: answers({ maxConnections: null }) }, /^pass: 2; .* not say/],
  ["mutator", "none", { answer: answers({ connections: [API] }) }, /^warn: no mutator is connected.*smoke-mutator/],
  [
    "mutator",
    "nobody who forwards",
    { answer: answers({ connections: [MUTATOR] }) },
    /^warn: mutator\[7\] is connected, but nobody who forwards/,
  ],
  [
    "mutator",
    "an operator's tap, which is no API",
    { answer: answers({ connections: [MUTATOR, client({ clientName: "decnet (alice)", patterns: [">"] })] }) },
    /^warn: .*nobody who forwards/,
  ],
  ["mutator", "what the bus cannot know", {}, /neither active nor degraded/],
  ["kernel", "a short queue", { somaxconn: 128 }, /^warn: net\.core\.somaxconn is 128.*sysctl/],
  ["kernel", "another kernel", { somaxconn: undefined }, /^skipped/],
])("%s", (name, what, fields, expected) => {
  test(`sees ${what}`, () => {
    expect(judge(name, fields)).toMatch(expected);
  });
});

test("of several failures the one that can never work decides, then the one that is not permitted", () => {
  const of = (...troubles: ("unavailable" | "permission" | "configuration")[]) =>
    worstTrouble(troubles.map((trouble): Finding => ({ check: "a", verdict: "fail", seen: "", mend: "", trouble })));
  expect(of()).toBeUndefined();
  expect(of("unavailable")).toBe("unavailable");
  expect(of("unavailable", "permission")).toBe("permission");
  expect(of("permission", "configuration", "unavailable")).toBe("configuration");
});

function totals() {
  const { status } = answers() as Extract<Facts["answer"], { kind: "answers" }>;
  return status.totals;
}
