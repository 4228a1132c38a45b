import { type FormEvent, useState } from "react";
import type { Answer } from "../../../shared/api/call.ts";
import { wallMinute, wallTime } from "../../../shared/clock/wallTime.ts";
import { dayIn } from "../../words/dates.ts";
import { phoneTestPhrases } from "../../words/phoneTest.ts";
import { useLanguage, useWords } from "../../words/useLanguage.ts";
import { dropTest, type Phone, type PhoneList, type PhoneTest, testPhone } from "./phoneCalls.ts";

interface TestProps {
  phone: Phone;
  timezone: string;
  onList(list: PhoneList): void;
}

/** Sends the real thing to this phone, now or at night, and says what became of it. */
export function TestPhone({ phone, timezone, onList }: TestProps) {
  const [words, language] = [useWords(phoneTestPhrases), useLanguage()];
  const [fault, setFault] = useState<string | null>(null);
  const ask = async (asked: Promise<Answer<PhoneList>>) => {
    const answer = await asked;
    setFault(answer.ok ? null : answer.message);
    if (answer.ok) onList(answer.value);
  };
  const later = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void ask(testPhone(phone.id, String(new FormData(event.currentTarget).get("at"))));
  };
  return (
    <section className="phone-test" aria-labelledby="phone-test">
      <h2 id="phone-test">{words.test}</h2>
      {phone.testedAt !== null && <p className="phone-tested">{words.succeeded(dayIn(phone.testedAt, timezone, language))}</p>}
      <p>{words.testIntro}</p>
      <Result test={phone.test} timezone={timezone} />
      {phone.test?.state === "waiting" && phone.test.dueAt !== null && (
        <button type="button" onClick={() => void ask(dropTest(phone.id))}>
          {words.drop}
        </button>
      )}
      <button type="button" className="primary" onClick={() => void ask(testPhone(phone.id, "now"))}>
        {words.testNow}
      </button>
      <form onSubmit={later}>
        <label className="field">
          {words.testAt}
          <input name="at" type="time" defaultValue="03:00" required />
        </label>
        <button type="submit">{words.testThen}</button>
      </form>
      <p className="fault" role="alert">
        {fault}
      </p>
    </section>
  );
}

/** A test must arrive as fast as an alarm: the service waits so long for the receipt. */
const withinMs = 30_000;

function Result({ test, timezone }: { test: PhoneTest | null; timezone: string }) {
  const words = useWords(phoneTestPhrases);
  const at = (time: string): string => wallTime(time, timezone);
  if (test === null) return null;
  const { state, dueAt, sentAt, receivedAt, shownAt, openedAt, failure } = test;
  if (state === "waiting" && dueAt !== null) return <p role="status">{words.waits(wallMinute(dueAt, timezone))}</p>;
  if (sentAt === null) return <p role="status">{state === "failed" ? words.couldNotSend(failure ?? "") : words.leaves}</p>;
  const isLate = receivedAt !== null && Date.parse(receivedAt) - Date.parse(sentAt) > withinMs;
  const steps = [
    { done: true, text: words.sent(at(sentAt)) },
    { done: receivedAt !== null, text: receivedAt === null ? words.notReceived : words.received(at(receivedAt)) },
    { done: shownAt !== null, text: shownAt === null ? words.notShown : words.shown(at(shownAt)) },
    { done: openedAt !== null, text: openedAt === null ? words.notOpened : words.opened(at(openedAt)) },
  ];
  return (
    <div role="status">
      <ol className="phone-steps">
        {steps.map(({ done, text }) => (
          <li key={text} data-done={done}>
            {text}
          </li>
        ))}
      </ol>
      {state === "failed" && <p className="phone-fault">{words.didNotArrive}</p>}
      {isLate && <p className="phone-fault">{words.tooLate}</p>}
    </div>
  );
}
