// Colours, for those who want to see them.

import { styleText } from "node:util";

export type Format = Parameters<typeof styleText>[0];
export type Style = (format: Format, text: string) => string;

/** Colours only where somebody looks: a terminal, and no NO_COLOR. FORCE_COLOR overrules both. */
export function styleFor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Style {
  const forced = env["FORCE_COLOR"] !== undefined && env["FORCE_COLOR"] !== "0";
  const coloured = forced || (stream.isTTY === true && !env["NO_COLOR"]);
  return coloured ? (format, text) => styleText(format, text, { validateStream: false }) : plain;
}

export const plain: Style = (_format, text) => text;
