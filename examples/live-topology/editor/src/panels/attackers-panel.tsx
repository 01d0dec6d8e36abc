import type { ReactNode } from "react";
import { useEditorState } from "../editor-context.tsx";
import { Icon } from "../parts/icons.tsx";
import { useNow } from "../parts/use-now.ts";
import { type Attacker, ATTACK_LASTS_MS } from "../store/live.ts";
import { ago } from "./times.ts";

/** Who was observed since the page was opened, and where; who was heard of last stands first. */
export function AttackersPanel(): ReactNode {
  const attackers = useEditorState(({ live }) => live.attackers);
  const now = useNow(attackers.length > 0);
  const active = attackers.filter(({ heardAt }) => now - heardAt < ATTACK_LASTS_MS).length;
  return (
    <section className="panel panel-attackers" aria-labelledby="attackers-title">
      <header className="panel-head">
        <h2 id="attackers-title">Attackers</h2>
        <span className="panel-count">{active} active</span>
      </header>
      {attackers.length === 0 ? (
        <p className="panel-empty">Nobody was observed yet.</p>
      ) : (
        // It scrolls, so it must be possible to get into it by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <ul className="rows" tabIndex={0} aria-labelledby="attackers-title" data-testid="attackers">
          {attackers.map((attacker) => (
            <AttackerRow key={attacker.ip} attacker={attacker} now={now} />
          ))}
        </ul>
      )}
    </section>
  );
}

function AttackerRow({ attacker, now }: { readonly attacker: Attacker; readonly now: number }): ReactNode {
  const { ip, observations, touched, heardAt } = attacker;
  const topology = useEditorState((state) => state.topology);
  const names = new Map(topology?.deckies.map(({ id, name }) => [id, name]));
  const isActive = now - heardAt < ATTACK_LASTS_MS;
  const places = [...touched]
    .toReversed()
    .map(([id, service]) => `${names.get(id) ?? id}${service === "" ? "" : ` (${service})`}`);
  return (
    <li className={`attacker ${isActive ? "is-active" : ""}`} data-testid="attacker">
      <Icon name="attacker" size={15} />
      <div className="row-body">
        <div className="row-line">
          <strong className="mono">{ip}</strong>
          <span className="row-took">{ago(now - heardAt)}</span>
        </div>
        <div className="row-meta">
          <span className="attacker-places">{places.join(", ")}</span>
          <span className="row-took">{observations} ×</span>
        </div>
      </div>
    </li>
  );
}
