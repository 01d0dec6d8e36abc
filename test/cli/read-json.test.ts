import { describe, expect, test } from "vitest";
import { parsePayload, readAll } from "../../src/cli/read-json.ts";

async function* streamOf(...chunks: readonly (Buffer | string)[]): AsyncGenerator<Buffer | string> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

describe("a payload", () => {
  test.each(["{}", ' {"a": [1, null]}\n', '{"a":{"b":"ü"}}'])("may be %j", (text) => {
    expect(parsePayload(text)).toEqual(JSON.parse(text));
  });

  test.each([
    ["null", "it is null"],
    ["[1,2]", "it is an array"],
    ['"text"', "it is a string"],
    ["3", "it is a number"],
    ["true", "it is a boolean"],
  ])("may not be %s", (text, what) => {
    expect(() => parsePayload(text)).toThrow(expect.objectContaining({ code: "INVALID_PAYLOAD" }));
    expect(() => parsePayload(text)).toThrow(what);
  });

  test.each(["", "{", "{'a':1}", "state=active", '{"a":1} {"b":2}'])("must be JSON: %j is not", (text) => {
    expect(() => parsePayload(text)).toThrow(
      expect.objectContaining({ code: "INVALID_PAYLOAD", message: expect.stringContaining("not JSON") as string }),
    );
  });
});

describe("a stream", () => {
  test("is read to its end, also where a character is cut in two", async () => {
    const bytes = Buffer.from('{"a":"ü"}');
    await expect(readAll(streamOf(bytes.subarray(0, 7), bytes.subarray(7)))).resolves.toBe('{"a":"ü"}');
    await expect(readAll(streamOf("{", "}"))).resolves.toBe("{}");
    await expect(readAll(streamOf())).resolves.toBe("");
  });

  test("may begin with a byte order mark", async () => {
    expect(parsePayload(await readAll(streamOf(Buffer.from("\uFEFF{}"))))).toEqual({});
  });

  test("that is not UTF-8 is refused, and not mended in silence", async () => {
    await expect(readAll(streamOf(Buffer.from([0x22, 0xff, 0x22])))).rejects.toMatchObject({ code: "INVALID_PAYLOAD" });
  });

  test("may have as many bytes as a frame", async () => {
    await expect(readAll(streamOf("x".repeat(1 << 20)))).resolves.toHaveLength(1 << 20);
  });

  test("is not read further than that", async () => {
    let chunks = 0;
    async function* endless(): AsyncGenerator<string> {
      for (;;) {
        chunks++;
        yield await Promise.resolve("x".repeat(1 << 18));
      }
    }
    await expect(readAll(endless())).rejects.toMatchObject({ code: "EVENT_TOO_LARGE" });
    expect(chunks).toBe(5);
  });
});
