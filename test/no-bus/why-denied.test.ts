// Who may not, because of what, and which command mends it: on a host that the test makes up. What the system itself refuses is tested
// as other users, in test/system/.

import { describe, expect, test } from "vitest";
import type { Group } from "../../src/group-file.ts";
import type { Found, Host, Me } from "../../src/no-bus/host.ts";
import { whyDenied } from "../../src/no-bus/why-denied.ts";
import { sentences } from "../../src/no-bus/why.ts";

const PATH = "/run/decnet/bus.sock";
const DECNET: Group = { name: "decnet", id: 900, members: [] };
const ALICE: Me = { uid: 1000, name: "alice", ownGroup: 1000, groups: new Set([1000]) };
const SOCKET: Found = { kind: "socket", uid: 0, gid: 900, mode: 0o660 };
const FOLDER: Found = { kind: "folder", uid: 0, gid: 900, mode: 0o750 };

interface Circumstances {
  readonly me?: Partial<Me>;
  readonly group?: Partial<Group> | undefined;
  readonly files?: Readonly<Record<string, Found>>;
}

async function why({ me = {}, files = { [PATH]: SOCKET }, ...rest }: Circumstances): Promise<string> {
  const group = "group" in rest ? rest.group : DECNET;
  const host: Host = {
    usualSockets: () => [],
    listens: () => expect.unreachable(),
    find: (path) => Promise.resolve(files[path] ?? { kind: "hidden" }),
    me: () => ({ ...ALICE, ...me }),
    group: (id) => Promise.resolve(group && { ...DECNET, id, ...group }),
  };
  return sentences(await whyDenied(PATH, host));
}

describe("a user who is not in the group", () => {
  test("is told which group, and the command", async () => {
    expect(await why({})).toBe(
      `alice is not in the group decnet, which owns ${PATH}. Add it (sudo usermod -aG decnet alice), and log in again, or restart the service.`,
    );
  });

  test("is told the same where it is the folder that keeps it out", async () => {
    expect(await why({ files: { "/run/decnet": FOLDER } })).toBe(
      "alice is not in the group decnet, which owns the folder /run/decnet. Add it (sudo usermod -aG decnet alice), and log in again, or restart the service.",
    );
  });

  test("and has no name is told how a process gets a group", async () => {
    expect(await why({ me: { uid: 61_002, name: undefined, ownGroup: undefined } })).toBe(
      `user number 61002 is not in the group decnet, which owns ${PATH}. Start it with that group (systemd: SupplementaryGroups=decnet).`,
    );
  });
});

describe("a user who is in the group, with a process that is not", () => {
  const way =
    "but this process does not have it: it was started before, or without it. Log in again, or restart the service.";

  test("is told to log in again, if it is one of the members", async () => {
    expect(await why({ group: { members: ["bob", "alice"] } })).toBe(
      `alice is in the group decnet, which owns ${PATH}, ${way}`,
    );
    expect(await why({ group: { members: ["bob", "alicia"] } })).toContain("alice is not in the group");
  });

  test("is told to log in again, if it is the user's own group", async () => {
    expect(await why({ me: { ownGroup: 900 } })).toContain(way);
  });
});

describe("a group that nobody should be added to", () => {
  const another = "Restart the bus with a group that alice is in (DECNET_BUS_GROUP, --group).";

  test("is root's", async () => {
    expect(await why({ files: { [PATH]: { ...SOCKET, gid: 0 } }, group: { name: "root" } })).toBe(
      `alice may not use ${PATH}: it belongs to root's own group. ${another}`,
    );
  });

  test("is one without a name", async () => {
    expect(await why({ group: undefined })).toBe(
      `alice is not in group number 900, which owns ${PATH} and has no name. ${another}`,
    );
  });
});

describe("a mode that lets no group in", () => {
  test("of the socket asks for a bus with a group", async () => {
    expect(await why({ files: { [PATH]: { ...SOCKET, mode: 0o600 } } })).toBe(
      `alice may not connect to ${PATH}: by its mode, 0600, nobody but its owner, user number 0, may. Restart the bus, which makes it 0660, with a group that alice is in (DECNET_BUS_GROUP).`,
    );
  });

  test("of a folder, the first on the way that cannot be entered, asks for another path", async () => {
    const files: Record<string, Found> = { "/run": { ...FOLDER, mode: 0o700 }, "/": FOLDER };
    expect(await why({ files })).toBe(
      "alice may not enter the folder /run: by its mode, 0700, nobody but its owner, user number 0, may. Have the bus listen where both can go, and set DECNET_BUS_SOCKET to that for both.",
    );
  });

  test("counts for the owner too, even one who is in the group", async () => {
    const files: Record<string, Found> = { [PATH]: { ...SOCKET, uid: 1000, mode: 0o060 } };
    expect(await why({ files, me: { groups: new Set([900]) } })).toContain(
      "by its mode, 0060, not even its owner may.",
    );
  });
});

describe("a mode that would let it", () => {
  test.for<[string, Partial<Me>]>([
    ["its group", { groups: new Set([1000, 900]) }],
    ["root", { uid: 0, name: "root" }],
  ])("by %s asks for what cannot be seen from here", async ([, me]) => {
    expect(await why({ me })).toContain(
      `although the mode of ${PATH}, 0660, would let it. See whether a security module`,
    );
  });

  test("by what others may", async () => {
    expect(await why({ files: { [PATH]: { ...SOCKET, mode: 0o666 } } })).toContain("although the mode");
  });
});

test("where nothing at all can be seen, the root is named, and nothing hangs", async () => {
  expect(await why({ files: {} })).toContain("may not enter the folder /: ");
});
