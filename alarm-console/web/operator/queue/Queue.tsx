import type { ReactNode } from "react";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import type { Attempt } from "../alarm/useActions.ts";
import { AlarmRow } from "./AlarmRow.tsx";
import type { Chosen } from "./chosen.ts";
import { PressRow } from "./PressRow.tsx";
import "./queue.css";
import { QueueSummary } from "./QueueSummary.tsx";

export interface QueueProps {
  presses: readonly UnrecordedPress[];
  live: readonly AlarmView[];
  test: readonly AlarmView[];
  upToDate: boolean;
  myId: string;
  chosen: Chosen;
  attempts: Readonly<Record<string, Attempt>>;
  testShown: boolean;
  onTestShown(shown: boolean): void;
  onChooseAlarm(alarm: AlarmView): void;
  onChoosePress(press: UnrecordedPress): void;
  onNext(): void;
  tabs: ReactNode;
  /** Another list in the place of the alarms; what waits stays said above it. */
  instead: ReactNode;
}

export function Queue(props: QueueProps) {
  const { presses, live, chosen } = props;
  return (
    <section className="queue" aria-label="Queue">
      <QueueSummary live={live} presses={presses} myId={props.myId} onNext={props.onNext} />
      {presses.length > 0 && (
        <ol className="queue-list presses" aria-label="Not yet recorded">
          {presses.map((press) => (
            <PressRow
              key={press.readingKey}
              press={press}
              chosen={chosen?.kind === "press" && chosen.readingKey === press.readingKey}
              onChoose={props.onChoosePress}
            />
          ))}
        </ol>
      )}
      {props.tabs}
      <div className="shown-list" id="shown-list" role="tabpanel" aria-label={props.instead === null ? "Alarms" : "Technical"}>
        {props.instead ?? <Alarms {...props} />}
      </div>
    </section>
  );
}

function Alarms(props: QueueProps) {
  const { presses, live, test, upToDate, testShown, onTestShown } = props;
  return (
    <>
      <List label="Alarm queue" alarms={live} {...props} />
      {live.length === 0 && presses.length === 0 && <p className="queue-quiet">{upToDate ? "No open alarms" : "Reading the queue…"}</p>}
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

function List({ label, alarms, chosen, myId, attempts, onChooseAlarm }: { label: string; alarms: readonly AlarmView[] } & QueueProps) {
  const id = chosen?.kind === "alarm" ? chosen.id : null;
  const reachable = alarms.some((one) => one.id === id) ? id : alarms[0]?.id;
  return (
    <ol className="queue-list" aria-label={label}>
      {alarms.map((alarm) => (
        <AlarmRow
          key={alarm.id}
          alarm={alarm}
          myId={myId}
          chosen={alarm.id === id}
          reachable={alarm.id === reachable}
          failed={attempts[alarm.id]?.failed != null && (alarm.heldBy === null || alarm.heldBy.id === myId)}
          onChoose={onChooseAlarm}
        />
      ))}
    </ol>
  );
}
