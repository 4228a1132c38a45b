import type { CaseView } from "#domain/answering/case.ts";
import { carerWordText } from "#domain/carers/carerCause.ts";

/** What a family carer said it was, beside the outcomes. */
export function CarerWords({ one }: { one: Pick<CaseView, "alarms"> }) {
  const words = [...new Set(one.alarms.flatMap(({ carerSays }) => (carerSays === null ? [] : [carerWordText(carerSays)])))];
  return words.map((text) => (
    <p key={text} className="carer-word">
      {text}
    </p>
  ));
}
