import type { StoryLine } from "#domain/alarm.ts";
import { wallDay, wallTime } from "../../shared/clock/wallTime.ts";
import { strongestLine } from "./ringLines.ts";

const words: Partial<Record<StoryLine["event"], string>> = {
  raised: "Raised",
  rangAgain: "Rang again",
  strengthened: "Grew more urgent",
  told: "Heard",
  note: "Note",
};

/** What staff did is told in a whole sentence already; what the home did gets a word in front. */
const saysItself: ReadonlySet<StoryLine["event"]> = new Set(["claimed", "closed"]);

/** Newest first, so that what has just happened is in sight however long the story gets. */
export function Story({ story, timezone }: { story: readonly StoryLine[]; timezone: string | undefined }) {
  const strongest = strongestLine(story);
  return (
    <section className="story" aria-labelledby="story-heading">
      <h3 id="story-heading">Story so far, newest first</h3>
      <ol aria-live="polite" aria-relevant="additions">
        {story
          .map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end, so the place is the line's identity
            <li key={index} data-strongest={index === strongest}>
              <time dateTime={line.at} title={wallDay(line.at, timezone)}>
                {wallTime(line.at, timezone)}
              </time>
              <div>
                <span className="story-event">{saysItself.has(line.event) ? line.text : (words[line.event] ?? line.event)}</span>
                {line.by !== null && line.event !== "claimed" && <span className="story-by">{line.by}</span>}
                {!saysItself.has(line.event) && <p>{line.text}</p>}
              </div>
            </li>
          ))
          .reverse()}
      </ol>
    </section>
  );
}
