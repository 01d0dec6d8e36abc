// Where things stand, and where there is room. In canvas units; a decky counts from the corner of its LAN.

import type { Lan, Position } from "../../../shared/index.ts";

export interface Box extends Position {
  readonly width: number;
  readonly height: number;
}

export const DECKY_SIZE = { width: 132, height: 72 };

/** What a LAN keeps free: above for its name, and around. Slots begin a little lower. */
const HEAD = 44;
const FIRST_ROW = 52;
const EDGE = 8;
const GAP = 12;

/** Into the LAN, with all of it, and on whole numbers. */
export function insideLan({ x, y }: Position, lan: Pick<Lan, "width" | "height">): Position {
  return {
    x: clamp(x, EDGE, lan.width - DECKY_SIZE.width - EDGE),
    y: clamp(y, HEAD, lan.height - DECKY_SIZE.height - EDGE),
  };
}

/** The LAN under a point; of several the last, which is drawn on top. */
export function lanAt<SomeBox extends Box>(lans: readonly SomeBox[], { x, y }: Position): SomeBox | undefined {
  return lans.findLast((lan) => x >= lan.x && x < lan.x + lan.width && y >= lan.y && y < lan.y + lan.height);
}

/** The first place, in rows, where a new decky covers none that is there; the last one if there is no room. */
export function freeSlot(lan: Pick<Lan, "width" | "height">, deckies: readonly Position[]): Position {
  const stepX = DECKY_SIZE.width + GAP;
  const stepY = DECKY_SIZE.height + GAP;
  const columns = Math.max(1, Math.floor((lan.width - 2 * EDGE + GAP) / stepX));
  const rows = Math.max(1, Math.floor((lan.height - FIRST_ROW - EDGE + GAP) / stepY));
  const left = (lan.width - columns * stepX + GAP) / 2;
  const slots = Array.from({ length: columns * rows }, (_, index) => ({
    x: left + (index % columns) * stepX,
    y: FIRST_ROW + Math.floor(index / columns) * stepY,
  }));
  const free = slots.find((slot) => deckies.every((decky) => !covers(decky, slot)));
  return insideLan(free ?? slots.at(-1)!, lan);
}

/** Beside or below the LANs that there are. */
export function freePlace(lans: readonly Box[], size: { readonly width: number; readonly height: number }): Position {
  const room = 60;
  for (let row = 0; ; row++) {
    for (let column = 0; column < 3; column++) {
      const place = { x: column * (size.width + room), y: row * (size.height + room), ...size };
      if (lans.every((lan) => !overlaps(lan, place, room / 2))) return { x: place.x, y: place.y };
    }
  }
}

/** The smallest box with all of them in it; there must be one. */
export function around(boxes: readonly Box[]): Box {
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** All of it. */
export function isWithin(box: Box, frame: Box): boolean {
  const { x, y, width, height } = around([box, frame]);
  return x === frame.x && y === frame.y && width <= frame.width && height <= frame.height;
}

function covers(decky: Position, slot: Position): boolean {
  return overlaps({ ...decky, ...DECKY_SIZE }, { ...slot, ...DECKY_SIZE }, 0);
}

function overlaps(one: Box, other: Box, room: number): boolean {
  return (
    one.x < other.x + other.width + room &&
    other.x < one.x + one.width + room &&
    one.y < other.y + other.height + room &&
    other.y < one.y + one.height + room
  );
}

function clamp(value: number, least: number, most: number): number {
  return Math.round(Math.max(least, Math.min(value, most)));
}
