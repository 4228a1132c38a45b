import type { UnrecordedPress } from "#domain/alarm.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import { formatAgo } from "../../shared/clock/waited.ts";
import { wallTime } from "../../shared/clock/wallTime.ts";
import { PriorityMark } from "../../shared/design/PriorityMark.tsx";
import type { HomeDetail } from "../../shared/home/home.ts";

/** A press that reached the service while its database is away: it can be acted on, but not claimed. */
export function PressPane({ press, home }: { press: UnrecordedPress; home: HomeDetail | null }) {
  const at = Date.parse(press.at);
  const ago = useNow((now) => formatAgo(now - at));
  return (
    <article className="alarm" data-priority={press.priority}>
      <header className="facts">
        {press.mode === "test" && <p className="test-band">Test home: no one is in danger and nothing rings</p>}
        <div className="facts-top">
          <PriorityMark priority={press.priority} />
          <span className="not-recorded">Not yet recorded</span>
        </div>
        <h2>{press.sentence}</h2>
        <dl className="facts-list">
          <div>
            <dt>Where</dt>
            <dd>
              <strong>{press.homeName}</strong>
              {home !== null && home.address !== "" && <span>{home.address}</span>}
            </dd>
          </div>
          <div>
            <dt>When</dt>
            <dd>
              <strong>{wallTime(press.at, home?.timezone)}</strong>
              <span>{ago}</span>
            </dd>
          </div>
        </dl>
      </header>
      <div className="press-advice">
        <p>
          <strong>Act on it now.</strong> The service cannot record at the moment, so this press cannot be claimed here: agree aloud who
          takes it, call the home, and write down what you do.
        </p>
        <p className="quiet">It becomes an alarm by itself as soon as the service records again.</p>
      </div>
    </article>
  );
}
