import { useLayoutEffect, useRef } from "react";
import type { UnrecordedPress } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import type { Outcome } from "../../shared/cases/useOutcomes.ts";
import { HomePane } from "../../shared/homeDetails/HomePane.tsx";
import type { HomeData } from "../../shared/homeDetails/useHome.ts";
import { shownAlarms } from "../../shared/live/headline.ts";
import type { LiveState } from "../../shared/live/useLiveState.ts";
import type { Me } from "../../shared/session/session.ts";
import { AccessNotes } from "../case/AccessNotes.tsx";
import type { HoldingForm } from "../case/holding/holdingProps.ts";
import { PressPane } from "../case/PressPane.tsx";
import type { CaseActions } from "../case/useCaseActions.ts";
import { useNoteDrafts } from "../case/useNoteDrafts.ts";
import type { SoundState } from "../sound/useSound.ts";
import { EmptyDesk } from "./empty/EmptyDesk.tsx";
import { SelectedCase } from "./SelectedCase.tsx";
import { UndoBar } from "./UndoBar.tsx";
import type { CaseCommands } from "./useCaseCommands.ts";
import type { Closing } from "./useClosing.ts";
import type { DeskFields } from "./useDeskShortcuts.ts";

interface CaseColumnProps {
  one: CaseView | undefined;
  press: UnrecordedPress | undefined;
  homeData: HomeData;
  me: Me;
  live: Pick<LiveState, "state" | "connection">;
  actions: CaseActions;
  choices: readonly Outcome[];
  closing: Closing;
  form: HoldingForm | null;
  onForm(form: HoldingForm | null): void;
  fields: DeskFields;
  commands: CaseCommands;
  isQueueEmpty: boolean;
  sound: SoundState;
}

/** The middle and the right side of the desk: the selected case or press, and its home. */
export function CaseColumn(props: CaseColumnProps) {
  const { one, press, homeData, me, live, actions, choices, closing, form, onForm, fields, commands } = props;
  const { drafts, write } = useNoteDrafts(me.id);
  const shown = one ?? press;
  const column = useRef<HTMLElement>(null);
  // Another case begins at its top: priority, name and timer are in view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another case, or the press that becomes one
  useLayoutEffect(() => {
    // On a narrow screen the column's parent scrolls.
    for (const scroller of [column.current, column.current?.parentElement]) if (scroller) scroller.scrollTop = 0;
  }, [one?.id, press?.readingKey]);
  return (
    <div className="page-case">
      <main className="page-alarm" ref={column}>
        <UndoBar closing={closing} choices={choices} onUndo={commands.undo} />
        <section aria-label="Case">
          {one !== undefined && (
            <SelectedCase
              {...{ one, homeData, me, actions, choices, form, onForm, fields }}
              onDuty={live.state.onDuty}
              draft={drafts[one.id] ?? ""}
              onDraft={(text) => write(one.id, text)}
              onClosed={commands.closed}
            />
          )}
          {one === undefined && press !== undefined && <PressPane press={press} home={homeData.home} />}
          {shown === undefined && (
            <EmptyDesk
              complete={live.connection.kind === "live" && live.state.recording && live.state.upToDate}
              isQueueEmpty={props.isQueueEmpty}
              sound={props.sound}
            />
          )}
        </section>
      </main>
      <aside className="page-home" aria-label="Home">
        {shown !== undefined && (
          <HomePane
            homeData={homeData}
            name={shown.homeName}
            deviceId={one === undefined ? null : (shownAlarms(one)[0]?.deviceId ?? null)}
            role={me.role}
            version={one?.version ?? 0}
            peopleShown={one === undefined || one.technical}
            top={one !== undefined && homeData.home?.hasAccessNotes && <AccessNotes key={one.id} one={one} me={me} />}
          />
        )}
      </aside>
    </div>
  );
}
