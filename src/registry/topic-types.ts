// The registry as types: which payload a topic takes, and which events a pattern can yield. Everything here is derived from the
// generated TopicMap, so a new family changes nothing in this file.
//
//   "topology.*.mutation.applied" ──Tokens──▶ ["topology", "*", "mutation", "applied"]
//                                                     │ Matches, token by token
//   TopicMap[…].tokens            ──────────▶ ["topology", string, "mutation", "applied"]     (string: filled in by the publisher)

import type { JsonObject } from "@bufbuild/protobuf";
import type { TopicMap } from "../../gen/decnet/topics/v1/topic-map.ts";

/** A template of a declared topic: a key of the generated map. */
export type Template = keyof TopicMap;

/** A topic or pattern that is meant although the registry does not declare it; made by `freeForm`. */
export interface FreeForm<Text extends string = string> {
  readonly freeForm: Text;
}

/** Splits at the dots; a part of a template literal that is not known stays `string`. */
type Tokens<Text extends string> = Text extends `${infer Head}.${infer Tail}` ? [Head, ...Tokens<Tail>] : [Text];

/**
 * Can a topic of these tokens match this pattern? A token of the pattern that is only known as `string` stands for any one token, a `*`
 * among them.
 */
type Matches<Pattern extends readonly string[], Topic extends readonly string[]> = Pattern extends readonly [
  infer Wanted extends string,
  ...infer PatternRest extends string[],
]
  ? Topic extends readonly [infer Token extends string, ...infer TopicRest extends string[]]
    ? Wanted extends ">"
      ? IsEmpty<PatternRest>
      : TokenMatches<Wanted, Token> extends true
        ? Matches<PatternRest, TopicRest>
        : false
    : false
  : IsEmpty<Topic>;

/** Either may be known only in part: `string`, or `t-${string}`. */
type TokenMatches<Wanted extends string, Token extends string> = Wanted extends "*" | Token
  ? true
  : Token extends Wanted
    ? true
    : false;

type IsEmpty<List extends readonly string[]> = List extends readonly [] ? true : false;

/** What no token of a topic can be. */
type NoToken = "" | "*" | ">";

/** Is a topic of these tokens certainly one of this template? Unlike in a pattern, an unknown token fits a placeholder only. */
type IsTopicOf<Topic extends readonly string[], Declared extends readonly string[]> = Topic extends readonly [
  infer Token extends string,
  ...infer TopicRest extends string[],
]
  ? Declared extends readonly [infer Wanted extends string, ...infer DeclaredRest extends string[]]
    ? Token extends NoToken
      ? false
      : Token extends Wanted
        ? IsTopicOf<TopicRest, DeclaredRest>
        : false
    : false
  : IsEmpty<Declared>;

/** The template that `Topic` is certainly one of; never if there is none. A union of topics gives a union of templates. */
export type TemplateOf<Topic extends string> = Topic extends string
  ? { [K in Template]: IsTopicOf<Tokens<Topic>, TopicMap[K]["tokens"]> extends true ? K : never }[Template]
  : never;

type Matching<Pattern extends readonly string[]> = {
  [K in Template]: Matches<Pattern, TopicMap[K]["tokens"]> extends true ? K : never;
}[Template];

/** The templates whose topics `Pattern` is meant to match, with one token for each that is not known; never if there are none. */
type TemplatesMeant<Pattern extends string> = string extends Pattern ? Template : Matching<Tokens<Pattern>>;

/**
 * The templates whose topics a subscription to `Pattern` can yield. A last token that is only known as `string` may turn out to be a `>`;
 * what comes then has a type, too.
 */
export type TemplatesMatching<Pattern extends string | FreeForm> =
  Pattern extends FreeForm<infer Text>
    ? TemplatesMatching<Text>
    : Pattern extends string
      ? string extends Pattern
        ? Template
        : Matching<Opened<Tokens<Pattern>>>
      : never;

type Opened<Pattern extends readonly string[]> = Pattern extends readonly [...infer Start extends string[], infer Last]
  ? string extends Last
    ? [...Start, ">"]
    : Pattern
  : Pattern;

/** A message as a publisher writes it: an object literal of its fields, without protobuf's own. */
export type PayloadInput<Message> = Message extends MessageLike
  ? { [Field in keyof Message as Field extends "$typeName" | "$unknown" ? never : Field]: FieldInput<Message[Field]> }
  : Message;

interface MessageLike {
  readonly $typeName: string;
}

/** The value of a field: messages stand in fields of their own, in lists, in maps, and in the cases of a oneof. */
type FieldInput<Value> = Value extends MessageLike
  ? PayloadInput<Value>
  : Value extends readonly (infer Item)[]
    ? FieldInput<Item>[]
    : Value extends { readonly [key: string]: infer Item extends MessageLike }
      ? { [key: string]: PayloadInput<Item> }
      : Value extends { readonly case: infer Case extends string; readonly value: infer Item }
        ? { case: Case; value: FieldInput<Item> }
        : Value;

/** What fits every member of a union at once: a field that is not in all of them must be left out. */
type FitsAll<Union> = Intersection<Sealed<Union, KeyOfAny<Union>>>;

type KeyOfAny<Union> = Union extends unknown ? keyof Union : never;

/** `Shape`, and none of the `Keys` that it does not have. */
type Sealed<Shape, Keys extends PropertyKey> = Shape extends unknown
  ? [Exclude<Keys, keyof Shape>] extends [never]
    ? Shape
    : Shape & { [Key in Exclude<Keys, keyof Shape>]?: never }
  : never;

/** Makes an intersection of a union: a parameter that takes each of several types takes only what is all of them. */
type Intersection<Union> = (Union extends unknown ? (value: Union) => void : never) extends (value: infer All) => void
  ? All
  : never;

/**
 * The payload that may be published to `Topic`. If `Topic` is one of several, the payload must fit them all; where none can, a text that
 * the compiler shows in its place.
 */
export type PayloadFor<Topic extends string | FreeForm> = OrText<
  FitsAll<Topic extends string ? PayloadInput<TopicMap[TemplateOf<Topic>]["message"]> : JsonObject>,
  "This topic may be one of several, and no payload fits them all. Tell them apart before you publish."
>;

type OrText<Type, Text extends string> = [Type] extends [never] ? Text : Type;

/** `Topic` if it may be published to, else a text that the compiler shows in its place. */
export type PublishableTopic<Topic extends string | FreeForm> = Topic extends string
  ? [TemplateOf<Topic>] extends [never]
    ? "This topic is not declared. Use a builder of decnet-bus/topics, or freeForm(topic) if you mean it."
    : Topic
  : Topic;

/** `Pattern` if a declared topic can match it, else a text that the compiler shows in its place. */
export type SubscribablePattern<Pattern extends string | FreeForm> = Pattern extends string
  ? [TemplatesMeant<Pattern>] extends [never]
    ? "No declared topic can match this pattern. See docs/topics.md, or use freeForm(pattern) if you mean it."
    : Pattern
  : Pattern;
