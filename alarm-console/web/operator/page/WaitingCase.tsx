import type { UnrecordedPress } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import { PriorityMark } from "../../shared/design/PriorityMark.tsx";
import { headline } from "../../shared/live/headline.ts";
import { caseHref, deskHref } from "../../shared/navigation/pageAddress.ts";
import { firstWaiting } from "./firstWaiting.ts";
import "../../shared/navigation/navigation.css";

/** Shown above every page except the desk: the waiting case to answer first, as a link to it. An unrecorded press comes before cases. */
export function WaitingCase({ waiting, presses }: { waiting: readonly CaseView[]; presses: readonly UnrecordedPress[] }) {
  const calling = waiting.filter((one) => one.priority !== "info");
  const unrecorded = presses.filter(({ mode }) => mode === "live");
  const firstId = useNow((now) => firstWaiting(calling, now)?.id ?? "");
  const press = unrecorded.at(-1);
  const first = calling.find(({ id }) => id === firstId);
  const shown = press ?? first;
  if (shown === undefined) return null;
  const others = calling.length + unrecorded.length - 1;
  return (
    <a
      className="waiting-alarm"
      data-priority={shown.priority}
      href={press !== undefined || first === undefined ? deskHref : caseHref(first.id)}
    >
      {press === undefined ? <PriorityMark priority={shown.priority} /> : <span className="not-recorded">Not yet recorded</span>}
      <strong>{shown.homeName}</strong>
      <span>{press?.sentence ?? (first === undefined ? "" : headline(first)?.sentence)}</span>
      <span className="waiting-alarm-link">
        {others > 0 ? `${others} more waiting. ` : ""}
        <u>Go to the queue</u>
      </span>
    </a>
  );
}
