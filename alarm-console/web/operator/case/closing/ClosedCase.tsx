import { useState } from "react";
import type { CaseView } from "#domain/answering/case.ts";
import { useNow } from "../../../shared/clock/useNow.ts";
import { shownAlarms } from "../../../shared/live/headline.ts";
import { ActionFailure } from "../ActionFailure.tsx";
import { NoteBox, type NoteBoxProps } from "../NoteBox.tsx";
import { ReasonForm } from "../ReasonForm.tsx";
import { CarerWords } from "./CarerWords.tsx";
import "./closing.css";
import { type Outcome, outcomeText } from "../../../shared/cases/useOutcomes.ts";

export interface ClosedCaseProps extends NoteBoxProps {
  one: CaseView;
  choices: readonly Outcome[];
  onReopen(reason: string): void;
}

/** For so long a closed case may be opened again. */
const reopenMs = 24 * 3_600_000;
const reopenCalls = ["reopen", "close"] as const;

/** How the case ended, and the way to open it again. A note can still be added. */
export function ClosedCase(props: ClosedCaseProps) {
  const { one, choices, attempt, onReopen } = props;
  const [asking, setAsking] = useState(false);
  const closedAt = Date.parse(one.closedAt ?? "");
  const mayReopen = useNow((now) => now - closedAt < reopenMs) && !one.technical;
  const ended = shownAlarms(one).map(({ id, sentence, outcome }) => ({ id, sentence, end: outcomeText(outcome ?? "", choices) }));
  const ends = [...new Set(ended.map(({ end }) => end))];
  return (
    <div className="closed">
      <p className="closed-outcome" role="status">
        Closed: <strong>{ends.join("; ")}</strong>
      </p>
      {ends.length > 1 && (
        <ul className="closed-each" aria-label="How each alarm ended">
          {ended.map(({ id, sentence, end }) => (
            <li key={id}>
              {sentence}: <strong>{end}</strong>
            </li>
          ))}
        </ul>
      )}
      <CarerWords one={one} />
      {mayReopen && !asking && (
        <button type="button" onClick={() => setAsking(true)}>
          Open again…
        </button>
      )}
      {mayReopen && asking && (
        <ReasonForm
          label="Reason for opening it again"
          button="Open again"
          busy={attempt?.busy === "reopen"}
          onCancel={() => setAsking(false)}
          onSubmit={onReopen}
        />
      )}
      <ActionFailure attempt={attempt} of={reopenCalls} />
      <NoteBox {...props} />
    </div>
  );
}
