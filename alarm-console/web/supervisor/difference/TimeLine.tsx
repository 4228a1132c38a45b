import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { PlanDifference } from "#domain/planDifference.ts";
import { keyOf } from "./changeText.ts";
import { Night } from "./Night.tsx";
import { marksOf } from "./nightRow.ts";

/** The hours of a row, from noon to noon. */
const hours = ["12", "15", "18", "21", "00", "03", "06", "09", "12 "];
/** Width of a mark with its label at the default font size. */
const labelPx = 104;

/** One row for each night, from noon to noon. Tab stops here once; arrow keys move from mark to mark and from night to night. */
export function TimeLine({ difference }: { difference: PlanDifference }) {
  const { nights, alarms, timezone } = difference;
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(900);
  const [reached, setReached] = useState<string | null>(null);
  const [shown, setShown] = useState<string | null>(null);

  useEffect(() => {
    const track = box.current?.querySelector(".night-track");
    if (track == null) return;
    const watch = new ResizeObserver(([entry]) => entry !== undefined && setWidth(Math.max(200, entry.contentRect.width)));
    watch.observe(track);
    return () => watch.disconnect();
  }, []);

  const rows = useMemo(
    () =>
      nights.map((night) => ({
        night,
        marks: marksOf(
          alarms.filter((one) => one.night === night && !one.technical),
          timezone,
          labelPx / width,
        ),
      })),
    [nights, alarms, timezone, width],
  );
  const first = rows.flatMap(({ marks }) => marks)[0];

  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") return setShown(null);
    if (!event.key.startsWith("Arrow")) return;
    const marks = [...(box.current?.querySelectorAll<HTMLElement>(".mark") ?? [])];
    const at = marks.indexOf(document.activeElement as HTMLElement);
    const to = event.key === "ArrowRight" ? at + 1 : event.key === "ArrowLeft" ? at - 1 : otherNight(marks, at, event.key === "ArrowDown");
    if (at === -1 || marks[to] === undefined) return;
    event.preventDefault();
    marks[to].focus();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields, and there are none here
    <div
      ref={box}
      className="time-line"
      role="group"
      aria-label="Time line, one row for each night; use the arrow keys to move between marks"
      onKeyDown={keys}
    >
      <div className="night night-hours" aria-hidden="true">
        <span className="night-name">Night of</span>
        <span className="night-track">
          {hours.map((hour, place) => (
            <span key={hour} style={{ left: `${(place / 8) * 100}%` }}>
              {hour}
            </span>
          ))}
        </span>
      </div>
      <ol>
        {rows.map(({ night, marks }) => (
          <Night
            key={night}
            night={night}
            marks={marks}
            timezone={timezone}
            reached={reached ?? (first === undefined ? null : keyOf(first.alarm))}
            shown={shown}
            onReach={setReached}
            onShow={setShown}
          />
        ))}
      </ol>
    </div>
  );
}

/** The index of the mark nearest in time of day, in the next night with marks. */
function otherNight(marks: readonly HTMLElement[], at: number, down: boolean): number {
  const here = marks[at];
  const later = down ? marks.slice(at + 1) : marks.slice(0, Math.max(0, at)).reverse();
  const night = later.find((one) => one.dataset.night !== here?.dataset.night)?.dataset.night;
  const candidates = later.filter((one) => one.dataset.night === night);
  const away = (one: HTMLElement) => Math.abs(Number(one.dataset.at) - Number(here?.dataset.at));
  const nearest = candidates.sort((a, b) => away(a) - away(b))[0];
  return nearest === undefined ? -1 : marks.indexOf(nearest);
}
