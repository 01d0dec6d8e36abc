import { describe, expect, test } from "vitest";
import { groupsIn } from "../src/group-file.ts";

describe("a group file", () => {
  test("holds groups with their members, in order", () => {
    expect(groupsIn("root:x:0:\ngames:x:60:alice,bob\ngames:x:61:\n")).toEqual([
      { name: "root", id: 0, members: [] },
      { name: "games", id: 60, members: ["alice", "bob"] },
      { name: "games", id: 61, members: [] },
    ]);
  });

  // Number("") is 0, and would be root's.
  test.each(["broken:x::", "odd:x:1x:", "short", "", "+::::"])("has no group in a line like %o", (line) => {
    expect(groupsIn(`${line}\nlast:x:7:`)).toEqual([{ name: "last", id: 7, members: [] }]);
  });
});
