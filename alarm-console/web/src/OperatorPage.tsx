import { useEffect, useMemo, useRef } from "react";
import { Desk } from "./desk/Desk.tsx";
import { HomePage } from "./homes/HomePage.tsx";
import { HomesPage } from "./homes/HomesPage.tsx";
import { Announcer } from "./live/Announcer.tsx";
import { openAlarms, waitingPresses } from "./live/alarmStore.ts";
import { useAlarms } from "./live/useAlarms.ts";
import { usePageTitle } from "./live/usePageTitle.ts";
import { Warnings } from "./live/Warnings.tsx";
import "./operatorPage.css";
import type { Place } from "./place/place.ts";
import { usePlace } from "./place/usePlace.ts";
import { Waits } from "./place/Waits.tsx";
import { PlanPage } from "./plan/PlanPage.tsx";
import type { Me } from "./session/session.ts";
import { bells } from "./sound/bells.ts";
import { useRinging } from "./sound/useRinging.ts";
import { useSound } from "./sound/useSound.ts";
import { TopBar } from "./TopBar.tsx";

/** Around every page of staff: alarms are followed, and ring, wherever on the page somebody is. */
export function OperatorPage({ me, onSignOut }: { me: Me; onSignOut(): Promise<string | null> }) {
  const { state, link, take } = useAlarms();
  const live = useMemo(() => openAlarms(state, "live"), [state]);
  const presses = useMemo(() => waitingPresses(state), [state]);
  const ringing = useMemo(() => bells(live, presses, me.id), [live, presses, me.id]);
  const place = usePlace();
  const sound = useSound();

  const lost = link.kind === "lost";
  useRinging(ringing, lost, sound.play);
  const waiting = live.filter((one) => one.heldBy === null);
  const unrecorded = presses.filter((one) => one.mode === "live").length;
  const unclaimed = waiting.length + unrecorded;
  const critical = waiting.filter((one) => one.strength === "critical").length + unrecorded;
  usePageTitle({ unclaimed, lost, recording: state.recording });

  return (
    <div className="page" data-stale={lost}>
      <TopBar
        me={me}
        link={link}
        upToDate={state.upToDate}
        sound={sound}
        place={place}
        waiting={{ unclaimed, critical }}
        onSignOut={onSignOut}
      />
      <div className="warnings">
        <Warnings link={link} recording={state.recording} />
        {place.kind !== "desk" && <Waits live={live} unrecorded={unrecorded} />}
      </div>
      {place.kind === "desk" ? (
        <Desk me={me} alarms={{ state, link, live, presses, take }} sound={sound.state} />
      ) : (
        <Sheet key={JSON.stringify(place)} place={place} me={me} />
      )}
      <Announcer live={live} presses={presses} />
    </div>
  );
}

function Sheet({ place, me }: { place: Exclude<Place, { kind: "desk" }>; me: Me }) {
  const main = useRef<HTMLElement>(null);
  // The link that led here is gone with its page; keys and a screen reader go on at the top of this one.
  useEffect(() => main.current?.focus({ preventScroll: true }), []);
  return (
    <main ref={main} className="page-sheet" tabIndex={-1}>
      {place.kind === "homes" && <HomesPage />}
      {place.kind === "home" && <HomePage homeId={place.homeId} me={me} />}
      {place.kind === "plan" && <PlanPage homeId={place.homeId} me={me} />}
    </main>
  );
}
