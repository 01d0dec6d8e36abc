// The wildcard law once more, written from decnet.bus.v1.Subscribe alone and in another way than src/topic: by taking tokens off.

/** Whether a connection with `pattern` gets events of `topic`. Both are valid. */
export function wants(pattern: string, topic: string): boolean {
  return wantsTokens(pattern.split("."), topic.split("."));
}

function wantsTokens([wanted, ...moreWanted]: readonly string[], [token, ...moreTokens]: readonly string[]): boolean {
  if (wanted === undefined || token === undefined) return wanted === token;
  // Last, by the grammar; and there is a token for it.
  if (wanted === ">") return true;
  return (wanted === "*" || wanted === token) && wantsTokens(moreWanted, moreTokens);
}
