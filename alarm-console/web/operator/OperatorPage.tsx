import { useMemo, useRef } from "react";
import { Announcer } from "../shared/live/Announcer.tsx";
import { openAlarms, waitingPresses } from "../shared/live/alarmStore.ts";
import { useAlarms } from "../shared/live/useAlarms.ts";
import { usePageTitle } from "../shared/live/usePageTitle.ts";
import { Warnings } from "../shared/live/Warnings.tsx";
import { Desk } from "./desk/Desk.tsx";
import "./operatorPage.css";
import { Sheet } from "../Sheet.tsx";
import { WaitsHere } from "../shared/place/Dialog.tsx";
import { useHeightAs } from "../shared/place/useHeightAs.ts";
import { usePlace } from "../shared/place/usePlace.ts";
import { Waits } from "../shared/place/Waits.tsx";
import type { Me } from "../shared/session/session.ts";
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
  const above = useRef<HTMLDivElement>(null);
  useHeightAs("--warnings-height", above);

  const lost = link.kind === "lost";
  useRinging(ringing, lost, sound.play);
  const waiting = live.filter((one) => one.heldBy === null);
  const unrecorded = presses.filter((one) => one.mode === "live").length;
  const unclaimed = waiting.length + unrecorded;
  const critical = waiting.filter((one) => one.priority === "critical").length + unrecorded;
  usePageTitle({ unclaimed, lost, recording: state.recording });

  const warnings = <Warnings link={link} recording={state.recording} />;
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
      <div ref={above} className="warnings">
        {warnings}
        {place.kind !== "desk" && <Waits live={live} presses={presses} />}
      </div>
      {place.kind === "desk" ? (
        <Desk me={me} alarms={{ state, link, live, presses, take }} sound={sound.state} />
      ) : (
        <WaitsHere
          value={
            <>
              {warnings}
              <Waits live={live} presses={presses} />
            </>
          }
        >
          <Sheet key={JSON.stringify(place)} place={place} me={me} />
        </WaitsHere>
      )}
      <Announcer live={live} presses={presses} />
    </div>
  );
}
