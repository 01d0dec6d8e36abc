import { expect, test } from "vitest";
import { whichSocket } from "../../../src/daemon/systemd/which-socket.ts";
import { busError } from "../../support/bus-error.ts";

test.each([
  ["none of none", [], undefined],
  ["the only one, whatever its name", ["other"], 3],
  ["the only one, without a name", [""], 3],
  ["of several the one that is called by its unit", ["metrics", "decnet-bus.socket"], 4],
  ["of several the one that is called bus", ["bus", "metrics", "x"], 3],
])("the bus takes %s", (_what, names, file) => {
  expect(whichSocket(names)).toBe(file);
});

test.each([
  ["none of several is called ours", ["a", "b"]],
  ["two are", ["bus", "decnet-bus.socket"]],
  ["two have the same name", ["bus", "bus"]],
])("it is refused, with the names and a way, if %s", (_what, names) => {
  expect(() => whichSocket(names)).toThrow(busError("INVALID_CONFIG"));
  expect(() => whichSocket(names)).toThrow(`called "${names[0]}", "${names[1]}"`);
  expect(() => whichSocket(names)).toThrow("FileDescriptorName=");
});
