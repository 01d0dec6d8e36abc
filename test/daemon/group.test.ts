import { describe, expect, test } from "vitest";
import { groupId, type GroupSource } from "../../src/daemon/group.ts";

const nobody: GroupSource = () => undefined;

describe("the number of a group", () => {
  test("is none for the empty name: no group shall be set", () => {
    expect(groupId("")).toBeUndefined();
  });

  test.each([
    ["0", 0],
    ["60", 60],
    ["4294967294", 4_294_967_294],
  ])("%s is the number itself, and is not looked up", (name, id) => {
    expect(groupId(name, [() => 1])).toBe(id);
  });

  // 4294967295 is what chown takes for “leave it as it is”: the socket would silently get no group at all.
  test.each(["4294967295", "99999999999"])("%s is no group's", (name) => {
    expect(() => groupId(name)).toThrow(
      expect.objectContaining({ code: "NO_SUCH_GROUP", message: expect.stringContaining('--group ""') as string }),
    );
  });

  test("is that of the first source that knows the name", () => {
    const seen: string[] = [];
    const source =
      (label: string, id: number | undefined): GroupSource =>
      (name) => {
        seen.push(`${label}:${name}`);
        return id;
      };
    expect(groupId("decnet", [source("a", undefined), source("b", 7), source("c", 8)])).toBe(7);
    expect(seen).toEqual(["a:decnet", "b:decnet"]);
  });

  test("of root is 0 on this host", () => {
    expect(groupId("root")).toBe(0);
  });

  test.each(["no-such-group-here", "-h", "a:b", "two words"])("%s does not exist: two ways out are named", (name) => {
    const attempt = (): unknown => groupId(name);
    expect(attempt).toThrow(expect.objectContaining({ code: "NO_SUCH_GROUP" }));
    expect(attempt).toThrow(JSON.stringify(name));
    expect(attempt).toThrow(`groupadd --system ${name}`);
    expect(attempt).toThrow('--group "" (DECNET_BUS_GROUP=)');
  });

  test("is not asked of the host when other sources are given", () => {
    expect(() => groupId("root", [nobody])).toThrow("does not exist");
  });
});
