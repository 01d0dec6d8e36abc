import type { ReactNode } from "react";
import { Icon, type IconName } from "../parts/icons.tsx";
import { type Entry, isOpen } from "../store/entry.ts";
import { describe, type Target } from "../store/operation-text.ts";
import { duration, timeOfDay } from "./times.ts";

const ICONS: Readonly<Record<Entry["state"], IconName>> = {
  sending: "send",
  pending: "clock",
  applying: "gear",
  applied: "check",
  failed: "cross",
};

interface HistoryRowProps {
  readonly entry: Entry;
  readonly nameOf: (target: Target) => string;
}

export function HistoryRow({ entry, nameOf }: HistoryRowProps): ReactNode {
  const { id, operation, state, reason, createdAt, endedAt, own, attempts } = entry;
  const { verb, name, detail } = describe(operation, id, nameOf);
  return (
    <li className={`row row-${state}`} data-testid="mutation" data-id={id} data-state={state} data-op={operation.op}>
      <span className="row-icon">
        <Icon name={ICONS[state]} size={14} />
      </span>
      <div className="row-body">
        <div className="row-line">
          <span className="row-text">
            {verb} <strong>{name}</strong> {detail !== "" && <span className="muted">{detail}</span>}
          </span>
          <span className={`state state-${state}`}>{state}</span>
        </div>
        {isOpen(entry) && <Progress state={state} />}
        {reason !== null && <p className="row-reason">{reason}</p>}
        <div className="row-meta">
          <time dateTime={createdAt}>{timeOfDay(createdAt)}</time>
          {own && <span>from this page</span>}
          {attempts > 1 && <span>attempt {attempts}</span>}
          {endedAt !== null && <span className="row-took">{duration(createdAt, endedAt)}</span>}
        </div>
      </div>
    </li>
  );
}

const STEPS = ["pending", "applying", "applied"] as const;

/** How far it has come. The state beside it says the same in words. */
function Progress({ state }: Pick<Entry, "state">): ReactNode {
  const reached = STEPS.indexOf(state as (typeof STEPS)[number]);
  return (
    <span className="progress" aria-hidden="true">
      {STEPS.map((step, index) => (
        <span key={step} className={index < reached ? "is-done" : index === reached ? "is-now" : ""} />
      ))}
    </span>
  );
}
