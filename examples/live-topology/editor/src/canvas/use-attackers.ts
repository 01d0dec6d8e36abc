import { useEditorState } from "../editor-context.tsx";
import { useNow } from "../parts/use-now.ts";
import { type Attacker, attackersOf } from "../store/live.ts";

/** Who is at a decky, as long as they are. */
export function useAttackers(deckyId: string): readonly Attacker[] {
  const attackers = useEditorState(({ live }) => live.attackers);
  const wasTouched = attackers.some(({ touched }) => touched.has(deckyId));
  return attackersOf(attackers, deckyId, useNow(wasTouched));
}
