import type { ReactNode } from "react";

/** The whole page, while there is nothing to show. */
export function Waiting({ text }: { readonly text: string }): ReactNode {
  return (
    <main className="waiting">
      <span className="spinner" aria-hidden="true" />
      <output>{text}</output>
    </main>
  );
}
