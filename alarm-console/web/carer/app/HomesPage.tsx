import { useCallback, useState } from "react";
import type { Me } from "../../shared/session/session.ts";
import { commonPhrases } from "../words/common.ts";
import { homesPhrases, seesPhrases } from "../words/homes.ts";
import { useWords } from "../words/useLanguage.ts";
import { AwayLines } from "./availability/AwayLines.tsx";
import { type CaredHome, caredHomes, leaveHome } from "./carerCalls.ts";
import { LanguageChoice } from "./LanguageChoice.tsx";
import { AsOf } from "./offline/AsOf.tsx";
import { forgetAnswers } from "./offline/lastAnswers.ts";
import { PhoneWarning } from "./phone/PhoneWarning.tsx";
import type { ThisPhone } from "./phone/thisPhone.ts";
import { TonightCard } from "./TonightCard.tsx";
import { useFresh } from "./useFresh.ts";

/** The homes of a carer: what is open, and tonight. */
export function HomesPage({ me, phone, onSignOut }: { me: Me; phone: ThisPhone | null; onSignOut(): void }) {
  const { value, failure, isStored, again } = useFresh(caredHomes, { storedAs: "homes" });
  const [common, words] = [useWords(commonPhrases), useWords(homesPhrases)];
  return (
    <main className="carer">
      <header className="carer-head">
        <span>Link Line</span>
        <button type="button" className="plain" onClick={onSignOut}>
          {common.signOut}
        </button>
      </header>
      {value === null && failure !== null && <p role="alert">{failure}</p>}
      {value !== null && (isStored || failure !== null) && (
        <AsOf asOf={value.asOf} timezone={value.items[0]?.timezone ?? "UTC"} isStored failure={failure} />
      )}
      <PhoneWarning phone={phone} />
      {value?.items.map((home) => (
        <HomeCard key={home.homeId} home={home} asOf={value.asOf} onLeft={again} />
      ))}
      {value?.items.length === 0 && <p>{words.noHome(me.name)}</p>}
      <LanguageChoice />
    </main>
  );
}

function HomeCard({ home, asOf, onLeft }: { home: CaredHome; asOf: string; onLeft(): void }) {
  const words = useWords(homesPhrases);
  return (
    <section className="carer-home" aria-label={home.homeName}>
      <h1>{home.homeName}</h1>
      {home.openCaseId !== null && (
        <a className="open-alarm" href={`#/case/${home.openCaseId}`}>
          {words.openAlarm}
        </a>
      )}
      {home.sees === "alarms" ? (
        <p>{home.openCaseId === null ? words.noAlarm : ""}</p>
      ) : (
        <>
          <TonightCard homeId={home.homeId} timezone={home.timezone} />
          <a className="call" href={`#/nights/${home.homeId}`}>
            {words.nights}
          </a>
        </>
      )}
      <AwayLines home={home} asOf={asOf} />
      {home.sees === "everything" && (
        <a className="call" href={`#/everything/${home.homeId}`}>
          {words.everything}
        </a>
      )}
      <Leaving home={home} onLeft={onLeft} />
    </section>
  );
}

function Leaving({ home, onLeft }: { home: CaredHome; onLeft(): void }) {
  const [fault, setFault] = useState<string | null>(null);
  const [words, sees] = [useWords(homesPhrases), useWords(seesPhrases)];
  const leave = useCallback(async () => {
    const answer = await leaveHome(home.homeId);
    if (answer.ok) await forgetAnswers().then(onLeft);
    else setFault(answer.message);
  }, [home.homeId, onLeft]);
  return (
    <details>
      <summary>{words.whatYouSee}</summary>
      <p>{words.youAre(home.contactName, sees[home.sees], home.agreedBy)}</p>
      <p>{words.ifYouLeave}</p>
      <button type="button" onClick={() => void leave()}>
        {words.leave(home.homeName)}
      </button>
      <p className="fault" role="alert">
        {fault}
      </p>
    </details>
  );
}
