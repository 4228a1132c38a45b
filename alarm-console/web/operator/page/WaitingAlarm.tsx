import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import { PriorityMark } from "../../shared/design/PriorityMark.tsx";
import { deskHref } from "../../shared/navigation/pageAddress.ts";
import { firstWaiting } from "./firstWaiting.ts";
import "../../shared/navigation/navigation.css";

/** Shown above every page except the desk: the unclaimed alarm to answer first, as a link to it. An unrecorded press comes before alarms. */
export function WaitingAlarm({ live, presses }: { live: readonly AlarmView[]; presses: readonly UnrecordedPress[] }) {
  const unclaimed = live.filter((one) => one.heldBy === null && one.priority !== "info");
  const unrecorded = presses.filter(({ mode }) => mode === "live");
  const firstId = useNow((now) => firstWaiting(unclaimed, now)?.id ?? "");
  const press = unrecorded.at(-1);
  const alarm = unclaimed.find(({ id }) => id === firstId);
  const first = press ?? alarm;
  if (first === undefined) return null;
  const others = unclaimed.length + unrecorded.length - 1;
  return (
    <a
      className="waiting-alarm"
      data-priority={first.priority}
      href={press !== undefined || alarm === undefined ? deskHref : `#alarm-${alarm.id}`}
    >
      {press === undefined ? <PriorityMark priority={first.priority} /> : <span className="not-recorded">Not yet recorded</span>}
      <strong>{first.homeName}</strong>
      <span>{first.sentence}</span>
      <span className="waiting-alarm-link">
        {others > 0 ? `${others} more waiting. ` : ""}
        <u>Go to the queue</u>
      </span>
    </a>
  );
}
