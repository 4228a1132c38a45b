import type { UnrecordedPress } from "#domain/alarm.ts";
import { formatAgo } from "../../shared/clock/durations.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import { wallTime } from "../../shared/clock/wallTime.ts";
import { PriorityMark } from "../../shared/design/PriorityMark.tsx";
import type { HomeDetail } from "../../shared/homeDetails/home.ts";
import "./band/band.css";
import { Needs } from "./band/Needs.tsx";
import { Who } from "./band/Who.tsx";
import "./case.css";

/**
 * A call for help that reached the service while its database was away (docs/guarantees.md, 14). The operator can act on it but
 * cannot claim it.
 */
export function PressPane({ press, home }: { press: UnrecordedPress; home: HomeDetail | null }) {
  const at = Date.parse(press.at);
  const ago = useNow((now) => formatAgo(now - at));
  return (
    <article className="case" data-priority={press.priority}>
      <header className="band">
        {press.mode === "test" && <p className="test-band">Test home: no one is in danger and alarms do not ring</p>}
        <div className="band-top">
          <PriorityMark priority={press.priority} />
          <span className="not-recorded">Not yet recorded</span>
        </div>
        <Who home={home} homeName={press.homeName} />
        <Needs people={home?.people ?? []} />
        <div className="what-rang">
          <h3>{press.sentence}</h3>
          <p className="rang-when">
            <span>{wallTime(press.at, home?.timezone)}</span>
            <span>{ago}</span>
          </p>
        </div>
      </header>
      <div className="press-advice">
        <p>
          <strong>Act now.</strong> Link Line cannot record this call yet, so you cannot claim it here. Agree with the other operators who
          answers, call the home, and write down what you do.
        </p>
        <p className="secondary">It becomes a case automatically when recording starts again.</p>
      </div>
    </article>
  );
}
