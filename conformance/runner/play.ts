// What the steps of one case share: its connections, what was published, and the broker.

import type { BrokerControl } from "./broker-control.ts";
import type { ClientProcess } from "./client-process.ts";
import { Failure } from "./failure.ts";
import { frameBytes, show } from "./frames.ts";
import { connectPeer, type Peer } from "./peer.ts";
import type { ScriptedBroker } from "./scripted-broker.ts";

/** Above whatever a case would choose for itself. */
const FIRST_REF = 1_000_000;

/** How long the broker may take to see that a connection has ended, once the case is over. */
const PARTING_MS = 2_000;

export const DEFAULT_CONNECTION = "peer";

/** A client under test, and the broker that it has. */
export interface ClientSide {
  readonly process: ClientProcess;
  readonly scripted: ScriptedBroker;
}

export class Play {
  readonly broker: BrokerControl;
  readonly client: ClientSide | undefined;
  /** Calls that are waited for later, by name. */
  readonly later = new Map<string, { readonly id: number; readonly what: string }>();
  /** The call among them that connects the client. */
  connecting: number | undefined;
  /** Ids of events that were seen, in hex. */
  readonly ids = new Set<string>();
  /** How long the runner waits for anything. */
  readonly patienceMs: number;
  /** Topics of the events that `publish` has sent, by number. */
  readonly published = new Map<number, string>();
  /** Of the last Welcome. */
  busId: string | undefined;
  readonly #peers = new Map<string, Peer>();
  #helper: Peer | undefined;
  #lastRef = FIRST_REF;

  constructor(broker: BrokerControl, patienceMs: number, client?: ClientSide) {
    this.client = client;
    this.broker = broker;
    this.patienceMs = patienceMs;
  }

  /** The connection of that name. */
  peer(name: string): Peer {
    const peer = this.#peers.get(name || DEFAULT_CONNECTION);
    if (peer === undefined) throw new Error(`there is no connection “${name || DEFAULT_CONNECTION}”: connect it first`);
    return peer;
  }

  /** A new one; an older one of the name is forgotten, and closed with the others. */
  async connect(name: string): Promise<Peer> {
    const peer = await connectPeer(name, this.broker.socket, this.patienceMs);
    this.adopt(name, peer);
    return peer;
  }

  /** Gives a connection its name. */
  adopt(name: string, peer: Peer): void {
    const older = this.#peers.get(name);
    if (older !== undefined) this.#peers.set(`${name} (${this.#peers.size})`, older);
    this.#peers.set(name, peer);
  }

  nextRef(): number {
    return ++this.#lastRef;
  }

  /** A connection that no case speaks of. */
  async helper(): Promise<Peer> {
    if (this.#helper !== undefined && !this.#helper.ended) return this.#helper;
    const helper = await connectPeer("the runner's own connection", this.broker.socket, this.patienceMs);
    this.#helper = helper;
    const value = { protocolMin: 1, protocolMax: 1, clientName: "conformance", pid: process.pid };
    await helper.send(frameBytes({ case: "hello", value }));
    const answer = await helper.nextAnswer("Welcome");
    if (answer.case !== "welcome") throw new Failure(`the runner's own connection got ${show(answer)}, not Welcome`);
    return helper;
  }

  /** Closes all connections, and lets the broker see it, so that the next case finds none of them. */
  async dispose(): Promise<void> {
    const peers = [...this.#peers.values(), ...(this.#helper ? [this.#helper] : [])];
    await Promise.all(peers.map((peer) => peer.dispose(PARTING_MS)));
  }
}

/** Sends a Ping, and waits for its Pong; other answers stay. */
export async function fence(play: Play, peer: Peer): Promise<void> {
  const ref = play.nextRef();
  await peer.send(frameBytes({ case: "ping", value: { ref } }));
  await peer.until("a Pong", () => {
    const at = peer.answers.findIndex(({ case: kind, value }) => kind === "pong" && value.ref === ref);
    return at < 0 ? undefined : peer.answers.splice(at, 1);
  });
}

/** Sends a request, and takes the next answer, which must be OK for it. */
export async function request(
  play: Play,
  peer: Peer,
  kind: "subscribe" | "unsubscribe",
  pattern: string,
): Promise<void> {
  const ref = play.nextRef();
  await peer.send(frameBytes({ case: kind, value: { ref, pattern } }));
  const answer = await peer.nextAnswer(`the Result of ${kind} ${pattern}`);
  if (answer.case === "result" && answer.value.ref === ref && answer.value.code === 0) return;
  throw new Failure(`${peer.name} expected OK for ${kind} ${pattern}, got ${show(answer)}`);
}
