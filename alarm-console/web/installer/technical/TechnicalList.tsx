import type { AlarmView } from "#domain/alarm.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import { formatAgo } from "../../shared/clock/waited.ts";
import { wallDay } from "../../shared/clock/wallTime.ts";
import "./technical.css";

interface TechnicalListProps {
  alarms: readonly AlarmView[];
  chosen: string | null;
  onChoose(alarm: AlarmView): void;
}

/** What is wrong with devices. It waits for the day: nothing here sounds, and each ends by itself once the device is well. */
export function TechnicalList({ alarms, chosen, onChoose }: TechnicalListProps) {
  const reachable = alarms.some((one) => one.id === chosen) ? chosen : alarms[0]?.id;
  if (alarms.length === 0) return <p className="queue-quiet">No device is at fault</p>;
  return (
    <ol className="queue-list technical" aria-label="Technical list">
      {alarms.map((one) => (
        <li key={one.id}>
          <button
            type="button"
            className="technical-row"
            aria-current={one.id === chosen ? "true" : undefined}
            tabIndex={one.id === reachable ? 0 : -1}
            onClick={() => onChoose(one)}
          >
            <span className="technical-top">
              <span className="row-home">{one.homeName}</span>
              {one.mode === "test" ? <span className="technical-since">test</span> : <Since raisedAt={one.raisedAt} />}
            </span>
            <span className="technical-sentence">{one.sentence}</span>
            {one.heldBy !== null && <span className="technical-since">{one.heldBy.name} sees to it</span>}
          </button>
        </li>
      ))}
    </ol>
  );
}

function Since({ raisedAt }: { raisedAt: string }) {
  const ago = useNow((now) => formatAgo(now - Date.parse(raisedAt)));
  return (
    <time className="technical-since" dateTime={raisedAt} title={wallDay(raisedAt)}>
      <span className="hidden">since </span>
      {ago}
    </time>
  );
}
