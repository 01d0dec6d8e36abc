// The template of a topic: literals and placeholders, separated by dots. The grammar of topics is the library's own
// (src/topic/grammar.ts), so a template cannot promise a topic that the broker would refuse.

import { MAX_TOPIC_BYTES, tokenFault, topicFault } from "../../src/topic/grammar.ts";
import { isSnakeCase } from "./names.ts";
import type { Token } from "./topic-model.ts";

/** The template's tokens, or what is wrong with it: a sentence that says what to do. */
export function parseTemplate(template: string): readonly Token[] | { readonly fault: string } {
  if (template === "") return { fault: `template is missing. Set it, for example "topology.{topology_id}.status".` };
  const tokens: Token[] = [];
  const seen = new Set<string>();
  for (const text of template.split(".")) {
    const token = parseToken(text);
    if (typeof token === "object" && "fault" in token) return { fault: `template "${template}" ${token.fault}` };
    if (typeof token === "object") {
      if (seen.has(token.placeholder)) {
        return {
          fault: `template "${template}" has {${token.placeholder}} twice. Give each placeholder its own name.`,
        };
      }
      seen.add(token.placeholder);
    }
    tokens.push(token);
  }
  const fault = wholeFault(tokens);
  return fault === undefined ? tokens : { fault: `template "${template}" ${fault}` };
}

function parseToken(text: string): Token | { readonly fault: string } {
  const placeholder = /^\{(.*)\}$/s.exec(text)?.[1];
  if (placeholder !== undefined && isSnakeCase(placeholder)) return { placeholder };
  if (/[{}]/.test(text)) {
    return { fault: `has the token "${text}". A placeholder is a whole token, in snake case: {topology_id}.` };
  }
  const fault = tokenFault(text);
  if (fault === undefined) return text;
  return { fault: `has a token that ${fault}. Write literals and {placeholders}, with one "." between them.` };
}

function wholeFault(tokens: readonly Token[]): string | undefined {
  if (tokens.every((token) => typeof token === "object")) {
    return "has placeholders only, and so no name. Begin it with a literal.";
  }
  const shortest = tokens.map((token) => (typeof token === "string" ? token : "x")).join(".");
  if (topicFault(shortest) === undefined) return undefined;
  return `makes topics of more than ${MAX_TOPIC_BYTES} bytes, which no broker takes. Shorten its literals.`;
}
