import type { ReactNode } from "react";
import { AddDeckyDialog } from "./add-decky-dialog.tsx";
import { AddLanDialog } from "./add-lan-dialog.tsx";
import type { DialogRequest } from "./dialog-context.ts";
import { RemoveDialog } from "./remove-dialog.tsx";
import { RenameDialog } from "./rename-dialog.tsx";

interface DialogsProps {
  readonly request: DialogRequest;
  readonly onClose: () => void;
}

/** The dialog that was asked for. */
export function Dialogs({ request, onClose }: DialogsProps): ReactNode {
  switch (request.kind) {
    case "add-lan":
      return <AddLanDialog at={request.at} onClose={onClose} />;
    case "add-decky":
      return <AddDeckyDialog lanId={request.lanId} at={request.at} onClose={onClose} />;
    case "rename":
      return <RenameDialog target={request.target} onClose={onClose} />;
    case "remove":
      return <RemoveDialog targets={request.targets} onClose={onClose} />;
  }
}
