import type { TimelineEntry } from "#domain/alarm.ts";
import { wallDay, wallTime } from "../../shared/clock/wallTime.ts";
import { highestEntry } from "../../shared/live/timelineRings.ts";

const titles: Partial<Record<TimelineEntry["event"], string>> = {
  raised: "Raised",
  rangAgain: "Rang again",
  priorityRaised: "Priority raised",
  note: "Note",
};

/** These entries get a title above their text. The text of all others is a whole sentence, such as "Claimed by Robin". */
const titled: ReadonlySet<TimelineEntry["event"]> = new Set(["raised", "rangAgain", "priorityRaised", "note"]);

/** Newest first, so that the latest entry is visible however long the timeline is. */
export function Timeline({ timeline, timezone }: { timeline: readonly TimelineEntry[]; timezone: string | undefined }) {
  const highest = highestEntry(timeline);
  return (
    <section className="timeline" aria-labelledby="timeline-heading">
      <h3 id="timeline-heading">Timeline, newest first</h3>
      <ol aria-live="polite" aria-relevant="additions">
        {timeline
          .map((entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the service only appends entries, so an entry keeps its index
            <li key={index} data-highest={index === highest}>
              <time dateTime={entry.at} title={wallDay(entry.at, timezone)}>
                {wallTime(entry.at, timezone)}
              </time>
              <div>
                <span className="timeline-event">{titled.has(entry.event) ? titleOf(entry) : entry.text}</span>
                {entry.by !== null && !(entry.text.includes(entry.by) && !titled.has(entry.event)) && (
                  <span className="timeline-by">{entry.by}</span>
                )}
                {titled.has(entry.event) && <p>{entry.text}</p>}
              </div>
            </li>
          ))
          .reverse()}
      </ol>
    </section>
  );
}

/** A note without an author comes from a rule. */
const titleOf = ({ event, by }: TimelineEntry): string => (event === "note" && by === null ? "Update" : (titles[event] ?? event));
