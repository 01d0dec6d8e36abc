// Text whose length in UTF-8 has surprises, and text that has none.

import { fc } from "@fast-check/vitest";

/** Where the length needs a byte more, and where one way to write text gives way to another. */
const LENGTHS = [0, 1, 15, 16, 17, 31, 32, 33, 42, 43, 63, 64, 127, 128, 5461, 5462, 8191, 8192, 16_383, 16_384];

const unit = fc.constantFrom("a", "\0", "\x7f", "\x80", "ä", "\u07ff", "\u0800", "€", "\uffff", "😀");

/** Well-formed text: short, of a length that is a boundary, or any. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.string({ unit: "grapheme-ascii", maxLength: 40 }), weight: 4 },
  { arbitrary: fc.string({ unit, maxLength: 60 }), weight: 4 },
  { arbitrary: fc.string({ unit: "binary", maxLength: 20 }), weight: 2 },
  {
    arbitrary: fc
      .tuple(fc.constantFrom(...LENGTHS), unit, fc.string({ unit, maxLength: 2 }))
      .map(([length, each, rest]) => each.repeat(length) + rest),
    weight: 2,
  },
);

const surrogate = fc.integer({ min: 0xd800, max: 0xdfff }).map((code) => String.fromCharCode(code));

/** Text that UTF-8 cannot say: with half of a surrogate pair somewhere. */
export const loneSurrogate: fc.Arbitrary<string> = fc
  .tuple(anyText, surrogate, anyText)
  .map((parts) => parts.join(""))
  .filter((text) => !text.isWellFormed());
