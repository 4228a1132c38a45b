import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { ServiceIncident } from "#domain/serviceIncident.ts";
import { DialogAlerts } from "../shared/design/Dialog.tsx";
import { useHeightProperty } from "../shared/design/useHeightProperty.ts";
import { Announcer } from "../shared/live/Announcer.tsx";
import { openCases, waitingPresses } from "../shared/live/deskStore.ts";
import { useLiveState } from "../shared/live/useLiveState.ts";
import { usePageTitle } from "../shared/live/usePageTitle.ts";
import { Warnings } from "../shared/live/Warnings.tsx";
import type { PageAddress } from "../shared/navigation/pageAddress.ts";
import { usePageAddress } from "../shared/navigation/usePageAddress.ts";
import type { Me } from "../shared/session/session.ts";
import { Desk } from "./desk/Desk.tsx";
import "./operatorPage.css";
import { LeaveDialog } from "./page/LeaveDialog.tsx";
import { Notices } from "./page/Notices.tsx";
import { TopBar } from "./page/TopBar.tsx";
import { useLeaving } from "./page/useLeaving.ts";
import { WaitingCase } from "./page/WaitingCase.tsx";
import { queueParts } from "./queue/queueParts.ts";
import { ringsFor } from "./sound/ringing.ts";
import { useRinging } from "./sound/useRinging.ts";
import { useSound } from "./sound/useSound.ts";

/** Away from the desk. */
const noIncidents: readonly ServiceIncident[] = [];

interface OperatorPageProps {
  me: Me;
  /** The page at any address except the desk's. */
  pageAt(address: PageAddress): ReactNode;
  onSignOut(): Promise<string | null>;
}

/** The frame around every page of staff: it follows the cases and rings, also while the operator is on another page. */
export function OperatorPage({ me, pageAt, onSignOut }: OperatorPageProps) {
  const live = useLiveState();
  const { state, connection } = live;
  const cases = useMemo(() => openCases(state, "live"), [state]);
  const parts = useMemo(() => queueParts(cases, me.id), [cases, me.id]);
  const presses = useMemo(() => waitingPresses(state), [state]);
  const standsIn = !state.onDuty.some(({ role, canHear }) => role === "operator" && canHear);
  const rings = useMemo(() => ringsFor(cases, presses, { id: me.id, role: me.role, standsIn }), [cases, presses, me.id, me.role, standsIn]);
  const address = usePageAddress();
  const sound = useSound(me.id);
  const audible = useMemo(() => sound.audible(rings), [sound.audible, rings]);
  const [opened, setOpened] = useState<string | null>(null);
  const above = useRef<HTMLElement>(null);
  useHeightProperty("--warnings-height", above);

  const leaving = useLeaving(parts.mine.length, onSignOut);
  const lost = connection.kind === "lost";
  useRinging(audible, lost, sound.play);
  useEffect(() => live.canHear(sound.canHear), [live.canHear, sound.canHear]);
  const unrecorded = presses.filter((one) => one.mode === "live").length;
  const unclaimed = parts.waiting.length + unrecorded;
  const critical = parts.waiting.filter((one) => one.priority === "critical").length + unrecorded;
  usePageTitle({ unclaimed, lost, recording: state.recording });

  const alerts = (
    <>
      <Warnings connection={connection} recording={state.recording} />
      {address.kind !== "desk" && <WaitingCase waiting={parts.waiting} presses={presses} />}
    </>
  );
  return (
    <div className="page" data-stale={lost}>
      <TopBar
        {...{ me, connection, sound, rings, address }}
        onOpenCase={setOpened}
        onSignOut={leaving.leave}
        upToDate={state.upToDate}
        waiting={{ unclaimed, critical }}
      />
      <section ref={above} className="warnings" aria-label="Warnings">
        {alerts}
        <Notices key={me.id} sound={sound} incidents={address.kind === "desk" ? state.incidents : noIncidents} myId={me.id} />
      </section>
      {address.kind === "desk" ? (
        <Desk me={me} live={live} parts={parts} presses={presses} sound={sound.state} onMute={() => sound.mute(rings)} opened={opened} />
      ) : (
        <DialogAlerts value={alerts}>{pageAt(address)}</DialogAlerts>
      )}
      <LeaveDialog dialog={leaving.dialog} me={me} held={parts.mine} onDuty={state.onDuty} take={live.take} onSignOut={onSignOut} />
      <Announcer waiting={parts.waiting} presses={presses} />
    </div>
  );
}
