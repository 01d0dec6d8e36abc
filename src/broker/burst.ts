// Events of one topic that lie next to each other in what a publisher sent: they are forwarded together, because they go the same way. A
// publisher in a hurry sends hundreds in a chunk, and what forwarding costs is then paid once for all of them. A session has one burst
// for all its events, so that the event path allocates nothing for an event.

/** Whole event frames, size prefixes included, one behind the other: what is forwarded. */
export interface Frames {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** How many they are. */
  readonly events: number;
}

const NOTHING = new Uint8Array(0);

/** Holds events back until one comes that goes another way, or `forward` is called: at the end of a chunk at the latest. */
export class Burst<Route> implements Frames {
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;
  events = 0;
  #route: Route | undefined;
  readonly #onForward: (frames: Frames, route: Route) => void;

  constructor(onForward: (frames: Frames, route: Route) => void) {
    this.#onForward = onForward;
  }

  /** Takes the event frame in `bytes[start..end)`. */
  add(bytes: Uint8Array, start: number, end: number, route: Route): void {
    if (this.#route === route && this.end === start && this.bytes === bytes) {
      this.end = end;
      this.events++;
      return;
    }
    this.forward();
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.events = 1;
    this.#route = route;
  }

  /** Forwards what is held, if anything is, and lets go of its bytes: an idle publisher shall not keep the last chunk that it sent. */
  forward(): void {
    const route = this.#route;
    if (route === undefined) return;
    this.#onForward(this, route);
    this.bytes = NOTHING;
    this.#route = undefined;
  }
}
