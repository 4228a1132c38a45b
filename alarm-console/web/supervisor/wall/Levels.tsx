import type { ServiceLevel } from "#domain/answering/serviceLevel.ts";
import type { WallView } from "#domain/answering/wall.ts";
import { reportsHref } from "../../shared/navigation/pageAddress.ts";
import { leftText, percent, stateOf } from "./levelText.ts";

/** How today's and this month's calls were answered, against what is asked for. Automatic signals are counted apart. */
export function Levels({ today, month }: Pick<WallView, "today" | "month">) {
  return (
    <section className="wall-levels" aria-label="Calls answered">
      {month.calls.map((level, index) => (
        <Level key={level.seconds} month={level} today={today.calls[index]} />
      ))}
      <p className="wall-automatic">
        Automatic signals this month, counted apart:{" "}
        {month.automatic.map((level) => `${percent(level.share)} within ${level.seconds} s`).join(", ")} ({month.automatic[0]?.calls ?? 0})
      </p>
    </section>
  );
}

function Level({ month, today }: { month: ServiceLevel; today: ServiceLevel | undefined }) {
  return (
    <div className="wall-level" data-state={stateOf(month)}>
      <h2>Answered within {month.seconds} s</h2>
      <p className="wall-share">
        <span className="wall-figure">{percent(month.share)}</span>
        <span>
          this month, {percent(month.target)} asked for
          <br />
          {leftText(month)}
        </span>
      </p>
      <p>
        Today {percent(today?.share ?? null)}, {today?.late ?? 0} late of {today?.calls ?? 0}. <a href={reportsHref}>See late answers</a>
      </p>
    </div>
  );
}
