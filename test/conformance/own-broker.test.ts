// Our own broker, held against the page.

import { describe } from "vitest";
import { testOwn } from "./own.ts";

describe("the broker of this package", () => {
  testOwn("broker", 300);
});
