// What can be done to a topology. The payload of an operation is written to the mutation's row as it was posted, with the ids filled in
// that the poster left out.

import type { Position } from "./topology.ts";

/** By operation, what `payload` is. */
export interface OperationPayloads {
  /** Fails if the name is taken, or the subnet overlaps another LAN's. */
  readonly add_lan: Position & {
    /** Default: a new one. */
    readonly lan_id?: string;
    readonly name: string;
    readonly subnet: string;
  };
  /** Fails while there are deckies in it. */
  readonly remove_lan: { readonly lan_id: string };
  readonly move_lan: Position & { readonly lan_id: string };
  /** Fails if the name is taken. */
  readonly rename_lan: { readonly lan_id: string; readonly name: string };
  /** Fails if the name or the address is taken, the address is not in the LAN's subnet, or no address is free. */
  readonly add_decky: Position & {
    /** Default: a new one. */
    readonly decky_id?: string;
    readonly lan_id: string;
    readonly name: string;
    /** Default: the lowest address of the LAN that is free. */
    readonly ip?: string;
    readonly services: readonly string[];
  };
  readonly remove_decky: { readonly decky_id: string };
  /** With another `lan_id` it moves there, and gets an address there. `x` and `y` count from that LAN's corner. */
  readonly move_decky: Position & { readonly decky_id: string; readonly lan_id?: string };
  /** Fails if the name is taken. */
  readonly rename_decky: { readonly decky_id: string; readonly name: string };
}

export type OperationName = keyof OperationPayloads;

/** An operation with its payload; `op` tells them apart. */
export type Operation = {
  [Name in OperationName]: { readonly op: Name; readonly payload: OperationPayloads[Name] };
}[OperationName];
