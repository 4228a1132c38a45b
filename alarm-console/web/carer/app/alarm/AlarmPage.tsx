import { useCallback, useEffect } from "react";
import { wallMinute } from "../../../shared/clock/wallTime.ts";
import { alarmPhrases, priorityPhrases, reachedPhrases } from "../../words/alarm.ts";
import { commonPhrases } from "../../words/common.ts";
import { useWords } from "../../words/useLanguage.ts";
import { type CarerCase, carerCase } from "../carerCalls.ts";
import { AsOf } from "../offline/AsOf.tsx";
import { tapQueue } from "../offline/useTaps.ts";
import { useFresh } from "../useFresh.ts";
import { AlarmStatus } from "./AlarmStatus.tsx";
import { AnswerBar } from "./AnswerBar.tsx";
import "./alarm.css";
import { telephone } from "./telephone.ts";

/** While an alarm is open on the screen, another carer may take it at any second. */
const openMs = 2_000;

/** One alarm, over the whole screen: what, where, since when, who has it, and the carer's answers in reach of the thumb. */
export function AlarmPage({ caseId }: { caseId: string }) {
  const ask = useCallback(() => carerCase(caseId), [caseId]);
  const fresh = useFresh(ask, { storedAs: `case/${caseId}`, everyMs: openMs });
  const { value, failure, refused, isStored, set } = fresh;
  const [common, words] = [useWords(commonPhrases), useWords(alarmPhrases)];
  useEffect(() => tapQueue.onCase((shown) => shown.id === caseId && set(shown)), [caseId, set]);
  if (value === null)
    return (
      <main className="carer" aria-busy={failure === null}>
        {refused ? (
          <div role="alert">
            <h1>{words.locked}</h1>
            <p>{words.lockedWhy}</p>
          </div>
        ) : (
          <p>{failure ?? words.opening}</p>
        )}
        <p>
          <a href="#/">{common.yourHomes}</a>
        </p>
      </main>
    );
  return (
    <main className="carer alarm">
      <div className="alarm-told">
        <header className="carer-head">
          <a href="#/">{common.yourHomes}</a>
        </header>
        <AsOf asOf={value.asOf} timezone={value.timezone} isStored={isStored} failure={failure} />
        <What shown={value} />
        <AlarmStatus shown={value} />
        <WhoElse shown={value} />
      </div>
      <AnswerBar shown={value} />
    </main>
  );
}

function What({ shown }: { shown: CarerCase }) {
  const [words, priorities] = [useWords(alarmPhrases), useWords(priorityPhrases)];
  const at = (time: string): string => wallMinute(time, shown.timezone);
  const [first, ...more] = shown.alarms;
  return (
    <>
      {shown.state !== "closed" && (
        <p className="alarm-priority" data-priority={shown.priority}>
          {priorities[shown.priority]}
        </p>
      )}
      <h1>{first?.sentence ?? words.alarm}</h1>
      {more.map(({ sentence, raisedAt }) => (
        <p key={raisedAt + sentence}>{sentence}</p>
      ))}
      <p className="alarm-where">
        {[...shown.people, shown.homeName].join(", ")}
        {first !== undefined && ` · ${words.since(at(first.raisedAt))}`}
      </p>
      {shown.news !== null && (
        <p className={shown.news.isEnd ? "alarm-good" : "alarm-news"} role="status">
          {shown.news.text}
        </p>
      )}
    </>
  );
}

function WhoElse({ shown }: { shown: CarerCase }) {
  const [words, common, reaches] = [useWords(alarmPhrases), useWords(commonPhrases), useWords(reachedPhrases)];
  return (
    <>
      {shown.notified.length > 0 && (
        <>
          <h2>{words.whoElse}</h2>
          <ul>
            {shown.notified.map(({ name, reached }) => (
              <li key={name}>
                {name}: {reaches[reached]}
              </li>
            ))}
          </ul>
        </>
      )}
      {shown.centrePhone !== null && (
        <a className="call" href={telephone(shown.centrePhone)}>
          {common.callLinkLine}
        </a>
      )}
      <h2>{words.whatHappened}</h2>
      <ol className="entries">
        {shown.entries.map(({ at: time, text }) => (
          <li key={time + text}>
            <time>{wallMinute(time, shown.timezone)}</time> {text}
          </li>
        ))}
      </ol>
    </>
  );
}
