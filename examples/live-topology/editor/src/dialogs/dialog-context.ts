// Which dialog shall open: asked for from anywhere, shown by the page.

import { createContext, useContext } from "react";
import type { Position } from "../../../shared/index.ts";
import type { Target } from "../store/operation-text.ts";

export type DialogRequest =
  /** `at`: null where there is room. */
  | { readonly kind: "add-lan"; readonly at: Position | null }
  /** `at` counts from the LAN's corner. */
  | { readonly kind: "add-decky"; readonly lanId: string | null; readonly at: Position | null }
  | { readonly kind: "rename"; readonly target: Target }
  | { readonly kind: "remove"; readonly targets: readonly Target[] };

const DialogContext = createContext<(request: DialogRequest) => void>(() => {});

export const DialogProvider = DialogContext.Provider;

export function useOpenDialog(): (request: DialogRequest) => void {
  return useContext(DialogContext);
}
