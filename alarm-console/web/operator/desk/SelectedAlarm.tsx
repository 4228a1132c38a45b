import type { RefObject } from "react";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import type { HomeData } from "../../shared/homeDetails/useHome.ts";
import { AlarmPane } from "../alarm/AlarmPane.tsx";
import { PressPane } from "../alarm/PressPane.tsx";
import type { AlarmActions } from "../alarm/useAlarmActions.ts";
import { useNoteDrafts } from "../alarm/useNoteDrafts.ts";

interface SelectedAlarmProps {
  alarm: AlarmView | undefined;
  press: UnrecordedPress | undefined;
  homeData: HomeData;
  myId: string;
  actions: AlarmActions;
  /** The next unclaimed alarm, null when there is none. */
  next: AlarmView | null;
  onSelect(alarm: AlarmView): void;
  noteBox: RefObject<HTMLTextAreaElement | null>;
  outcomes: RefObject<HTMLFieldSetElement | null>;
}

/** The selected alarm or unrecorded press. A note's draft is removed only after the service has saved the note. */
export function SelectedAlarm({ alarm, press, homeData, myId, actions, next, onSelect, noteBox, outcomes }: SelectedAlarmProps) {
  const { drafts, write } = useNoteDrafts(myId);
  if (alarm === undefined) return press === undefined ? null : <PressPane press={press} home={homeData.home} />;
  const draft = drafts[alarm.id] ?? "";
  const close = async (outcome: string) => {
    if (await actions.close(alarm, outcome, draft.trim())) write(alarm.id, "");
  };
  const note = async () => {
    if (await actions.note(alarm, draft.trim())) write(alarm.id, "");
  };
  return (
    <AlarmPane
      alarm={alarm}
      homeData={homeData}
      myId={myId}
      attempt={actions.attempts[alarm.id]}
      draft={draft}
      onDraft={(text) => write(alarm.id, text)}
      onClaim={() => void actions.claim(alarm)}
      onNote={() => void note()}
      onClose={(outcome) => void close(outcome)}
      next={next}
      onNext={() => next !== null && onSelect(next)}
      noteBox={noteBox}
      outcomes={outcomes}
    />
  );
}
