// Bytes that were something valid, with some of them changed, added and removed.

import { fc } from "@fast-check/vitest";

export function changed(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.nat({ max: 2 })), { minLength: 1, maxLength: 4 });
  return fc.tuple(bytes, edits).map(([valid, changes]) => {
    const all = [...valid];
    for (const [at, byte, removed] of changes) all.splice(at % (all.length + 1), removed, byte);
    return Uint8Array.from(all);
  });
}
