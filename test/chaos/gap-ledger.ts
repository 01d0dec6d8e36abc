// The law that a subscriber lives under while its broker is killed again and again.
//
// Every event names its publisher, its number with that publisher (only what `publish` took has one: 0, 1, 2, …), and the daemon that it
// was published to. For one subscriber:
//
//   1. The numbers of a publisher grow: nothing comes twice, nothing overtakes.
//   2. A hole in them lies between two events of which a later one, the one after the hole included, carries a gap: an event after a hole
//      without a gap is a silent loss. A publisher that loses its connection before the subscriber does makes no exception: its next
//      event comes over the next daemon, and by then the subscriber has lost its connection too.
//   3. The first event of each daemon after the first carries a gap, and it says `restart`; no other event says so, and no event comes
//      of a daemon that was gone. So nothing crosses from one daemon to the next, and no gap is a false alarm.
//   4. When all is quiet, the last number of every publisher has come: what is lost at the end would leave no hole.
//
// A publisher's own overflow would be a hole without a gap. Who uses the ledger has to see that there was none.

const FAULTS_KEPT = 20;

export interface Heard {
  readonly publisher: string;
  readonly number: number;
  /** Which daemon it came over. */
  readonly daemon: string;
  /** The reason of the gap that it carries. */
  readonly gap: string | undefined;
}

interface Account {
  due: number;
  /** How many gaps there were when its last event came. */
  gaps: number;
}

export class GapLedger {
  received = 0;
  gaps = 0;
  holes = 0;
  missed = 0;
  /** Publishers whose events came over the present daemon. */
  readonly heardNow = new Set<string>();
  daemon: string | undefined;
  readonly #past = new Set<string>();
  readonly #accounts = new Map<string, Account>();
  #faults: string[] = [];
  #faultCount = 0;

  take({ publisher, number, daemon, gap }: Heard): void {
    this.received++;
    const what = `event ${number} of ${publisher}`;
    if (gap !== undefined) this.gaps++;
    this.#checkDaemon(what, daemon, gap);
    this.heardNow.add(publisher);
    const account = this.#accountOf(publisher);
    if (number < account.due) this.fault(`${what} came after ${account.due - 1}: twice, or out of order`);
    if (number > account.due) {
      this.holes++;
      this.missed += number - account.due;
      if (account.gaps === this.gaps) this.fault(`${what} came where ${account.due} was due, and no gap says so`);
    }
    account.due = Math.max(account.due, number + 1);
    account.gaps = this.gaps;
  }

  /** All has come that will come; a publisher's name, and how many it has published. */
  close(published: Readonly<Record<string, number>>): void {
    for (const [publisher, count] of Object.entries(published)) {
      const { due } = this.#accountOf(publisher);
      if (due !== count) this.fault(`${publisher} has published ${count}, the last that came is ${due - 1}`);
    }
  }

  /** Whether `close` would find nothing. */
  isComplete(published: Readonly<Record<string, number>>): boolean {
    return Object.entries(published).every(([publisher, count]) => this.#accountOf(publisher).due === count);
  }

  /** Only the first are kept. */
  fault(what: string): void {
    if (this.#faultCount++ < FAULTS_KEPT) this.#faults.push(what);
  }

  /** Those that were not taken yet. */
  takeFaults(): string[] {
    const faults = this.#faults;
    this.#faults = [];
    return faults;
  }

  #checkDaemon(what: string, daemon: string, gap: string | undefined): void {
    if (daemon === this.daemon) {
      if (gap === "restart") this.fault(`${what} says that the daemon has restarted, which it has not`);
      return;
    }
    const isFirst = this.daemon === undefined;
    if (this.#past.has(daemon)) this.fault(`${what} came over a daemon that was gone`);
    else if (!isFirst && gap !== "restart") this.fault(`${what} is the first after a restart, and its gap is ${gap}`);
    if (!isFirst) this.#past.add(this.daemon!);
    this.daemon = daemon;
    this.heardNow.clear();
  }

  #accountOf(publisher: string): Account {
    const account = this.#accounts.get(publisher) ?? { due: 0, gaps: 0 };
    this.#accounts.set(publisher, account);
    return account;
  }
}
