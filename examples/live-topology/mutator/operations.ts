// What mutations do. Each runs in the transaction that ends its mutation; what cannot be done is refused, for a reason that people
// understand.

import { MutationRefused } from "../database/claims.ts";
import type { Database } from "../database/open.ts";
import type { Mutation, OperationName, OperationPayloads } from "../shared/index.ts";
import { addDecky, moveDecky, removeDecky, renameDecky } from "./decky-operations.ts";
import { addLan, moveLan, removeLan, renameLan } from "./lan-operations.ts";

type Perform<Name extends OperationName> = (
  database: Database,
  topologyId: string,
  payload: OperationPayloads[Name],
) => void;

const OPERATIONS: { readonly [Name in OperationName]: Perform<Name> } = {
  add_lan: addLan,
  remove_lan: removeLan,
  move_lan: moveLan,
  rename_lan: renameLan,
  add_decky: addDecky,
  remove_decky: removeDecky,
  move_decky: moveDecky,
  rename_decky: renameDecky,
};

/** @throws MutationRefused if it cannot be done. */
export function perform(database: Database, { op, topology_id, payload }: Mutation): void {
  // A newer API may know more operations than this mutator.
  if (!Object.hasOwn(OPERATIONS, op)) throw new MutationRefused(`this mutator knows no operation ${op}`);
  // Operation says that name and payload belong together; the compiler cannot follow that through the table.
  (OPERATIONS[op] as Perform<OperationName>)(database, topology_id, payload);
}
