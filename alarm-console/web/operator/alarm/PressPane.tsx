import type { UnrecordedPress } from "#domain/alarm.ts";
import { formatAgo } from "../../shared/clock/durations.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import { wallTime } from "../../shared/clock/wallTime.ts";
import { PriorityMark } from "../../shared/design/PriorityMark.tsx";
import type { HomeDetail } from "../../shared/homeDetails/home.ts";

/**
 * A call for help that reached the service while its database was away (docs/guarantees.md, 14). The operator can act on it but
 * cannot claim it.
 */
export function PressPane({ press, home }: { press: UnrecordedPress; home: HomeDetail | null }) {
  const at = Date.parse(press.at);
  const ago = useNow((now) => formatAgo(now - at));
  return (
    <article className="alarm" data-priority={press.priority}>
      <header className="facts">
        {press.mode === "test" && <p className="test-band">Test home: no one is in danger and alarms do not ring</p>}
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
          <strong>Act now.</strong> Link Line cannot record this call yet, so you cannot claim it here. Agree with the other operators who
          answers, call the home, and write down what you do.
        </p>
        <p className="secondary">It becomes an alarm automatically when recording starts again.</p>
      </div>
    </article>
  );
}
