import { momentIn } from "../../words/dates.ts";
import { awayPhrases } from "../../words/homes.ts";
import { useLanguage, useWords } from "../../words/useLanguage.ts";
import type { CaredHome } from "../carerCalls.ts";

/** On the card of a home: that the carer stays, is not called, or is ill; and the way to change it. `asOf`: when the service said it. */
export function AwayLines({ home, asOf }: { home: CaredHome; asOf: string }) {
  const [words, language] = [useWords(awayPhrases), useLanguage()];
  const { homeId, timezone, stayingUntil, notAvailableUntil, contingencyUntil } = home;
  const at = (moment: string): string => momentIn(moment, Date.parse(asOf), timezone, language);
  const lines = [
    stayingUntil === null ? null : words.cardStaying(at(stayingUntil)),
    contingencyUntil === null ? null : words.cardContingency(at(contingencyUntil)),
    notAvailableUntil === null || notAvailableUntil === contingencyUntil ? null : words.cardNotCalled(at(notAvailableUntil)),
  ].filter((line) => line !== null);
  return (
    <>
      {lines.map((line) => (
        <p key={line} className="away-line">
          {line}
        </p>
      ))}
      <a className="call" href={`#/away/${homeId}`}>
        {words.cardLink}
      </a>
    </>
  );
}
