import type { AlarmView } from "#domain/alarm.ts";
import { AbsenceLine } from "../../shared/absence/AbsenceLine.tsx";
import type { AbsenceView } from "../../shared/absence/absences.ts";
import { formatAgo } from "../../shared/clock/durations.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import { foreignZone, wallDay, wallTime } from "../../shared/clock/wallTime.ts";
import { PriorityMark } from "../../shared/design/PriorityMark.tsx";
import type { HomeDetail } from "../../shared/homeDetails/home.ts";
import { updateSinceLastRing } from "../../shared/live/timelineRings.ts";
import { WaitingTime } from "../queue/WaitingTime.tsx";

interface FactsProps {
  alarm: AlarmView;
  home: HomeDetail | null;
  absences: readonly AbsenceView[];
}

/** What happened, where and when, and what an operator must know before acting. */
export function AlarmFacts({ alarm, home, absences }: FactsProps) {
  const raisedAt = Date.parse(alarm.raisedAt);
  const ago = useNow((now) => formatAgo(now - raisedAt));
  const device = home?.devices.find((one) => one.id === alarm.deviceId);
  const since = updateSinceLastRing(alarm.timeline);
  const zone = foreignZone(home?.timezone);
  return (
    <header className="facts">
      {alarm.mode === "test" && <p className="test-band">Test home: no one is in danger and alarms do not ring</p>}
      <div className="facts-top">
        <PriorityMark priority={alarm.priority} />
        {alarm.rings > 1 && <span className="rings">{alarm.rings} calls</span>}
        <span className="facts-plan">
          {alarm.technical
            ? "Technical: does not ring"
            : `Plan: ${alarm.firstResponder === "carer" ? "family carer" : "centre"} responds first`}
        </span>
        {alarm.state === "open" && alarm.mode === "live" && !alarm.technical && (
          <WaitingTime since={raisedAt} counting={alarm.heldBy === null && alarm.priority !== "info"} />
        )}
      </div>
      <h2>{alarm.sentence}</h2>
      {since !== null && <p className="facts-since">Since then: {since}</p>}
      {alarm.doubtful && (
        <p className="doubtful">Sensor may be faulty: it reports too often. Treat this alarm as real until you have checked.</p>
      )}
      <dl className="facts-list">
        <div>
          <dt>Where</dt>
          <dd>
            <strong>{alarm.homeName}</strong>
            {home !== null && home.address !== "" && <span>{home.address}</span>}
            {device !== undefined && device.room !== "" && <span>{device.room}</span>}
          </dd>
        </div>
        <div className="facts-when">
          <dt>{alarm.rings > 1 ? "Started" : "When"}</dt>
          <dd>
            <strong>
              <time dateTime={alarm.raisedAt}>{wallTime(alarm.raisedAt, home?.timezone)}</time>
            </strong>
            <span>{wallDay(alarm.raisedAt, home?.timezone)}</span>
            {alarm.mode === "live" && <span>{ago}</span>}
            {zone !== null && <span>{zone} time</span>}
          </dd>
        </div>
      </dl>
      <AbsenceLine absences={absences} timezone={home?.timezone} />
    </header>
  );
}
