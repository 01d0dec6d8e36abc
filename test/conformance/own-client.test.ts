// Our own client, held against the page.

import { describe } from "vitest";
import { testOwn } from "./own.ts";

describe("the client of this package", () => {
  testOwn("client", 70);
});
