import { type Outcome, outcomeText } from "../../shared/cases/useOutcomes.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import { shownAlarms } from "../../shared/live/headline.ts";
import type { Closing } from "./useClosing.ts";

/** What this operator has just closed, and the way to take it back. */
export function UndoBar({ closing, choices, onUndo }: { closing: Closing; choices: readonly Outcome[]; onUndo(): void }) {
  const { justClosed, undoUntil } = closing;
  return (
    <div className="undo" role="status" aria-label="Just closed">
      {justClosed !== null && (
        <>
          <span>
            Closed: <strong>{justClosed.homeName}</strong>, {outcomeText(shownAlarms(justClosed)[0]?.outcome ?? "", choices)}
          </span>
          <button type="button" aria-keyshortcuts="z" onClick={onUndo}>
            Undo <SecondsLeft until={undoUntil} />{" "}
            <span className="key" aria-hidden="true">
              z
            </span>
          </button>
        </>
      )}
    </div>
  );
}

/** A screen reader must not read this each second. */
function SecondsLeft({ until }: { until: number }) {
  const left = useNow(() => Math.max(0, Math.ceil((until - Date.now()) / 1000)));
  return <span aria-hidden="true">{left} s</span>;
}
