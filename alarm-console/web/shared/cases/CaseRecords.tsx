import type { CaseView } from "#domain/answering/case.ts";
import { wallDay, wallMinute } from "../clock/wallTime.ts";
import { PriorityShape } from "../design/PriorityMark.tsx";
import { priorityTitles } from "../design/priorityTitles.ts";
import { headline } from "../live/headline.ts";
import { caseHref, homeHref } from "../navigation/pageAddress.ts";
import "./cases.css";
import { answerText, closedText, endText } from "./caseText.ts";
import { useOutcomes } from "./useOutcomes.ts";

interface CaseRecordsProps {
  label: string;
  cases: readonly CaseView[];
  /** Of the home. Without it times are in this computer's zone. */
  timezone?: string | undefined;
  /** Names the home of each case, as a link. */
  homesShown?: boolean;
  /** Also who answered, how fast, and who closed it. */
  answersShown?: boolean;
  busy?: boolean;
}

/** Cases, a few lines each: what rang, when, how it ended. Each is a link to the case. */
export function CaseRecords({ label, cases, timezone, homesShown = false, answersShown = false, busy = false }: CaseRecordsProps) {
  const outcomes = useOutcomes(true);
  return (
    <ol className="case-records" aria-label={label} aria-busy={busy}>
      {cases.map((one) => (
        <li key={one.id} data-priority={one.priority}>
          <PriorityShape priority={one.priority} />
          <div>
            <p>
              <a href={caseHref(one.id)}>
                <span className="hidden">{priorityTitles[one.priority]}: </span>
                {headline(one)?.sentence ?? `Case ${one.id}`}
              </a>
              {one.rings > 1 && (
                <span className="rings" role="img" aria-label={`${one.rings} calls`}>
                  {" "}
                  ×{one.rings}
                </span>
              )}
            </p>
            {homesShown && (
              <p>
                <a href={homeHref(one.homeId)}>{one.homeName}</a>
                {one.mode === "test" && <span className="secondary"> · test home</span>}
              </p>
            )}
            <p className="secondary">
              <time dateTime={one.openedAt}>
                {wallDay(one.openedAt, timezone)}, {wallMinute(one.openedAt, timezone)}
              </time>
              {` · ${factsOf(one, answersShown).join(" · ")}`}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );

  function factsOf(one: CaseView, answers: boolean): string[] {
    const end = endText(one, outcomes);
    return answers ? [end, answerText(one), closedText(one), `case ${one.id}`].filter((fact) => fact !== null) : [end];
  }
}
