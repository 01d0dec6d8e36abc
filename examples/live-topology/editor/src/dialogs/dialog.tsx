// The frame of all dialogs: the browser's own <dialog>, which keeps the focus inside, ends on Escape, and gives the focus back.

import { type ReactNode, type SubmitEvent, useEffect, useRef } from "react";

interface DialogProps {
  readonly title: string;
  readonly action: string;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  /** Afterwards it closes. */
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Dialog({ title, action, isDanger, isDisabled, onSubmit, onClose, children }: DialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element?.open === false) element.showModal();
    // A dialog that is taken out of the page while it is open gives no focus back.
    return () => element?.close();
  }, []);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    onSubmit();
    dialog.current?.close();
  };
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="dialog-title" onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id="dialog-title">{title}</h2>
        {children}
        <div className="dialog-actions">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button
            type="submit"
            className={`button ${isDanger === true ? "button-danger-solid" : "button-solid"}`}
            disabled={isDisabled === true}
          >
            {action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
