import { useCallback } from "react";
import { wallMinute } from "../../../shared/clock/wallTime.ts";
import { commonPhrases } from "../../words/common.ts";
import { nightsPhrases } from "../../words/nights.ts";
import { useWords } from "../../words/useLanguage.ts";
import { caredHomes, type Night, nightsOf } from "../carerCalls.ts";
import { AsOf } from "../offline/AsOf.tsx";
import { useFresh } from "../useFresh.ts";
import { NightBar } from "./NightBar.tsx";
import { NightTable } from "./NightTable.tsx";
import { nightWords } from "./nightWords.ts";
import { WokenBy } from "./WokenBy.tsx";

/** Only the present night changes. */
const everyMs = 60_000;

/** The last nights of a home, newest first: a bar and the same in words, what woke the family, and all in one table. */
export function NightsPage({ homeId }: { homeId: string }) {
  const ask = useCallback(() => nightsOf(homeId), [homeId]);
  const { value: nights, isStored, failure } = useFresh(ask, { everyMs });
  const homes = useFresh(caredHomes, { storedAs: "homes", everyMs });
  const home = homes.value?.items.find((one) => one.homeId === homeId);
  const [common, words] = [useWords(commonPhrases), useWords(nightsPhrases)];
  return (
    <main className="carer" aria-busy={nights === null && failure === null}>
      <header className="carer-head">
        <a href="#/">{common.yourHomes}</a>
      </header>
      <h1>{home === undefined ? words.title : words.titleAt(home.homeName)}</h1>
      {nights === null && failure !== null && <p role="alert">{failure}</p>}
      {nights !== null && home !== undefined && (
        <>
          <AsOf asOf={nights.asOf} timezone={home.timezone} isStored={isStored} failure={failure} />
          <p className="night-key">
            <span className="key-bed">{words.inBed}</span> <span className="key-door">{words.doorOpened}</span>{" "}
            <span className="key-alarm">{words.alarm}</span>
          </p>
          <ol className="nights">
            {nights.items.map((night, place) => (
              <li key={night.date}>
                <OneNight night={night} timezone={home.timezone} until={place === 0 ? nights.asOf : null} />
              </li>
            ))}
          </ol>
          <WokenBy homeId={homeId} />
          <NightTable nights={nights.items} timezone={home.timezone} />
        </>
      )}
    </main>
  );
}

/** `until`: the present night ends there so far. */
function OneNight({ night, timezone, until }: { night: Night; timezone: string; until: string | null }) {
  const at = (time: string): string => wallMinute(time, timezone);
  const words = useWords(nightsPhrases);
  return (
    <section className="night" aria-label={words.night(night.date)}>
      <h2>{words.night(night.date)}</h2>
      {night.heard && <NightBar night={night} timezone={timezone} until={until} />}
      <ul>
        {nightWords(night, at, words).map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </section>
  );
}
