import { wallTime } from "../../../shared/clock/wallTime.ts";
import { commonPhrases } from "../../words/common.ts";
import { weekdayName } from "../../words/dates.ts";
import { useLanguage, useWords } from "../../words/useLanguage.ts";
import type { Fresh } from "../useFresh.ts";

interface AsOfProps extends Pick<Fresh<unknown>, "isStored" | "failure"> {
  /** By the service's clock. */
  asOf: string;
  timezone: string;
}

/** Of what time the page is, and a warning where the service does not answer. What the phone had stored also names its day. */
export function AsOf({ asOf, timezone, isStored, failure }: AsOfProps) {
  const words = useWords(commonPhrases);
  const day = weekdayName(asOf, timezone, useLanguage());
  const time = wallTime(asOf, timezone);
  if (failure !== null)
    return (
      <p className="stale" role="alert">
        {words.noConnectionSince(day, time)}
      </p>
    );
  return <p className="secondary">{isStored ? `${words.asOfOld(day, time)}. ${words.asking}` : words.asOf(time)}</p>;
}
