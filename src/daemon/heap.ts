// V8's heap, set up for what a broker does: 64 KiB chunks come by the thousand each second, and each is garbage a moment later.
//
// V8 collects its young generation by what JavaScript allocates, which the event path hardly does. So the chunks, which lie outside the
// heap, pile up until together with the heap they reach the limit of the old generation; and that is drawn so tightly around a small heap
// that a busy broker is always collecting all of it (`node --trace-gc bin/decnet.js bus …` shows it). Drawn more generously, and with a
// young generation that is collected sooner, the chunks go with that, which costs little.

import { setFlagsFromString } from "node:v8";

/** By how much the heap may grow after a full collection, in percent of what is alive, which is little. */
const GROWTH_PERCENT = 1_500;

/** How full the young generation may be before an idle moment is used to collect it, in percent. */
const YOUNG_PERCENT = 30;

/** For the whole process; to be called by whoever owns it, before the work begins. */
export function giveHeapRoom(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  setFlagsFromString(`--minor-gc-task-trigger=${YOUNG_PERCENT}`);
}
