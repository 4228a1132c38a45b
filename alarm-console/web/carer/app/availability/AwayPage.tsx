import { useCallback } from "react";
import { availabilityPhrases } from "../../words/away/availability.ts";
import { commonPhrases } from "../../words/common.ts";
import { momentIn } from "../../words/dates.ts";
import { useLanguage, useWords } from "../../words/useLanguage.ts";
import { AsOf } from "../offline/AsOf.tsx";
import { useFresh } from "../useFresh.ts";
import { availabilityOf } from "./availabilityCalls.ts";
import "./availability.css";
import { ContingencyPart } from "./ContingencyPart.tsx";
import { HoursPart } from "./HoursPart.tsx";
import { PausePart } from "./PausePart.tsx";
import { StayingPart } from "./StayingPart.tsx";

/** Staying over, not available, ill: what a carer says, and who is called then. */
export function AwayPage({ homeId }: { homeId: string }) {
  const ask = useCallback(() => availabilityOf(homeId), [homeId]);
  const { value, failure, refused, set, again } = useFresh(ask);
  const [common, words, language] = [useWords(commonPhrases), useWords(availabilityPhrases), useLanguage()];
  if (value === null)
    return (
      <main className="carer" aria-busy={failure === null}>
        <p role={refused ? "alert" : undefined}>{failure ?? words.opening}</p>
        <p>
          <a href="#/">{common.yourHomes}</a>
        </p>
      </main>
    );
  const { timezone, asOf } = value;
  const at = (moment: string): string => momentIn(moment, Date.parse(asOf), timezone, language);
  return (
    <main className="carer">
      <header className="carer-head">
        <a href="#/">{common.yourHomes}</a>
      </header>
      <AsOf asOf={asOf} timezone={timezone} isStored={false} failure={failure} />
      <h1>{words.title}</h1>
      <p>{value.homeName}</p>
      <PausePart homeId={homeId} shown={value} at={at} onChanged={set} />
      <StayingPart homeId={homeId} shown={value} at={at} onChanged={set} />
      <ContingencyPart homeId={homeId} at={at} onChanged={again} />
      <HoursPart homeId={homeId} shown={value} onChanged={set} />
    </main>
  );
}
