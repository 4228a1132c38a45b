import { type AlarmView, byUrgency } from "#domain/alarm.ts";
import { StrengthMark } from "../design/StrengthMark.tsx";
import { deskHref } from "./place.ts";
import "./place.css";

/** Above a page that is not the queue: the most urgent that nobody holds, and the way to it. */
export function Waits({ live, unrecorded }: { live: readonly AlarmView[]; unrecorded: number }) {
  const unclaimed = live.filter((one) => one.heldBy === null && one.strength !== "notice").sort(byUrgency);
  const first = unclaimed[0];
  if (first === undefined && unrecorded === 0) return null;
  const more = unclaimed.length + unrecorded - 1;
  return (
    <a
      className="waits"
      data-strength={unrecorded > 0 ? "critical" : first?.strength}
      href={first === undefined || unrecorded > 0 ? deskHref : `#alarm-${first.id}`}
    >
      {first === undefined || unrecorded > 0 ? (
        <strong className="not-recorded">Press not yet recorded</strong>
      ) : (
        <>
          <StrengthMark strength={first.strength} />
          <strong>{first.homeName}</strong>
          <span>{first.sentence}</span>
        </>
      )}
      <span className="waits-go">
        {more > 0 ? `and ${more} more: ` : ""}
        <u>go to the queue</u>
      </span>
    </a>
  );
}
