// What stands on the canvas. Names of fields are those of the API's JSON, of the database, and of the payloads on the bus.

/** In canvas units; x to the right, y downwards. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

export interface Lan extends Position {
  readonly id: string;
  /** Unique within the topology. */
  readonly name: string;
  /** IPv4 in CIDR notation, for example "10.0.1.0/24". Subnets of one topology do not overlap. */
  readonly subnet: string;
  /** Of the box that its deckies stand in. */
  readonly width: number;
  readonly height: number;
}

/** A decoy host. Its position counts from the upper left corner of its LAN, so that it moves along with it. */
export interface Decky extends Position {
  readonly id: string;
  readonly lan_id: string;
  /** Unique within the topology. */
  readonly name: string;
  /** In the LAN's subnet. */
  readonly ip: string;
  /** Decoy services, for example "ssh". */
  readonly services: readonly string[];
}

/** `degraded`: the mutation that ended last has failed; the next one that is applied makes it active again. */
export type TopologyState = "active" | "degraded";

/** `GET /api/v1/topologies/{id}` */
export interface Topology {
  readonly id: string;
  readonly name: string;
  readonly state: TopologyState;
  /** Why it is degraded; empty while it is active. */
  readonly reason: string;
  /** Grows by one with each mutation that was applied: of two answers the one with the greater version is the newer. */
  readonly version: number;
  readonly lans: readonly Lan[];
  readonly deckies: readonly Decky[];
}

/** `GET /api/v1/topologies` */
export interface TopologyList {
  readonly topologies: readonly Pick<Topology, "id" | "name" | "state" | "reason" | "version">[];
}
