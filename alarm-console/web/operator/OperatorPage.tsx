import { type ReactNode, useMemo, useRef } from "react";
import { DialogAlerts } from "../shared/design/Dialog.tsx";
import { useHeightProperty } from "../shared/design/useHeightProperty.ts";
import { Announcer } from "../shared/live/Announcer.tsx";
import { openAlarms, waitingPresses } from "../shared/live/alarmStore.ts";
import { useAlarms } from "../shared/live/useAlarms.ts";
import { usePageTitle } from "../shared/live/usePageTitle.ts";
import { Warnings } from "../shared/live/Warnings.tsx";
import type { PageAddress } from "../shared/navigation/pageAddress.ts";
import { usePageAddress } from "../shared/navigation/usePageAddress.ts";
import type { Me } from "../shared/session/session.ts";
import { Desk } from "./desk/Desk.tsx";
import "./operatorPage.css";
import { IncidentLine } from "./page/IncidentLine.tsx";
import { TopBar } from "./page/TopBar.tsx";
import { WaitingAlarm } from "./page/WaitingAlarm.tsx";
import { ringsFor } from "./sound/ringing.ts";
import { useRinging } from "./sound/useRinging.ts";
import { useSound } from "./sound/useSound.ts";

interface OperatorPageProps {
  me: Me;
  /** The page at any address except the desk's. */
  pageAt(address: PageAddress): ReactNode;
  onSignOut(): Promise<string | null>;
}

/** The frame around every page of staff: it follows the alarms and rings, also while the operator is on another page. */
export function OperatorPage({ me, pageAt, onSignOut }: OperatorPageProps) {
  const { state, connection, take } = useAlarms();
  const live = useMemo(() => openAlarms(state, "live"), [state]);
  const presses = useMemo(() => waitingPresses(state), [state]);
  const rings = useMemo(() => ringsFor(live, presses, me.id), [live, presses, me.id]);
  const address = usePageAddress();
  const sound = useSound();
  const above = useRef<HTMLDivElement>(null);
  useHeightProperty("--warnings-height", above);

  const lost = connection.kind === "lost";
  useRinging(rings, lost, sound.play);
  const waiting = live.filter((one) => one.heldBy === null);
  const unrecorded = presses.filter((one) => one.mode === "live").length;
  const unclaimed = waiting.length + unrecorded;
  const critical = waiting.filter((one) => one.priority === "critical").length + unrecorded;
  usePageTitle({ unclaimed, lost, recording: state.recording });

  const alerts = (
    <>
      <Warnings connection={connection} recording={state.recording} />
      {address.kind !== "desk" && <WaitingAlarm live={live} presses={presses} />}
    </>
  );
  return (
    <div className="page" data-stale={lost}>
      <TopBar {...{ me, connection, sound, address, onSignOut }} upToDate={state.upToDate} waiting={{ unclaimed, critical }} />
      <div ref={above} className="warnings">
        {alerts}
        {address.kind === "desk" && <IncidentLine key={me.id} incidents={state.incidents} myId={me.id} />}
      </div>
      {address.kind === "desk" ? (
        <Desk me={me} alarms={{ state, connection, live, presses, take }} sound={sound.state} />
      ) : (
        <DialogAlerts value={alerts}>{pageAt(address)}</DialogAlerts>
      )}
      <Announcer live={live} presses={presses} />
    </div>
  );
}
