import type { HomeData } from "../../shared/homeDetails/useHome.ts";
import { AlarmFacts } from "./AlarmFacts.tsx";
import "./alarm.css";
import { ClosedAlarm, type ClosedAlarmProps } from "./ClosedAlarm.tsx";
import { OpenAlarm, type OpenAlarmProps } from "./OpenAlarm.tsx";
import { Timeline } from "./Timeline.tsx";

interface AlarmPaneProps extends OpenAlarmProps, ClosedAlarmProps {
  homeData: HomeData;
}

/** What happened, what the operator can do, and the timeline. */
export function AlarmPane(props: AlarmPaneProps) {
  const { alarm, homeData } = props;
  const { home, absences } = homeData;
  return (
    <article className="alarm" data-priority={alarm.priority}>
      <AlarmFacts alarm={alarm} home={home} absences={absences} />
      <div className="alarm-work">
        <div className="alarm-respond">{alarm.state === "closed" ? <ClosedAlarm {...props} /> : <OpenAlarm {...props} />}</div>
        <Timeline key={alarm.id} timeline={alarm.timeline} timezone={home?.timezone} />
      </div>
    </article>
  );
}
