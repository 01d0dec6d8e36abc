// The account of numbered events: 0, 1, 2, … in this order, each received once, or told as lost exactly where it is missing.

const FAULTS_KEPT = 10;

export class Ledger {
  received = 0;
  dropped = 0;
  gaps = 0;
  /** The first of them; one that is found does not make those after it. */
  readonly faults: string[] = [];
  #due = 0;

  /** The event with this number has come, and before it that so many were lost. */
  take(number: number, lostBefore: number): void {
    this.received++;
    this.dropped += lostBefore;
    if (lostBefore > 0) this.gaps++;
    const due = this.#due + lostBefore;
    if (number !== due) {
      const told = lostBefore > 0 ? `, ${lostBefore} of which were told as lost` : "";
      this.fault(`event ${number} came where ${due} was due (after ${this.#due - 1}${told})`);
    }
    this.#due = Math.max(this.#due, number + 1);
  }

  fault(what: string): void {
    if (this.faults.length < FAULTS_KEPT) this.faults.push(what);
  }

  /** All has come that will come. */
  close(published: number): void {
    const { received, dropped } = this;
    if (received + dropped !== published)
      this.fault(`${published} published, but ${received} received + ${dropped} told as lost`);
  }
}
