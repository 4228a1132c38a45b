import { useCallback, useState } from "react";
import { type Answer, call } from "../../shared/api/call.ts";
import { useWhileVisible } from "../../shared/clock/useWhileVisible.ts";
import { wallDay, wallMinute } from "../../shared/clock/wallTime.ts";
import { homeHref } from "../../shared/navigation/pageAddress.ts";

interface PhoneProblem {
  carerId: string;
  name: string;
  homeId: string;
  homeName: string;
  kind: "noPhone" | "notSetUp";
  since: string;
  why: "gone" | "switchedOff" | "signedOut" | "replaced" | "tooMany" | null;
  informed: "waiting" | "sent" | "failed" | null;
}
type ProblemList = { items: PhoneProblem[] };

const readEveryMs = 30_000;
const whyWords: Record<NonNullable<PhoneProblem["why"]>, string> = {
  gone: "the phone's browser ended it",
  switchedOff: "the carer switched alarms off",
  signedOut: "the carer signed out",
  replaced: "a newer subscription took its place",
  tooMany: "newer phones took its place",
};
const informedWords: Record<NonNullable<PhoneProblem["informed"]>, string> = {
  waiting: "A message to the carer is on its way.",
  sent: "The carer was sent a message.",
  failed: "The message to the carer failed: call them.",
};

/** Carers whose phone will not ring, for supervisors. Texts, e-mails and calls reach them as before. */
export function PhoneProblems() {
  const [list, setList] = useState<Answer<ProblemList> | null>(null);
  const read = useCallback(() => void call<ProblemList>("GET", "/api/v1/phone-problems").then(setList), []);
  useWhileVisible(read, readEveryMs);
  const dismiss = async (carerId: string) => setList(await call<ProblemList>("POST", `/api/v1/phone-problems/${carerId}/dismiss`));
  return (
    <section className="report" aria-labelledby="phone-problems">
      <div className="report-head">
        <h3 id="phone-problems">Carers whose phone will not ring</h3>
      </div>
      {list !== null && !list.ok && (
        <p className="fault" role="alert">
          {list.message}
        </p>
      )}
      {list?.ok && list.value.items.length === 0 && <p className="secondary">None.</p>}
      {list?.ok && list.value.items.length > 0 && (
        <ul>
          {list.value.items.map((one) => (
            <li key={one.carerId}>
              <strong>{one.name}</strong>, <a href={homeHref(one.homeId)}>{one.homeName}</a>: {sentenceOf(one)}{" "}
              <button type="button" aria-label={`Dismiss ${one.name}`} onClick={() => void dismiss(one.carerId)}>
                Dismiss
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function sentenceOf({ kind, since, why, informed }: PhoneProblem): string {
  const day = `${wallDay(since)} ${wallMinute(since)}`;
  if (kind === "notSetUp") return `carer since ${day}, and no test of a phone has succeeded yet.`;
  return `no phone since ${day}: ${why === null ? "" : whyWords[why]}. ${informed === null ? "No message was sent." : informedWords[informed]}`;
}
