// How wide a table may be, and whether it has colours.

import { styleFor } from "./style.ts";
import type { TableOptions } from "./table.ts";

/** A terminal's width; Infinity for a pipe, in which somebody may look for what would be cut off. */
export function tableOptionsFor(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): TableOptions {
  // A terminal that does not know its width says 0.
  const width = stream.isTTY === true ? stream.columns || 80 : Number.POSITIVE_INFINITY;
  return { width, style: styleFor(stream, env) };
}
