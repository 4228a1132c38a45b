import type { Night } from "../carerCalls.ts";

/** The bar goes from 18:00 to noon, by the wall clock of the home. A night begins at noon. */
const barBegins = 6;
const hours = 18;

/** Hours since the noon on which the night began, 0 to 24, by the wall clock: on the night of a clock change the bar has no gap. */
function sinceNoon(time: string, timezone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(time));
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return (value("hour") + value("minute") / 60 + 12) % 24;
}

const onBar = (noonHours: number): number => Math.min(hours, Math.max(0, noonHours - barBegins));
const startOf = (from: string, timezone: string): number => onBar(sinceNoon(from, timezone));
/** A time in bed that ends at noon ends with the night. */
const endOf = (to: string | null, timezone: string): number => (to === null ? hours : onBar(sinceNoon(to, timezone) || 24));

const percent = (place: number): string => `${(place / hours) * 100}%`;

/** One night as a bar: in bed is filled, doors and alarms are marks. The words beside it say the same. */
export function NightBar({ night, timezone, until }: { night: Night; timezone: string; until: string | null }) {
  const marks = [...night.doors.map(({ at }) => ({ at, kind: "door" })), ...night.alarms.map(({ at }) => ({ at, kind: "alarm" }))];
  return (
    <div className="night-bar" aria-hidden="true">
      {night.beds.map(({ name, inBed }) => (
        <svg key={name} aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none">
          {inBed.map(({ from, to }) => {
            const start = startOf(from, timezone);
            const end = endOf(to ?? until, timezone);
            return <rect key={from} x={percent(start)} width={percent(Math.max(0.05, end - start))} y="0" height="100%" />;
          })}
        </svg>
      ))}
      <svg className="night-marks" aria-hidden="true">
        {marks.map(({ at, kind }) => {
          const noonHours = sinceNoon(at, timezone);
          if (noonHours < barBegins) return null;
          return <circle key={`${kind} ${at}`} className={kind} cx={percent(onBar(noonHours))} cy="50%" r="5" />;
        })}
      </svg>
      <p className="night-hours">
        {["18", "21", "00", "03", "06", "09", "12"].map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </p>
    </div>
  );
}
