import { expect, test } from "vitest";
import { fittedToOpenFiles } from "../../src/daemon/open-files.ts";
import { DEFAULT_LIMITS } from "../../src/wire/limits.ts";

const limits = { ...DEFAULT_LIMITS, maxConnections: 5_000 };

test.each([Number.POSITIVE_INFINITY, 5_064])(
  "as many connections as are wanted are served if %d files may be open",
  (files) => {
    expect(fittedToOpenFiles(limits, files)).toEqual({ limits });
  },
);

test("no more connections are served than files may be open, so that the next one can be told so; the operator hears of it", () => {
  expect(fittedToOpenFiles(limits, 1_024)).toEqual({
    limits: { ...limits, maxConnections: 960 },
    warning:
      "this process may open 1,024 files, which is room for 960 connections and not for 5,000; raise LimitNOFILE= in the unit (ulimit -n), or lower --max-connections",
  });
  expect(fittedToOpenFiles(limits, 20).limits.maxConnections).toBe(1);
});

test("how many files may be open is known here", () => {
  expect(fittedToOpenFiles({ ...DEFAULT_LIMITS, maxConnections: 1 })).toEqual({
    limits: { ...DEFAULT_LIMITS, maxConnections: 1 },
  });
});
