import type { AlarmView } from "#domain/alarm.ts";
import { formatAgo } from "../clock/durations.ts";
import { useNow } from "../clock/useNow.ts";
import { wallDay } from "../clock/wallTime.ts";
import { outageHref, quarantineHref } from "../navigation/pageAddress.ts";
import type { OutageLine } from "./foldOutages.ts";
import "./technical.css";

interface TechnicalListProps {
  alarms: readonly AlarmView[];
  /** Each is one line, in place of its silences. */
  outages: readonly OutageLine[];
  /** The reader may open the work list of an outage. */
  outagesLinked: boolean;
  selected: string | null;
  onSelect(alarm: AlarmView): void;
}

/** Problems with devices. They do not ring, and each one ends automatically when the device is well again. */
export function TechnicalList({ alarms, outages, outagesLinked, selected, onSelect }: TechnicalListProps) {
  return (
    <>
      {outages.map(({ incidentId, text }) => (
        <p key={incidentId} className="technical-outage">
          {text} {outagesLinked && <a href={outageHref(incidentId)}>Work list</a>}
        </p>
      ))}
      {alarms.length === 0 && outages.length > 0 ? null : alarms.length === 0 ? (
        <p className="technical-empty">No device problems</p>
      ) : (
        <Troubles alarms={alarms} selected={selected} onSelect={onSelect} />
      )}
      <p className="technical-more">
        <a href={quarantineHref}>Unreadable messages</a>
      </p>
    </>
  );
}

function Troubles({ alarms, selected, onSelect }: Pick<TechnicalListProps, "alarms" | "selected" | "onSelect">) {
  const reachable = alarms.some((one) => one.id === selected) ? selected : alarms[0]?.id;
  return (
    <ol className="technical-list" aria-label="Technical list">
      {alarms.map((one) => (
        <li key={one.id}>
          <button
            type="button"
            className="technical-row"
            aria-current={one.id === selected ? "true" : undefined}
            tabIndex={one.id === reachable ? 0 : -1}
            onClick={() => onSelect(one)}
          >
            <span className="technical-top">
              <span className="technical-home">{one.homeName}</span>
              {one.mode === "test" ? <span className="technical-since">test</span> : <Since raisedAt={one.raisedAt} />}
            </span>
            <span className="technical-sentence">{one.sentence}</span>
            {one.heldBy !== null && <span className="technical-since">Claimed by {one.heldBy.name}</span>}
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
