import { Suspense, useEffect, useState } from "react";
import { lazyPart } from "../../../shared/design/lazyPart.tsx";
import { commonPhrases } from "../../words/common.ts";
import { dayIn } from "../../words/dates.ts";
import { phonePhrases } from "../../words/phone.ts";
import { phoneTestPhrases } from "../../words/phoneTest.ts";
import { useLanguage, useWords } from "../../words/useLanguage.ts";
import { NotLoaded } from "../lazyPage.tsx";
import { useFresh } from "../useFresh.ts";
import { type Phone, type PhoneList, phoneList, switchOffPhone } from "./phoneCalls.ts";
import { isSetUp, phoneSentence } from "./phoneSentence.ts";
import { TestPhone } from "./TestPhone.tsx";
import { forgetSubscription, switchOn, type ThisPhone } from "./thisPhone.ts";
import type { KnownPhone } from "./usePhone.ts";
import "./phone.css";

const Guidance = lazyPart(async () => (await import("./guidance/Guidance.tsx")).Guidance, NotLoaded);

/** Whether alarms ring on this phone, switching that on and off, and testing it. */
export function PhonePage({ known }: { known: KnownPhone }) {
  const { value, failure, set: setList, again } = useFresh(phoneList);
  const [common, words, more] = [useWords(commonPhrases), useWords(phonePhrases), useWords(phoneTestPhrases)];
  // The list is newer than what was found when the page was opened.
  const phone = withList(known.phone, value);
  const { phone: before, set } = known;
  // The page of the homes must know it too: it warns until a test has succeeded.
  useEffect(() => {
    if (phone?.kind === "ringing" && before?.kind === "ringing" && phone.phone.testedAt !== before.phone.testedAt) set(phone);
  }, [phone, before, set]);
  return (
    <main className="carer phone">
      <header className="carer-head">
        <a href="#/">{common.yourHomes}</a>
      </header>
      <h1>{words.title}</h1>
      {failure !== null && (
        <p className="stale" role="alert">
          {failure}
        </p>
      )}
      <p className="phone-state" role="status" data-well={phone !== null && isSetUp(phone)}>
        {phone === null ? more.checking : phoneSentence(phone, words)}
      </p>
      {phone !== null && phone.kind !== "ringing" && <p>{more.otherWays}</p>}
      {(phone?.kind === "off" || phone?.kind === "lost") && (
        <SwitchOn publicKey={value?.publicKey ?? null} onChanged={known.set} again={again} />
      )}
      {phone?.kind === "ringing" && value !== null && <TestPhone phone={phone.phone} timezone={value.timezone} onList={setList} />}
      <Suspense fallback={null}>
        <Guidance />
      </Suspense>
      {value !== null && <OtherPhones list={value} except={phone?.kind === "ringing" ? phone.phone.id : null} onList={setList} />}
      {phone?.kind === "ringing" && <SwitchOff phone={phone.phone} onChanged={known.set} onList={setList} />}
    </main>
  );
}

function withList(phone: ThisPhone | null, list: PhoneList | null): ThisPhone | null {
  if (phone?.kind !== "ringing" || list === null) return phone;
  const listed = list.items.find(({ id }) => id === phone.phone.id);
  if (listed !== undefined) return { kind: "ringing", phone: listed };
  // A list that was read before it was registered does not have it yet. Else its push service said that it is gone, or it was switched off on another phone.
  return Date.parse(phone.phone.seenAt) >= Date.parse(list.asOf) ? phone : { kind: "lost", why: "retired" };
}

interface SwitchOnProps {
  publicKey: string | null;
  onChanged(phone: ThisPhone): void;
  again(): void;
}

function SwitchOn({ publicKey, onChanged, again }: SwitchOnProps) {
  const words = useWords(phoneTestPhrases);
  const [busy, setBusy] = useState(false);
  const on = async () => {
    if (publicKey === null) return;
    setBusy(true);
    const found = await switchOn(publicKey);
    if (found !== null) onChanged(found);
    setBusy(false);
    again();
  };
  return (
    <button type="button" className="primary" disabled={busy || publicKey === null} onClick={() => void on()}>
      {words.switchOn}
    </button>
  );
}

interface SwitchOffProps {
  phone: Phone;
  onChanged(phone: ThisPhone): void;
  onList(list: PhoneList): void;
}

function SwitchOff({ phone, onChanged, onList }: SwitchOffProps) {
  const words = useWords(phoneTestPhrases);
  const [fault, setFault] = useState<string | null>(null);
  const off = async () => {
    const answer = await switchOffPhone(phone.id);
    setFault(answer.ok ? null : answer.message);
    if (!answer.ok) return;
    await forgetSubscription();
    onChanged({ kind: "off" });
    onList(answer.value);
  };
  return (
    <>
      <button type="button" onClick={() => void off()}>
        {words.switchOff}
      </button>
      <p className="fault" role="alert">
        {fault}
      </p>
    </>
  );
}

function OtherPhones({ list, except, onList }: { list: PhoneList; except: string | null; onList(list: PhoneList): void }) {
  const [words, language] = [useWords(phoneTestPhrases), useLanguage()];
  const others = list.items.filter(({ id }) => id !== except);
  const off = async ({ id }: Phone) => {
    const answer = await switchOffPhone(id);
    if (answer.ok) onList(answer.value);
  };
  if (others.length === 0) return null;
  return (
    <section>
      <h2>{words.others}</h2>
      <ul>
        {others.map((one) => (
          <li key={one.id}>
            {one.name}, {words.seen(dayIn(one.seenAt, list.timezone, language))}{" "}
            <button type="button" onClick={() => void off(one)}>
              {words.switchOffOther(one.name)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
