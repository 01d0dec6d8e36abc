// The requirements, read out of docs/protocol.md: what a failure breaks, and whether it must not be.

export interface Requirement {
  readonly id: string;
  readonly level: "MUST" | "SHOULD";
  readonly side: "broker" | "client" | "both";
  readonly text: string;
}

const LINE = /^- \*\*(R-[A-Z]+-\d+)\*\* \((MUST|SHOULD), (broker|client|both)\) (.+)$/gm;

/** By id, in the order of the page. */
export function requirementsOf(page: string): ReadonlyMap<string, Requirement> {
  const found = [...page.matchAll(LINE)].map(([, id, level, side, text]) => ({ id, level, side, text }) as Requirement);
  return new Map(found.map((requirement) => [requirement.id, requirement]));
}
