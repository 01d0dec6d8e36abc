import type { NodeProps } from "@xyflow/react";
import { type CSSProperties, memo, type ReactNode } from "react";
import { Icon } from "../parts/icons.tsx";
import { classOf, MarkLabel, useFailure } from "./mark-label.tsx";
import type { LanNode } from "./nodes.ts";

/** A LAN: the box that its deckies stand in. */
export const LanBox = memo(function LanBox({ data }: NodeProps<LanNode>): ReactNode {
  const { lan, hue, isDropTarget } = data;
  const failure = useFailure({ kind: "lan", id: lan.id });
  return (
    <div
      className={classOf("lan", lan.mark, failure, isDropTarget ? "is-drop-target" : "")}
      style={{ "--hue": hue } as CSSProperties}
      data-mark={lan.mark?.state ?? "none"}
    >
      <div className="lan-head">
        <Icon name="lan" size={15} />
        <strong className="lan-name">{lan.name}</strong>
        <span className="mono lan-subnet">{lan.subnet}</span>
      </div>
      <MarkLabel mark={lan.mark} failure={failure} />
    </div>
  );
});
