import type { AlarmView } from "#domain/alarm.ts";
import { AbsenceLine } from "../../shared/absence/AbsenceLine.tsx";
import type { AbsenceView } from "../../shared/absence/absences.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import { formatAgo } from "../../shared/clock/waited.ts";
import { foreignZone, wallDay, wallTime } from "../../shared/clock/wallTime.ts";
import { PriorityMark } from "../../shared/design/PriorityMark.tsx";
import type { HomeDetail } from "../../shared/home/home.ts";
import { Waited } from "../queue/Waited.tsx";
import { heardSince } from "./ringLines.ts";

interface FactsProps {
  alarm: AlarmView;
  home: HomeDetail | null;
  absences: readonly AbsenceView[];
}

/** What happened, where, when, and what is to be known before acting on it. */
export function Facts({ alarm, home, absences }: FactsProps) {
  const raisedAt = Date.parse(alarm.raisedAt);
  const ago = useNow((now) => formatAgo(now - raisedAt));
  const device = home?.devices.find((one) => one.id === alarm.deviceId);
  const since = heardSince(alarm.timeline);
  const zone = foreignZone(home?.timezone);
  return (
    <header className="facts">
      {alarm.mode === "test" && <p className="test-band">Test home: no one is in danger and nothing rings</p>}
      <div className="facts-top">
        <PriorityMark priority={alarm.priority} />
        {alarm.rings > 1 && <span className="rings">rang {alarm.rings} times</span>}
        <span className="facts-told">
          {alarm.technical ? "Technical: rings nobody" : `Told first: ${alarm.firstResponder === "carer" ? "family carer" : "this centre"}`}
        </span>
        {alarm.state === "open" && alarm.mode === "live" && !alarm.technical && (
          <Waited since={raisedAt} counting={alarm.heldBy === null && alarm.priority !== "info"} />
        )}
      </div>
      <h2>{alarm.sentence}</h2>
      {since !== null && <p className="facts-since">Since then: {since}</p>}
      {alarm.doubtful && (
        <p className="doubtful">Doubtful: this sensor reports far too often. Treat the alarm as real until you know better.</p>
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
          <dt>{alarm.rings > 1 ? "Began" : "When"}</dt>
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
