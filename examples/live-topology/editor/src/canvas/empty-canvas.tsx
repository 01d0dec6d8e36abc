import type { ReactNode } from "react";
import { Icon } from "../parts/icons.tsx";

/** Where LANs would be, how to get one. */
export function EmptyCanvas({ onAdd }: { readonly onAdd: () => void }): ReactNode {
  return (
    <div className="empty-canvas">
      <Icon name="lan" size={30} />
      <p>There is no LAN yet. Deckies stand in LANs.</p>
      <button type="button" className="button button-solid" onClick={onAdd}>
        Add the first LAN
      </button>
    </div>
  );
}
