import { useState } from "react";
import type { WallView } from "#domain/answering/wall.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import { wallTime } from "../../shared/clock/wallTime.ts";
import { deskHref, reportsHref } from "../../shared/navigation/pageAddress.ts";
import { CasesDialog } from "./CasesDialog.tsx";
import { Lamps } from "./Lamps.tsx";
import { Levels } from "./Levels.tsx";
import { OnDutyTiles } from "./OnDutyTiles.tsx";
import type { Opened } from "./opened.ts";
import { Tile } from "./Tile.tsx";
import { useWall } from "./useWall.ts";
import { Waited } from "./Waited.tsx";
import "./wall.css";

/** The wall of the centre: dark, readable at four metres, without medical detail. It is no desk: no one is on duty by it, and it makes no sound. */
export function WallPage() {
  const { view, fault, read } = useWall();
  const [opened, setOpened] = useState<Opened | null>(null);
  return (
    <main className="wall" data-stale={fault !== null}>
      <header className="wall-head">
        <h1>Link Line</h1>
        <nav aria-label="Pages">
          <a href={deskHref}>Desk</a> <a href={reportsHref}>Reports</a>
        </nav>
        <Clock asOf={view?.asOf ?? null} timezone={view?.timezone} />
      </header>
      <p className="wall-fault" role="alert">
        {fault === null ? null : `This wall is not up to date. ${fault} Look at a desk.`}
      </p>
      {view !== null && <Shown view={view} open={setOpened} />}
      {view !== null && opened !== null && (
        <CasesDialog title={opened.title} cases={opened.of(view)} onClose={() => setOpened(null)} onTaken={read} />
      )}
    </main>
  );
}

function Shown({ view, open }: { view: WallView; open(opened: Opened): void }) {
  const [first] = view.waiting;
  return (
    <>
      <section className="wall-now" aria-label="Now">
        <Tile
          title="Waiting"
          figure={String(view.waiting.length)}
          state={view.waiting.length === 0 ? "well" : "warning"}
          note={view.withFamily === 0 ? "at the centre" : `and ${view.withFamily} with the family`}
          onOpen={() => open({ title: "Cases that wait", of: (now) => now.waiting })}
        />
        <Waited since={first?.since ?? null} onOpen={() => open({ title: "Cases that wait", of: (now) => now.waiting })} />
        <Tile
          title="Held too long"
          figure={String(view.heldTooLong.length)}
          state={view.heldTooLong.length === 0 ? "well" : "fault"}
          note="no sign from the holder"
          onOpen={() => open({ title: "Cases held too long", of: (now) => now.heldTooLong })}
        />
      </section>
      <OnDutyTiles view={view} open={open} />
      <Levels today={view.today} month={view.month} />
      <Lamps lamps={view.lamps} />
    </>
  );
}

/** "14:02:05", and since when the wall is not up to date. */
function Clock({ asOf, timezone }: { asOf: string | null; timezone: string | undefined }) {
  const now = useNow((ms) => wallTime(new Date(ms).toISOString(), timezone));
  return (
    <p className="wall-clock">
      <span aria-hidden="true">{now}</span>
      {asOf !== null && <span className="wall-as-of">as of {wallTime(asOf, timezone)}</span>}
    </p>
  );
}
