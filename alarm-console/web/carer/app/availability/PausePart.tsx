import { useEffect, useState } from "react";
import type { Answer } from "../../../shared/api/call.ts";
import { instantAt, wallInput } from "../../../shared/clock/wallTime.ts";
import { faultsIn } from "../../../shared/forms/faults.ts";
import { availabilityPhrases } from "../../words/away/availability.ts";
import { useWords } from "../../words/useLanguage.ts";
import { type Availability, availabilityOf, endPause, pauseUntil } from "./availabilityCalls.ts";
import { CallSpans } from "./CallSpans.tsx";
import { useAction } from "./useAction.ts";

interface PartProps {
  homeId: string;
  shown: Availability;
  /** A moment in words. */
  at(moment: string): string;
  onChanged(next: Availability): void;
}

/** "I can't tonight": who is called instead is shown before the carer confirms. */
export function PausePart(props: PartProps) {
  const words = useWords(availabilityPhrases);
  const { shown, at } = props;
  const { notAvailableUntil, pausedUntil } = shown.mine;
  return (
    <section className="carer-home" aria-labelledby="cannot-heading">
      <h2 id="cannot-heading">{words.cannot}</h2>
      {notAvailableUntil !== null && (
        <>
          <p className="away-state" role="status">
            {words.notCalled(at(notAvailableUntil))} {pausedUntil === null && shown.mine.hours !== null && words.outsideHours}
          </p>
          <CallSpans intro={words.now} spans={shown.preview.now} at={at} />
        </>
      )}
      {pausedUntil === null ? <Pause {...props} /> : <EndPause {...props} />}
    </section>
  );
}

function EndPause({ homeId, onChanged }: PartProps) {
  const words = useWords(availabilityPhrases);
  const { busy, fault, run } = useAction(onChanged);
  return (
    <>
      <button type="button" className="primary" disabled={busy} onClick={() => void run(() => endPause(homeId))}>
        {words.callAgain}
      </button>
      <p className="fault" role="alert">
        {fault}
      </p>
    </>
  );
}

function Pause({ homeId, shown, at, onChanged }: PartProps) {
  const words = useWords(availabilityPhrases);
  const { busy, fault, run } = useAction(onChanged);
  const [field, setField] = useState(() => wallInput(Date.parse(shown.suggestedPauseEnd), shown.timezone));
  const until = instantAt(field, shown.timezone);
  const preview = usePreview(homeId, field === "" ? null : until);
  const whyNot = preview === null || preview.ok ? null : (faultsIn(preview)[0]?.message ?? preview.message);
  return (
    <>
      <label className="field">
        {words.until}
        <input type="datetime-local" value={field} onChange={(event) => setField(event.target.value)} />
      </label>
      {preview?.ok && <CallSpans intro={words.ifYouCannot} spans={preview.value.preview.withoutMe} at={at} />}
      <p className="fault" role="alert">
        {fault ?? (whyNot === null ? null : `${whyNot.charAt(0).toUpperCase()}${whyNot.slice(1)}.`)}
      </p>
      <button
        type="button"
        className="primary"
        disabled={busy || preview?.ok !== true}
        onClick={() => void run(() => pauseUntil(homeId, until))}
      >
        {words.dontCall(field === "" ? "…" : at(until))}
      </button>
    </>
  );
}

/** What happens if the carer cannot until then. Null while the service is asked. */
function usePreview(homeId: string, until: string | null): Answer<Availability> | null {
  const [shown, setShown] = useState<{ until: string; answer: Answer<Availability> } | null>(null);
  useEffect(() => {
    if (until === null) return;
    let isOver = false;
    void availabilityOf(homeId, until).then((answer) => !isOver && setShown({ until, answer }));
    return () => {
      isOver = true;
    };
  }, [homeId, until]);
  return shown !== null && shown.until === until ? shown.answer : null;
}
