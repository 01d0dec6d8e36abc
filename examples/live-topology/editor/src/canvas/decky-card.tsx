import type { NodeProps } from "@xyflow/react";
import { memo, type ReactNode } from "react";
import { useEditorState } from "../editor-context.tsx";
import { Icon, iconFor } from "../parts/icons.tsx";
import { classOf, MarkLabel, useFailure } from "./mark-label.tsx";
import type { DeckyNode } from "./nodes.ts";
import { TrafficBars } from "./traffic-bars.tsx";
import { useAttackers } from "./use-attackers.ts";

/** A decky: what it pretends to be, how much goes through it, and who is at it. */
export const DeckyCard = memo(function DeckyCard({ data: { decky } }: NodeProps<DeckyNode>): ReactNode {
  const failure = useFailure({ kind: "decky", id: decky.id });
  const traffic = useEditorState(({ live }) => live.traffic.get(decky.id));
  const attackers = useAttackers(decky.id);
  const isAttacked = attackers.length > 0;
  return (
    <div
      className={classOf("decky", decky.mark, failure, isAttacked ? "is-attacked" : "")}
      data-mark={decky.mark?.state ?? "none"}
      data-attackers={attackers.length}
    >
      {traffic !== undefined && <span key={traffic.pulse} className="pulse" aria-hidden="true" data-testid="pulse" />}
      <div className="decky-head">
        <span className="decky-icon">
          <Icon name={iconFor(decky.services)} size={16} />
        </span>
        <span className="decky-text">
          <strong>{decky.name}</strong>
          <span className="mono">{decky.ip ?? "…"}</span>
        </span>
      </div>
      <div className="decky-foot">
        <span className="decky-services">{decky.services.join(" · ") || "no services"}</span>
        <TrafficBars bars={traffic?.bars ?? []} />
      </div>
      {isAttacked && (
        <span className="attack-mark" title={attackers.map(({ ip }) => ip).join(", ")}>
          <Icon name="attacker" size={12} />
          {attackers.length}
        </span>
      )}
      <MarkLabel mark={decky.mark} failure={failure} />
    </div>
  );
});
