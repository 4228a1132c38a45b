import { phonePhrases } from "../../words/phone.ts";
import { useWords } from "../../words/useLanguage.ts";
import { isSetUp, phoneSentence } from "./phoneSentence.ts";
import type { ThisPhone } from "./thisPhone.ts";

/** On the page of the homes: what is wrong with this phone, or a quiet link where nothing is. */
export function PhoneWarning({ phone }: { phone: ThisPhone | null }) {
  const words = useWords(phonePhrases);
  if (phone === null || isSetUp(phone))
    return (
      <p>
        <a href="#/phone">{words.title}</a>
      </p>
    );
  return (
    <section className="phone-warning" role="alert">
      <p>{phoneSentence(phone, words)}</p>
      <a className="call" href="#/phone">
        {phone.kind === "ringing" ? words.testIt : words.setUp}
      </a>
    </section>
  );
}
