// Payloads with every kind of field that proto has, as files for `compile`: those that have an encoder, and those that have none.

import { declare } from "./declare.ts";

const SCALARS = ["double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64"]
  .concat(["sfixed32", "sfixed64", "bool", "string", "bytes", "Mode", "Part", "Outer.Inner"])
  .concat(["google.protobuf.Timestamp", "google.protobuf.Struct"]);

const NUMBERS = SCALARS.slice(0, SCALARS.indexOf("string")).concat("Mode");

/** A field of each kind. */
function fields(kinds: readonly string[], print: (type: string, name: string, number: number) => string): string {
  return kinds.map((type, index) => print(type, type.toLowerCase().replaceAll(".", "_"), index + 1)).join("\n  ");
}

/** A topic's payload with these fields. */
function topic(name: string, members: string): string {
  const constant = name.toUpperCase();
  const options = { template: name.toLowerCase(), builder: name.toLowerCase(), event_type: "x", constant };
  return declare(name, options).replace(/ }$/, `\n  ${members}\n}`);
}

const KNOWN = `
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";

${topic(
  "Implicit",
  fields(SCALARS, (type, name, number) => `${type} a_${name} = ${number};`),
)}

${topic(
  "Explicit",
  fields(SCALARS, (type, name, number) => `optional ${type} a_${name} = ${number};`),
)}

${topic(
  "Lists",
  fields(SCALARS, (type, name, number) => `repeated ${type} a_${name} = ${number};`),
)}

${topic(
  "Unpacked",
  fields(NUMBERS, (type, name, number) => `repeated ${type} a_${name} = ${number} [packed = false];`),
)}

${topic("Choice", `string last = 99; oneof kind { ${fields(SCALARS, (type, name, number) => `${type} a_${name} = ${number * 3};`)} } string between = 7;`)}

${topic("Numbers", "string d = 536870911; string c = 2048; string b = 2047; string a = 16; string zero = 15; Part part = 17;")}

${topic(
  "Names",
  `string given = 1; bytes out = 2; string in_message = 3; repeated Part item = 4; string made = 5; Part mark = 6;
  string class = 7; string key = 8; string value = 9; string write_string = 10; string fields_of_part = 11; Outer encode_names = 12;
  string constructor = 13; string to_string = 14; string await = 15; string _1 = 16; repeated bool is_list = 17;
  oneof is_plain { string undefined = 18; Part case = 19; } string the_longest_name_that_anybody_has_ever_given_to_a_field = 20;`,
)}

${topic("Nothing", "")}

message Part { string text = 1; Mode mode = 2; optional Outer outer = 3; repeated sint32 numbers = 4; bytes data = 5; }
message Outer { message Inner { bool yes = 1; Outer_Inner other = 2; } Inner inner = 1; }
message Outer_Inner { fixed64 number = 1; }
enum Mode { MODE_UNSPECIFIED = 0; MODE_FAST = 1; MODE_SLOW = -5; }
`;

const OLD = `syntax = "proto2";

${topic(
  "Old",
  `required string text = 1; optional int32 number = 2 [default = 5]; repeated int32 numbers = 3; optional Mode mode = 4;
  required Older older = 5; repeated Older olds = 6; optional bool yes = 7 [default = true]; oneof kind { bytes a = 8; Mode b = 9; }`,
)}
message Older { optional string text = 1; required bool yes = 2; }
enum Mode { MODE_FIRST = 7; MODE_SECOND = 0; }
`;

const UNKNOWN = `
import "google/protobuf/struct.proto";
import "google/protobuf/wrappers.proto";

${topic(
  "Unknown",
  `map<string, string> map = 1; map<int32, Tree> trees = 2; google.protobuf.StringValue wrapper = 3; Tree tree = 4; string text = 5;
  repeated Tree list = 6; google.protobuf.Value json = 7; google.protobuf.ListValue jsons = 8; oneof kind { Loop loop = 9; string name = 10; }`,
)}
message Tree { string text = 1; Tree left = 2; repeated Tree right = 3; }
message Loop { Pool pool = 1; bool yes = 2; }
message Pool { Loop loop = 1; }
`;

const UNKNOWN_OLD = `syntax = "proto2";

${topic("Grouped", "optional group One = 1 { optional string text = 1; } repeated group Many = 2 { optional bool yes = 1; } optional string text = 3;")}
`;

/** All that is known stands in messages of `known.proto` and `old.proto`. */
export const everyField: Readonly<Record<string, string>> = {
  "acme/topics/v1/known.proto": KNOWN,
  "acme/topics/v1/old.proto": OLD.replaceAll("Mode", "OldMode").replaceAll("MODE_", "OLD_MODE_"),
  "acme/topics/v1/unknown.proto": UNKNOWN,
  "acme/topics/v1/unknown_old.proto": UNKNOWN_OLD,
};
