import { wallMinute } from "../../../shared/clock/wallTime.ts";
import { alarmPhrases, causePhrases } from "../../words/alarm.ts";
import { useWords } from "../../words/useLanguage.ts";
import type { CarerCase } from "../carerCalls.ts";

/** Who has the alarm, and what that means. A screen reader reads it out when it changes. */
export function AlarmStatus({ shown }: { shown: CarerCase }) {
  const [words, causes] = [useWords(alarmPhrases), useWords(causePhrases)];
  const at = (time: string | null): string => wallMinute(time ?? shown.asOf, shown.timezone);
  const [headline, ...sentences] = statusOf(shown, words, at);
  const outcomes = [...new Set(shown.alarms.flatMap(({ outcome }) => outcome ?? []))];
  return (
    <div className="alarm-status" role="status">
      <p className="alarm-headline">{headline}</p>
      {sentences.map((one) => (
        <p key={one}>{one}</p>
      ))}
      {shown.state === "closed" && outcomes.length > 0 && <p>{outcomes.join("; ")}</p>}
      {shown.cause !== null && <p>{words.said(shown.cause.mine ? words.you : shown.cause.name, causes[shown.cause.cause])}</p>}
    </div>
  );
}

type Words = (typeof alarmPhrases)["en"];

function statusOf(shown: CarerCase, words: Words, at: (time: string | null) => string): [string, ...string[]] {
  const { state, accepted, centreSince, heldSince, closedAt, closedBy, priority } = shown;
  if (state === "closed") return [closedBy === null ? words.linkLineClosedAt(at(closedAt)) : words.contactClosedAt(closedBy, at(closedAt))];
  const others = (accepted?.others ?? []).map(({ name, mine, at: time }) =>
    mine ? words.youSince(at(time)) : words.alsoOnIt(name, at(time)),
  );
  if (state !== "waiting") return [heldSince === null ? words.linkLineTook : words.linkLineTookAt(at(heldSince)), ...others];
  const danger = priority === "critical" && centreSince !== null ? [words.dangerToo] : [];
  if (accepted !== null) {
    const { mine, name, askedAt } = accepted;
    if (askedAt !== null) return [mine ? words.stillOnIt : words.askedAgain(name, at(accepted.at)), words.stillOpen, ...others];
    return [mine ? words.youSince(at(accepted.at)) : words.otherSince(name, at(accepted.at)), ...others, ...danger];
  }
  return centreSince === null ? [words.notTaken, words.ifNoOne] : [words.waitingSince(at(centreSince))];
}
