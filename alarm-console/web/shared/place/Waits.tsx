import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import { useNow } from "../clock/useNow.ts";
import { PriorityMark } from "../design/PriorityMark.tsx";
import { firstWaiting } from "./firstWaiting.ts";
import { deskHref } from "./place.ts";
import "./place.css";

/** Above a page that is not the queue: the most urgent that nobody holds, and the way to it. */
export function Waits({ live, presses }: { live: readonly AlarmView[]; presses: readonly UnrecordedPress[] }) {
  const unclaimed = live.filter((one) => one.heldBy === null && one.priority !== "info");
  const unrecorded = presses.filter(({ mode }) => mode === "live");
  const firstId = useNow((now) => firstWaiting(unclaimed, now)?.id ?? "");
  const press = unrecorded.at(-1);
  const alarm = unclaimed.find(({ id }) => id === firstId);
  const first = press ?? alarm;
  if (first === undefined) return null;
  const more = unclaimed.length + unrecorded.length - 1;
  return (
    <a className="waits" data-priority={first.priority} href={press !== undefined || alarm === undefined ? deskHref : `#alarm-${alarm.id}`}>
      {press === undefined ? <PriorityMark priority={first.priority} /> : <span className="not-recorded">Not yet recorded</span>}
      <strong>{first.homeName}</strong>
      <span>{first.sentence}</span>
      <span className="waits-go">
        {more > 0 ? `and ${more} more: ` : ""}
        <u>go to the queue</u>
      </span>
    </a>
  );
}
