import { availabilityPhrases } from "../../words/away/availability.ts";
import { useWords } from "../../words/useLanguage.ts";
import type { CallOrder, CallSpan } from "./availabilityCalls.ts";

/** More are not read by someone who wants to sleep. */
const mostShown = 4;

/** Who is called, in words; with times where it changes meanwhile. `at`: a moment in words. */
export function CallSpans({ intro, spans, at }: { intro: string; spans: readonly CallSpan[]; at(moment: string): string }) {
  const words = useWords(availabilityPhrases);
  return (
    <div className="call-spans">
      <p>{intro}</p>
      {spans.slice(0, mostShown).map((span, place) => (
        <div key={span.from}>
          {spans.length > 1 && (
            <p className="span-time">{place === 0 ? words.spanUntil(at(span.until)) : words.spanFrom(at(span.from), at(span.until))}</p>
          )}
          <ul>
            {spanSentences(span, words, at).map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </div>
      ))}
      {spans.length > mostShown && <p>{words.moreSpans}</p>}
    </div>
  );
}

type Words = (typeof availabilityPhrases)["en"];

function spanSentences({ urgent, critical }: CallSpan, words: Words, at: (moment: string) => string): string[] {
  const [forUrgent, forCritical] = [whomSentence(urgent, words), whomSentence(critical, words)];
  const skipped = [...urgent.skipped, ...critical.skipped].filter(({ mine }) => !mine);
  const why = skipped.map(({ name, until }) => (until === null ? words.noChannel(name) : words.otherNotCalled(name, at(until))));
  const whom = forUrgent === forCritical ? [words.anyAlarm(forUrgent)] : [words.urgentAlarm(forUrgent), words.criticalAlarm(forCritical)];
  return [...whom, ...new Set(why)];
}

/** "Meera Joshi will be called, then Link Line." */
function whomSentence({ calls }: CallOrder, words: Words): string {
  if (!calls.some(({ who }) => who === "contact")) return words.noFamily;
  const people = calls.filter(({ who }) => who !== "supervisor");
  return words.inOrder(people.map(({ name, mine }) => (mine ? words.you : name)));
}
