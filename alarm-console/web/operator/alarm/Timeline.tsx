import type { TimelineEntry } from "#domain/alarm.ts";
import { wallDay, wallTime } from "../../shared/clock/wallTime.ts";
import { highestLine } from "./ringLines.ts";

const words: Partial<Record<TimelineEntry["event"], string>> = {
  raised: "Raised",
  rangAgain: "Rang again",
  priorityRaised: "Grew more urgent",
  note: "Note",
};

/** What staff did is told in a whole sentence already; what the home did gets a word in front. */
const saysItself: ReadonlySet<TimelineEntry["event"]> = new Set(["claimed", "closed"]);

/** Newest first, so that what has just happened is in sight however long the timeline gets. */
export function Timeline({ timeline, timezone }: { timeline: readonly TimelineEntry[]; timezone: string | undefined }) {
  const highest = highestLine(timeline);
  return (
    <section className="timeline" aria-labelledby="timeline-heading">
      <h3 id="timeline-heading">Timeline so far, newest first</h3>
      <ol aria-live="polite" aria-relevant="additions">
        {timeline
          .map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end, so the place is the line's identity
            <li key={index} data-highest={index === highest}>
              <time dateTime={line.at} title={wallDay(line.at, timezone)}>
                {wallTime(line.at, timezone)}
              </time>
              <div>
                <span className="timeline-event">
                  {saysItself.has(line.event)
                    ? line.text
                    : line.event === "note" && line.by === null
                      ? "Update"
                      : (words[line.event] ?? line.event)}
                </span>
                {line.by !== null && line.event !== "claimed" && <span className="timeline-by">{line.by}</span>}
                {!saysItself.has(line.event) && <p>{line.text}</p>}
              </div>
            </li>
          ))
          .reverse()}
      </ol>
    </section>
  );
}
