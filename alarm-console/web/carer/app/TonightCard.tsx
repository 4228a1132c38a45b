import { useCallback } from "react";
import { wallTime } from "../../shared/clock/wallTime.ts";
import { agoWords, commonPhrases } from "../words/common.ts";
import { tonightPhrases } from "../words/tonight.ts";
import { useWords } from "../words/useLanguage.ts";
import { type Tonight, tonightOf } from "./carerCalls.ts";
import { AsOf } from "./offline/AsOf.tsx";
import { tonightWords } from "./tonightWords.ts";
import { useElapsed } from "./useElapsed.ts";
import { useFresh } from "./useFresh.ts";

/** Older than this is said to be old: the page asks every five seconds. */
const oldAfterMs = 20_000;

/** What the sensors say now, and of what time it is. */
export function TonightCard({ homeId, timezone }: { homeId: string; timezone: string }) {
  const ask = useCallback(() => tonightOf(homeId), [homeId]);
  const { value, arrivedAt, failure, isStored } = useFresh(ask, { storedAs: `tonight/${homeId}` });
  const words = useWords(tonightPhrases);
  if (value === null) return <p aria-busy={failure === null}>{failure ?? words.asking}</p>;
  if (isStored) return <Stored tonight={value} timezone={timezone} failure={failure} />;
  return <Shown tonight={value} arrivedAt={arrivedAt} timezone={timezone} />;
}

/** What the phone had stored: never calm without its time, and how long ago it was is not known by a clock that may be wrong. */
function Stored({ tonight, timezone, failure }: { tonight: Tonight; timezone: string; failure: string | null }) {
  return (
    <div className="tonight">
      <AsOf asOf={tonight.asOf} timezone={timezone} isStored failure={failure} />
      <Said tonight={tonight} timezone={timezone} />
    </div>
  );
}

function Shown({ tonight, arrivedAt, timezone }: { tonight: Tonight; arrivedAt: number; timezone: string }) {
  const [common, words] = [useWords(commonPhrases), useWords(tonightPhrases)];
  const isOld = useElapsed(arrivedAt, (elapsed) => elapsed > oldAfterMs);
  const { asOf: said, heardAt } = tonight;
  const heard = useElapsed(arrivedAt, (elapsed) =>
    heardAt === null ? words.nothingHeard : words.lastHeard(agoWords(common, Date.parse(said) - Date.parse(heardAt) + elapsed)),
  );
  const asOf = wallTime(tonight.asOf, timezone);
  return (
    <div className="tonight">
      {isOld && (
        <p className="stale" role="alert">
          {words.noConnectionSince(asOf)}
        </p>
      )}
      <Said tonight={tonight} timezone={timezone} />
      <p className="secondary">
        {common.asOf(asOf)} · {heard}
      </p>
    </div>
  );
}

function Said({ tonight, timezone }: { tonight: Tonight; timezone: string }) {
  const { headlines, out, warnings } = tonightWords(tonight, timezone, useWords(tonightPhrases));
  return (
    <>
      {headlines.map((one) => (
        <p key={one} className="tonight-headline">
          {one}
        </p>
      ))}
      {out !== null && <p className="tonight-out">{out}</p>}
      {warnings.map((one) => (
        <p key={one} className="tonight-warning">
          {one}
        </p>
      ))}
    </>
  );
}
