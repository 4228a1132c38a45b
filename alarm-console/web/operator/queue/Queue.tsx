import type { ReactNode } from "react";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import type { Attempt } from "../alarm/useAlarmActions.ts";
import type { Selection } from "../desk/selection.ts";
import { AlarmRow } from "./AlarmRow.tsx";
import { PressRow } from "./PressRow.tsx";
import "./queue.css";
import { QueueSummary } from "./QueueSummary.tsx";

export interface QueueProps {
  presses: readonly UnrecordedPress[];
  live: readonly AlarmView[];
  test: readonly AlarmView[];
  upToDate: boolean;
  myId: string;
  selection: Selection;
  attempts: Readonly<Record<string, Attempt>>;
  testShown: boolean;
  onTestShown(shown: boolean): void;
  onSelectAlarm(alarm: AlarmView): void;
  onSelectPress(press: UnrecordedPress): void;
  onNext(): void;
  tabs: ReactNode;
  /** Shown in place of the alarms. The summary of waiting alarms stays above it. */
  otherList: ReactNode;
}

/** The waiting alarms: a summary, presses not yet recorded, then the list that the tabs select. */
export function Queue(props: QueueProps) {
  const { presses, live, selection } = props;
  return (
    <section className="queue" aria-label="Queue">
      <QueueSummary live={live} presses={presses} myId={props.myId} onNext={props.onNext} />
      {presses.length > 0 && (
        <ol className="queue-list presses" aria-label="Not yet recorded">
          {presses.map((press) => (
            <PressRow
              key={press.readingKey}
              press={press}
              selected={selection?.kind === "press" && selection.readingKey === press.readingKey}
              onSelect={props.onSelectPress}
            />
          ))}
        </ol>
      )}
      {props.tabs}
      <div className="shown-list" id="shown-list" role="tabpanel" aria-label={props.otherList === null ? "Alarms" : "Technical"}>
        {props.otherList ?? <Alarms {...props} />}
      </div>
    </section>
  );
}

function Alarms(props: QueueProps) {
  const { presses, live, test, upToDate, testShown, onTestShown } = props;
  return (
    <>
      <List label="Alarm queue" alarms={live} {...props} />
      {live.length === 0 && presses.length === 0 && <p className="queue-empty">{upToDate ? "The queue is empty" : "Loading alarms…"}</p>}
      {test.length > 0 && (
        <section className="queue-test" aria-label="Test homes">
          <h2>
            <button type="button" className="plain" aria-expanded={testShown} onClick={() => onTestShown(!testShown)}>
              Test homes <span className="count">{test.length}</span>
            </button>
          </h2>
          {testShown && <List label="Alarms of test homes" alarms={test} {...props} />}
        </section>
      )}
    </>
  );
}

function List({ label, alarms, selection, myId, attempts, onSelectAlarm }: { label: string; alarms: readonly AlarmView[] } & QueueProps) {
  const id = selection?.kind === "alarm" ? selection.id : null;
  const reachable = alarms.some((one) => one.id === id) ? id : alarms[0]?.id;
  return (
    <ol className="queue-list" aria-label={label}>
      {alarms.map((alarm) => (
        <AlarmRow
          key={alarm.id}
          alarm={alarm}
          myId={myId}
          selected={alarm.id === id}
          reachable={alarm.id === reachable}
          failed={attempts[alarm.id]?.failed != null && (alarm.heldBy === null || alarm.heldBy.id === myId)}
          onSelect={onSelectAlarm}
        />
      ))}
    </ol>
  );
}
