import { type FormEvent, useEffect, useState } from "react";
import type { Answer, CallFailure } from "../../../shared/api/call.ts";
import { type Me, signIn } from "../../../shared/session/session.ts";
import { commonPhrases } from "../../words/common.ts";
import { seesPhrases } from "../../words/homes.ts";
import { joiningPhrases } from "../../words/joining.ts";
import { useWords } from "../../words/useLanguage.ts";
import { joinAsMe, joinAsNew, type OfferedCare, offeredCare } from "../carerCalls.ts";
import { LanguageChoice } from "../LanguageChoice.tsx";
import { Field } from "./CarerSignIn.tsx";
import { canMakePasskeys, joinWithPasskey } from "./passkey.ts";
import { passkeyWords } from "./passkeyWords.ts";

/** The page of an invitation. Opening it accepts nothing. */
export function JoinPage({ token, me, onJoined }: { token: string; me: Me | null; onJoined(): Promise<void> }) {
  const [offer, setOffer] = useState<Answer<OfferedCare> | null>(null);
  const [words, seen] = [useWords(joiningPhrases), useWords(seesPhrases)];
  useEffect(() => {
    void offeredCare(token).then(setOffer);
  }, [token]);
  if (offer === null) return <main className="carer" aria-busy="true" />;
  if (!offer.ok) return <NoOffer failure={offer} />;
  const { homeName, contactName, sees, agreedBy } = offer.value;
  const joined = async () => {
    await onJoined();
    location.hash = "#/";
  };
  return (
    <main className="carer">
      <h1>{words.careFor(homeName)}</h1>
      <p>{words.isFor(contactName, seen[sees], agreedBy)}</p>
      {me?.role === "carer" ? (
        <JoinAsMe token={token} me={me} onJoined={joined} />
      ) : (
        <JoinAsNew token={token} passkeys={offer.value.passkeys && canMakePasskeys()} onJoined={joined} />
      )}
      <LanguageChoice />
    </main>
  );
}

/** Without an answer, or where the service is too busy, nothing is known of the link. */
function NoOffer({ failure: { code, message } }: { failure: CallFailure }) {
  const [common, words] = [useWords(commonPhrases), useWords(joiningPhrases)];
  const why = { notFound: words.linkUnknown, used: words.linkUsed, expired: words.linkExpired }[code];
  return (
    <main className="carer">
      <div role="alert">
        <h1>{why === undefined ? words.notOpened : words.doesNotWork}</h1>
        <p>{why ?? message}</p>
      </div>
      {why === undefined ? (
        <button type="button" className="primary" onClick={() => location.reload()}>
          {common.tryAgain}
        </button>
      ) : (
        <p>
          <a href="#/">{words.signInIfAccount}</a>
        </p>
      )}
      <LanguageChoice />
    </main>
  );
}

function JoinAsMe({ token, me, onJoined }: { token: string; me: Me; onJoined(): Promise<void> }) {
  const [fault, setFault] = useState<string | null>(null);
  const [common, words] = [useWords(commonPhrases), useWords(joiningPhrases)];
  const join = async () => {
    const answer = await joinAsMe(token);
    if (answer.ok) await onJoined();
    else setFault(answer.message);
  };
  return (
    <>
      <p>{words.signedInAs(me.name)}</p>
      <p className="fault" role="alert">
        {fault}
      </p>
      <button type="button" className="primary" onClick={() => void join()}>
        {common.accept}
      </button>
    </>
  );
}

/** With the phone's lock, or with a password. */
function JoinAsNew({ token, passkeys, onJoined }: { token: string; passkeys: boolean; onJoined(): Promise<void> }) {
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [common, words] = [useWords(commonPhrases), useWords(joiningPhrases)];
  const [byPassword, setByPassword] = useState(!passkeys);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const [email, password] = [String(fields.get("email")).trim(), String(fields.get("password"))];
    setBusy(true);
    const problem = byPassword ? await joinWithPassword(token, email, password) : passkeyWords(await joinWithPasskey(token, email), words);
    setFault(problem);
    setBusy(false);
    if (problem === null) await onJoined();
  };
  return (
    <form onSubmit={submit}>
      <Field name="email" label={words.yourEmail} type="email" autoComplete="username" hint={words.emailHint} />
      {byPassword && (
        <Field name="password" label={words.choosePassword} type="password" autoComplete="new-password" hint={words.passwordHint} />
      )}
      <p className="fault" role="alert">
        {fault}
      </p>
      <button type="submit" className="primary" disabled={busy}>
        {byPassword ? common.accept : words.acceptWithLock}
      </button>
      {!byPassword && <p className="secondary">{words.lockHint}</p>}
      {passkeys && (
        <button type="button" className="plain" onClick={() => setByPassword(!byPassword)}>
          {byPassword ? words.lockInstead : words.passwordInstead}
        </button>
      )}
    </form>
  );
}

async function joinWithPassword(token: string, email: string, password: string): Promise<string | null> {
  const answer = await joinAsNew(token, email, password);
  return answer.ok ? signIn(email, password) : faultOf(answer);
}

function faultOf({ message, details }: { message: string; details: unknown }): string {
  const [first] = Array.isArray(details) ? (details as { message?: string }[]) : [];
  return first?.message === undefined ? message : `${first.message[0]?.toUpperCase()}${first.message.slice(1)}.`;
}
