import { useState } from "react";
import type { CarerCause } from "#domain/carers/carerCause.ts";
import { alarmPhrases, causePhrases } from "../../words/alarm.ts";
import { tapPhrases } from "../../words/taps.ts";
import { useWords } from "../../words/useLanguage.ts";
import type { CarerCase } from "../carerCalls.ts";
import type { Tap, TapAnswer } from "../offline/tap.ts";
import { tapQueue, useTaps } from "../offline/useTaps.ts";
import { telephone } from "./telephone.ts";
import { UndoBar } from "./UndoBar.tsx";

/** The carer's answers, at the bottom of the screen. Each is one tap; what is on its way, and what can be taken back, is above them. */
export function AnswerBar({ shown }: { shown: CarerCase }) {
  const words = useWords(alarmPhrases);
  const own = useTaps().filter(({ caseId }) => caseId === shown.id);
  const undone = new Set(own.flatMap(({ answer }) => (answer.what === "undo" ? [answer.of] : [])));
  const present = own.filter(({ key }) => !undone.has(key));
  const tap = (answer: TapAnswer): void => void tapQueue.add(shown.id, answer);
  const isWaiting = (what: TapAnswer["what"]): boolean =>
    present.some(({ answer, state }) => answer.what === what && state.kind === "waiting");
  return (
    <section className="answer-bar" aria-label={words.answers}>
      <OnTheWay taps={own} />
      {present.map((one) => one.state.kind === "arrived" && <UndoBar key={one.key} tap={one} arrivedAt={one.state.at} />)}
      {shown.tellCause !== "no" && shown.cause === null && !isWaiting("cause") && (
        <CauseChoice shown={shown} onTell={(cause) => tap({ what: "cause", cause })} />
      )}
      {shown.tellCause !== "closes" && <Buttons shown={shown} isWaiting={isWaiting} onTap={tap} />}
    </section>
  );
}

interface ButtonsProps {
  shown: CarerCase;
  isWaiting(what: TapAnswer["what"]): boolean;
  onTap(answer: TapAnswer): void;
}

function Buttons({ shown, isWaiting, onTap }: ButtonsProps) {
  const words = useWords(alarmPhrases);
  const { state, accepted, centreSince, homePhone, homeName } = shown;
  if (state === "closed") return null;
  const isMine = accepted?.mine === true;
  const isOnIt = (isMine && accepted.askedAt === null) || (accepted?.others.some(({ mine }) => mine) ?? false);
  const withCentre = state !== "waiting" || (centreSince !== null && !isMine);
  return (
    <div className="answer-buttons">
      {!isOnIt && !isWaiting("accept") && (
        <button type="button" className="primary" onClick={() => onTap({ what: "accept" })}>
          {isMine ? words.stillOn : accepted === null ? words.onIt : words.onItToo}
        </button>
      )}
      {homePhone !== null && (
        <a className="call" href={telephone(homePhone)} onClick={() => onTap({ what: "calling" })}>
          {words.callHome(homeName)}
        </a>
      )}
      {!withCentre && !isWaiting("handOver") && (
        <button type="button" onClick={() => onTap({ what: "handOver" })}>
          {words.handOver}
        </button>
      )}
    </div>
  );
}

/** Not read from the schema: zod would be a fifth of what the phone loads. */
const causesInOrder: readonly CarerCause[] = ["toilet", "wandering", "falseAlarm", "other"];

/** "What was it?" in one tap. */
function CauseChoice({ shown, onTell }: { shown: CarerCase; onTell(cause: CarerCause): void }) {
  const [words, causes] = [useWords(alarmPhrases), useWords(causePhrases)];
  return (
    <fieldset className="cause-choice">
      <legend>{words.whatWasIt}</legend>
      <p className="secondary">{shown.tellCause === "closes" ? words.closesIt : words.staffRead}</p>
      <div className="answer-buttons">
        {causesInOrder.map((cause) => (
          <button key={cause} type="button" onClick={() => onTell(cause)}>
            {causes[cause]}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

/** What is stored on the phone and has no answer of the service yet. */
function OnTheWay({ taps }: { taps: readonly Tap[] }) {
  const words = useWords(tapPhrases);
  const [undoing, setUndoing] = useState<string | null>(null);
  const waiting = taps.filter(({ state }) => state.kind === "waiting");
  const undone = new Set(taps.flatMap(({ answer }) => (answer.what === "undo" ? [answer.of] : [])));
  return (
    <div role="status">
      {waiting.map((tap) => (
        <p key={tap.key} className="on-the-way">
          {words.sending(words[tap.answer.what])}
          {tap.answer.what !== "undo" && !undone.has(tap.key) && (
            <button
              type="button"
              disabled={undoing === tap.key}
              onClick={() => {
                setUndoing(tap.key);
                void tapQueue.takeBack(tap);
              }}
            >
              {words.undo}
            </button>
          )}
        </p>
      ))}
      {waiting.length > 0 && <p className="secondary">{words.waits}</p>}
    </div>
  );
}
