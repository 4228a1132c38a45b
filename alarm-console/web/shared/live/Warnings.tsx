import { useNow } from "../clock/useNow.ts";
import { formatWaited } from "../clock/waited.ts";
import { wallTime } from "../clock/wallTime.ts";
import type { Link } from "./connection.ts";
import "./live.css";

/** What an operator must know of this screen before trusting it, across the whole width. */
export function Warnings({ link, recording }: { link: Link; recording: boolean }) {
  return (
    <div role="alert" aria-live="assertive">
      {link.kind === "lost" && (
        <div className="warning warning-lost">
          <strong>Connection lost</strong>
          <span>
            New alarms do not reach this screen. What you see is from {wallTime(new Date(link.since).toISOString())}. Use another screen or
            the telephone; this one reconnects by itself.
          </span>
          <Since since={link.since} />
        </div>
      )}
      {link.kind !== "lost" && !recording && (
        <div className="warning warning-recording">
          <strong>Not recording</strong>
          <span>Presses shown below are not yet recorded. Claims, notes and closing wait until the service records again.</span>
        </div>
      )}
    </div>
  );
}

function Since({ since }: { since: number }) {
  const words = useNow(() => formatWaited(Date.now() - since));
  // Read aloud once with the warning, not every second.
  return (
    <span className="warning-since" aria-hidden="true">
      {words}
    </span>
  );
}
