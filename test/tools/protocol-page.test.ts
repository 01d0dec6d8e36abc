// The bytes that docs/protocol.md shows: annotated by the schema, taken from real frames, and never out of date.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { encodeFrame } from "../../src/wire/frame-codec.ts";
import { annotate } from "../../tools/protocol-page/annotate.ts";
import { fillPage } from "../../tools/protocol-page/fill-page.ts";
import { recordFrames } from "../../tools/protocol-page/recorded-frames.ts";

const recordings = await recordFrames();

/** All bytes of an annotation, and nothing but them. */
function bytesOf(lines: readonly string[]): string {
  return lines.map((line) => line.slice(0, 47).replaceAll(" ", "")).join("");
}

describe("an annotated frame", () => {
  test("names the size, the kind and each field with its value", () => {
    const frame = encodeFrame({ case: "result", value: { ref: 300, code: 6, detail: "no" } });
    expect(annotate(frame).map((line) => line.replace(/ {2,}/, "  "))).toEqual([
      "0b  size: 11 bytes",
      "3a 09  Frame.result, 9 bytes",
      "08 ac 02  Result.ref = 300",
      "10 06  Result.code = 6 (CODE_INVALID_PATTERN)",
      '1a 02 6e 6f  Result.detail = "no"',
    ]);
  });

  test.each([...recordings].flatMap(([name, frames]) => frames.map(({ bytes }) => [name, bytes] as const)))(
    "has every byte of %s once",
    (_name, bytes) => {
      expect(bytesOf(annotate(bytes))).toBe(Buffer.from(bytes).toString("hex"));
    },
  );
});

describe("the page", () => {
  test("is up to date; `npm run protocol` brings it there", () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/protocol.md"), "utf8");
    expect(fillPage(page, recordings)).toBe(page);
  });

  test("gets the frames where it asks for them, in place of the old ones", () => {
    const ping = [{ from: "client", bytes: Uint8Array.of(4, 0x42, 2, 8, 1) }] as const;
    const filled = fillPage("One\n\n<!-- bytes: ping -->\n\nTwo\n", new Map([["ping", ping]]));
    expect(filled).toContain("<!-- bytes: ping -->\n```text\n04 ");
    expect(fillPage(filled.replace("08 01", "08 02"), new Map([["ping", ping]]))).toBe(filled);
  });

  test("may not ask for what nobody recorded, nor leave out what somebody did", () => {
    expect(() => fillPage("<!-- bytes: pong -->\n", new Map())).toThrow("“pong”, which nobody recorded");
    expect(() => fillPage("", recordings)).toThrow("no place for the frames conversation, hello");
  });
});
