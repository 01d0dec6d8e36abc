// Puts the recorded frames where the page asks for them, between a pair of comments:
//
//     <!-- bytes: ping -->
//     …
//     <!-- /bytes -->

import { annotate } from "./annotate.ts";
import type { RecordedFrame, Recordings } from "./recorded-frames.ts";

const PLACE = /<!-- bytes: ([a-z]+) -->\n(?:[^]*?<!-- \/bytes -->\n)?(?=\n|$)/g;

/**
 * The page with all its frames.
 * @throws Error if it asks for frames that nobody recorded, or does not ask for some.
 */
export function fillPage(page: string, recordings: Recordings): string {
  const asked = new Set<string>();
  const filled = page.replace(PLACE, (_place, name: string) => {
    asked.add(name);
    const frames = recordings.get(name);
    if (frames === undefined) throw new Error(`the page asks for the frames “${name}”, which nobody recorded`);
    return `<!-- bytes: ${name} -->\n\`\`\`text\n${blockOf(frames)}\n\`\`\`\n<!-- /bytes -->\n`;
  });
  const unused = [...recordings.keys()].filter((name) => !asked.has(name));
  if (unused.length > 0) throw new Error(`the page has no place for the frames ${unused.join(", ")}`);
  return filled;
}

/** Who speaks is said where both do. */
function blockOf(frames: readonly RecordedFrame[]): string {
  const both = new Set(frames.map(({ from }) => from)).size > 1;
  const block = frames.map(({ from, bytes }) => {
    const mark = from === "client" ? "> " : "< ";
    return annotate(bytes)
      .map((line) => `${both ? mark : ""}${line}`)
      .join("\n");
  });
  return block.join("\n\n");
}
