import type { CaseView } from "#domain/answering/case.ts";
import { formatAgo } from "../../../shared/clock/durations.ts";
import { useNow } from "../../../shared/clock/useNow.ts";
import { foreignZone, wallDay, wallTime } from "../../../shared/clock/wallTime.ts";
import { PriorityShape } from "../../../shared/design/PriorityMark.tsx";
import { priorityTitles } from "../../../shared/design/priorityTitles.ts";
import type { HomeDetail } from "../../../shared/homeDetails/home.ts";
import { shownAlarms } from "../../../shared/live/headline.ts";
import { updateSinceLastRing } from "../../../shared/live/timelineRings.ts";

/** Each alarm of the case: what rang, how often, and when. */
export function WhatRang({ one, home }: { one: CaseView; home: HomeDetail | null }) {
  const alarms = shownAlarms(one);
  return (
    <ul className="what-rang" aria-label="What rang">
      {alarms.map((alarm) => (
        <AlarmLine key={alarm.id} one={one} alarm={alarm} home={home} several={alarms.length > 1} />
      ))}
    </ul>
  );
}

interface AlarmLineProps {
  one: CaseView;
  alarm: CaseView["alarms"][number];
  home: HomeDetail | null;
  several: boolean;
}

function AlarmLine({ one, alarm, home, several }: AlarmLineProps) {
  const ago = useNow((now) => formatAgo(now - Date.parse(alarm.raisedAt)));
  const since = updateSinceLastRing(one.timeline.filter(({ alarmId }) => alarmId === null || alarmId === alarm.id));
  const zone = foreignZone(home?.timezone);
  const isToday = useNow((now) => wallDay(alarm.raisedAt, home?.timezone) === wallDay(new Date(now).toISOString(), home?.timezone));
  return (
    <li data-priority={alarm.priority}>
      {several && <PriorityShape priority={alarm.priority} />}
      <div>
        <h3>
          {several && <span className="hidden">{priorityTitles[alarm.priority]}: </span>}
          {alarm.sentence}
        </h3>
        <p className="rang-when">
          {several && alarm.rings > 1 && <strong>{alarm.rings} times</strong>}
          <span>
            {alarm.rings > 1 ? "since " : ""}
            <time dateTime={alarm.raisedAt}>{wallTime(alarm.raisedAt, home?.timezone)}</time>
          </span>
          {!isToday && <span>{wallDay(alarm.raisedAt, home?.timezone)}</span>}
          {one.mode === "live" && <span>{ago}</span>}
          {zone !== null && <span>{zone} time</span>}
        </p>
        {since !== null && <p className="rang-since">Since then: {since}</p>}
        {alarm.stuck && (
          <p className="doubtful">
            Stuck button: it presses without end. Close the case as a technical fault and have the button replaced.
          </p>
        )}
        {alarm.doubtful && !alarm.stuck && (
          <p className="doubtful">Sensor may be faulty: it reports too often. Treat this alarm as real until you have checked.</p>
        )}
      </div>
    </li>
  );
}
