// What a topic and a pattern may look like (decnet.bus.v1.Event.topic, Subscribe.pattern). One place decides; the builders, the
// client, the broker and the command line all ask here. Checks return the fault as a phrase, so that each caller can say
// whose mistake it is.

/** Bytes of UTF-8 that a topic or a pattern may have at most. */
export const MAX_TOPIC_BYTES = 255;

/** Stands for exactly one token in a pattern. */
export const ANY_TOKEN = "*";
/** Stands for one or more trailing tokens in a pattern. */
export const ANY_TAIL = ">";

const FORBIDDEN_IN_TOKEN = /[*>\p{White_Space}\p{Cc}]/u;

/** Why `text` is no token of a topic, or undefined if it is one. The separator is a fault here too. */
export function tokenFault(text: string): string | undefined {
  if (text === "") return "is empty";
  if (text.includes(".")) return "holds “.”, which separates tokens";
  const forbidden = FORBIDDEN_IN_TOKEN.exec(text)?.[0];
  if (forbidden !== undefined) return `holds ${describeCharacter(forbidden)}`;
  if (!text.isWellFormed()) return "is not well-formed Unicode";
  return undefined;
}

/** Why `text` is no topic, or undefined if it is one. `maxBytes` may be less than what the grammar allows. */
export function topicFault(text: string, maxBytes = MAX_TOPIC_BYTES): string | undefined {
  return sizeFault(text, maxBytes) ?? firstTokenFault(text.split("."), false);
}

/** Why `text` is no pattern, or undefined if it is one. Every topic is a pattern. `maxBytes` as for a topic. */
export function patternFault(text: string, maxBytes = MAX_TOPIC_BYTES): string | undefined {
  return sizeFault(text, maxBytes) ?? firstTokenFault(text.split("."), true);
}

/** Whether `text` is a topic: something that can be published to. */
export function isTopic(text: string): boolean {
  return topicFault(text) === undefined;
}

/** Whether `text` is a pattern: something that can be subscribed to. */
export function isPattern(text: string): boolean {
  return patternFault(text) === undefined;
}

function sizeFault(text: string, maxBytes: number): string | undefined {
  if (text === "") return "is empty";
  // UTF-8 takes at least one byte for each UTF-16 unit, so a long string need not be measured.
  if (text.length > maxBytes || Buffer.byteLength(text) > maxBytes) return `is longer than ${maxBytes} bytes`;
  return undefined;
}

function firstTokenFault(tokens: readonly string[], wildcards: boolean): string | undefined {
  for (const [index, token] of tokens.entries()) {
    if (wildcards && isWildcard(token, index === tokens.length - 1)) continue;
    const fault = tokenFault(token);
    if (fault !== undefined) return `has a token (number ${index + 1}) that ${fault}${wildcardHint(token, wildcards)}`;
  }
  return undefined;
}

function isWildcard(token: string, last: boolean): boolean {
  return token === ANY_TOKEN || (token === ANY_TAIL && last);
}

function wildcardHint(token: string, wildcards: boolean): string {
  if (!/[*>]/.test(token)) return "";
  return wildcards ? "; “*” must be a whole token, “>” the whole last one" : "; wildcards are for patterns only";
}

function describeCharacter(character: string): string {
  if (character === "*" || character === ">") return `“${character}”`;
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return /\p{Cc}/u.test(character) ? `the control character U+${code}` : `white space (U+${code})`;
}
