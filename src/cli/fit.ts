// Text in columns of a terminal, which are not characters: 日 takes two of them, a combining accent and a change of colour none.

import { eastAsianWidth } from "get-east-asian-width";

const ELLIPSIS = "…";
const ESCAPE = "\u001B";
const NO_STYLE = `${ESCAPE}[0m`;

/** A change of colour; what else a terminal obeys is not there any more (printable.ts). */
const STYLE = new RegExp(`(${ESCAPE}\\[[\\d;]*m)`);
const ASCII = /^[ -~]*$/;
/** Accents without a letter, joiners, and what is not to be seen. */
const NOTHING = /^[\p{Mark}\p{Default_Ignorable_Code_Point}\p{Control}]*$/u;
const EMOJI = new RegExp("^\\p{RGI_Emoji}$", "v");

/** To make it takes longer than all the rest, so it is made when there is a need. */
let graphemes: Intl.Segmenter | undefined;

/** How many columns `text` takes, which may be styled. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const piece of piecesOf(text)) width += piece.width;
  return width;
}

/** `text`, which may be styled, in at most `width` columns; what is cut off is told by a …. */
export function cut(text: string, width: number): string {
  if (width === Number.POSITIVE_INFINITY || (text.length <= width && ASCII.test(text))) return text;
  let used = 0;
  let all = "";
  /** What leaves room for the …. */
  let most = "";
  for (const piece of piecesOf(text)) {
    used += piece.width;
    if (used > width) return ended(most, width);
    all += piece.text;
    if (used < width) most = all;
  }
  return text;
}

function ended(text: string, width: number): string {
  const shown = width < 1 ? "" : text + ELLIPSIS;
  return STYLE.test(shown) ? shown + NO_STYLE : shown;
}

interface Piece {
  readonly text: string;
  readonly width: number;
}

/** What must stay together: a change of colour, or what somebody sees as one character. */
function* piecesOf(text: string): Generator<Piece> {
  for (const part of text.split(STYLE)) {
    if (STYLE.test(part)) yield { text: part, width: 0 };
    else if (ASCII.test(part)) for (const character of part) yield { text: character, width: 1 };
    else {
      graphemes ??= new Intl.Segmenter("en");
      for (const { segment } of graphemes.segment(part)) yield { text: segment, width: graphemeWidth(segment) };
    }
  }
}

function graphemeWidth(grapheme: string): number {
  if (NOTHING.test(grapheme)) return 0;
  return EMOJI.test(grapheme) ? 2 : eastAsianWidth(grapheme.codePointAt(0)!);
}

/** `text` in exactly `width` columns: cut, or filled up with spaces. */
export function fit(text: string, width: number, align: "left" | "right" = "left"): string {
  const shown = cut(text, width);
  const space = " ".repeat(Math.max(0, width - widthOf(shown)));
  return align === "left" ? shown + space : space + shown;
}

/** Words in lines of at most `width` columns, each behind `indent`; a word that is longer has a line of its own. */
export function wrap(words: readonly string[], width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line !== "" && widthOf(indent) + widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(indent + line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, indent + line];
}
