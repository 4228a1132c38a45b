import type { WallView } from "#domain/answering/wall.ts";
import type { Opened } from "./opened.ts";

/** Who is on duty, what each handles, and whether they can hear. */
export function OnDutyTiles({ view, open }: { view: WallView; open(opened: Opened): void }) {
  const canHear = view.onDuty.some((person) => person.canHear);
  const deaf = view.onDuty.filter((person) => person.role === "operator" && !person.canHear).map(({ name }) => name);
  return (
    <section className="wall-people" aria-label="On duty">
      <h2>On duty</h2>
      {!canHear && <p className="wall-nobody">No desk can hear. Sign in and confirm the sound.</p>}
      {canHear && deaf.length > 0 && (
        <p className="wall-deaf">
          {deaf.join(", ")} cannot hear: new calls make no sound at {deaf.length === 1 ? "that desk" : "those desks"}.
        </p>
      )}
      <ul>
        {view.onDuty.map(({ id, name, canHear, cases }) => (
          <li key={id}>
            <button
              type="button"
              className="wall-person"
              data-state={canHear ? "well" : "warning"}
              onClick={() => open({ title: `Cases of ${name}`, of: (now) => now.onDuty.find((one) => one.id === id)?.cases ?? [] })}
            >
              <span className="wall-name">{name}</span>
              <span>{cases.length === 0 ? "free" : cases.length === 1 ? "1 case" : `${cases.length} cases`}</span>
              <span className="wall-hears">{canHear ? "hears" : "cannot hear"}</span>
            </button>
          </li>
        ))}
        {view.away.length > 0 && (
          <li>
            <button
              type="button"
              className="wall-person"
              data-state="warning"
              onClick={() => open({ title: "Cases of people without a desk", of: (now) => now.away })}
            >
              <span className="wall-name">Without a desk</span>
              <span>{view.away.length === 1 ? "1 case" : `${view.away.length} cases`}</span>
            </button>
          </li>
        )}
      </ul>
    </section>
  );
}
