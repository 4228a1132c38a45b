import { formatWaited } from "../clock/durations.ts";
import { useNow } from "../clock/useNow.ts";
import { wallTime } from "../clock/wallTime.ts";
import type { ConnectionState } from "./connection.ts";
import "./live.css";

/** Warns across the whole width when this screen misses alarms or the service does not record. */
export function Warnings({ connection, recording }: { connection: ConnectionState; recording: boolean }) {
  return (
    <div role="alert" aria-live="assertive">
      {connection.kind === "lost" && (
        <div className="warning warning-lost">
          <strong>Connection lost</strong>
          <span>
            New alarms do not show on this screen. It was last up to date at {wallTime(new Date(connection.since).toISOString())}. Use
            another screen or the phone. This screen keeps trying to reconnect.
          </span>
          <Since since={connection.since} />
        </div>
      )}
      {connection.kind !== "lost" && !recording && (
        <div className="warning warning-recording">
          <strong>Not recording</strong>
          <span>
            New calls for help still show in the queue, marked “Not yet recorded”. You cannot claim, add notes or close alarms until
            recording starts again.
          </span>
        </div>
      )}
    </div>
  );
}

function Since({ since }: { since: number }) {
  const elapsed = useNow(() => formatWaited(Date.now() - since));
  // A screen reader must not read this every second.
  return (
    <span className="warning-since" aria-hidden="true">
      {elapsed}
    </span>
  );
}
