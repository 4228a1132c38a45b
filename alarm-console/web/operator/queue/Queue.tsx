import type { ReactNode } from "react";
import type { UnrecordedPress } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import type { Selection } from "../desk/selection.ts";
import { CaseList, type CaseListProps } from "./CaseList.tsx";
import { FoldedPart } from "./FoldedPart.tsx";
import "./parts.css";
import { PressRow } from "./PressRow.tsx";
import "./queue.css";
import { QueueSummary } from "./QueueSummary.tsx";
import type { QueueParts } from "./queueParts.ts";
import { WaitingCases } from "./WaitingCases.tsx";

export interface QueueProps extends Pick<CaseListProps, "myId" | "attempts" | "onSelect"> {
  presses: readonly UnrecordedPress[];
  parts: QueueParts;
  test: readonly CaseView[];
  upToDate: boolean;
  selection: Selection;
  othersShown: boolean;
  onOthersShown(shown: boolean): void;
  testShown: boolean;
  onTestShown(shown: boolean): void;
  onSelectPress(press: UnrecordedPress): void;
  onNext(): void;
  tabs: ReactNode;
  /** Shown in place of the cases. The summary of waiting cases stays above it. */
  otherList: ReactNode;
}

/** The left side of the desk: a summary, presses not yet recorded, then the list that the tabs select. */
export function Queue(props: QueueProps) {
  const { presses, parts, selection } = props;
  return (
    <section className="queue" aria-label="Queue">
      <QueueSummary parts={parts} presses={presses} onNext={props.onNext} />
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
      <div className="shown-list" id="shown-list" role="tabpanel" aria-label={props.otherList === null ? "Cases" : "Technical"}>
        {props.otherList ?? <Cases {...props} />}
      </div>
    </section>
  );
}

function Cases(props: QueueProps) {
  const { parts, presses, test, upToDate, selection, myId, attempts, onSelect } = props;
  const list = { selected: selection?.kind === "case" ? selection.id : null, myId, attempts, onSelect };
  const { waiting, mine, family, others } = parts;
  return (
    <>
      {waiting.length > 0 ? (
        <WaitingCases waiting={waiting} list={list} />
      ) : (
        presses.length === 0 && <p className="queue-empty">{upToDate ? "No case is waiting" : "Loading cases…"}</p>
      )}
      {mine.length > 0 && (
        <section className="queue-part queue-mine" aria-label="Mine">
          <h2>
            Mine <span className="count">{mine.length}</span>
          </h2>
          <CaseList label="Mine" cases={mine} {...list} />
        </section>
      )}
      {family.length > 0 && (
        <section className="queue-part" aria-label="With the family">
          <h2>
            With the family <span className="count">{family.length}</span>
          </h2>
          <CaseList label="With the family" cases={family} {...list} />
        </section>
      )}
      {others.length > 0 && (
        <FoldedPart name="With others" count={others.length} shown={props.othersShown} onShown={props.onOthersShown}>
          <CaseList label="With others" cases={others} {...list} />
        </FoldedPart>
      )}
      {test.length > 0 && (
        <FoldedPart
          name={test.some(({ mode }) => mode === "commissioning") ? "Test homes and commissioning" : "Test homes"}
          count={test.length}
          shown={props.testShown}
          onShown={props.onTestShown}
          isTest
        >
          <CaseList label="Cases of test homes" cases={test} {...list} />
        </FoldedPart>
      )}
    </>
  );
}
