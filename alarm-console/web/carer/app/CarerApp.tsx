import { useCallback, useEffect, useState } from "react";
import { onSessionEnded } from "../../shared/api/call.ts";
import { type Me, signOut, whoAmI } from "../../shared/session/session.ts";
import { homesPhrases } from "../words/homes.ts";
import { useWords } from "../words/useLanguage.ts";
import { AlarmPage } from "./alarm/AlarmPage.tsx";
import { HomesPage } from "./HomesPage.tsx";
import { CarerSignIn } from "./joining/CarerSignIn.tsx";
import { JoinPage } from "./joining/JoinPage.tsx";
import { lazyPage } from "./lazyPage.tsx";
import { NightsPage } from "./nights/NightsPage.tsx";
import { forgetAnswers, keepAnswer, lastAnswer } from "./offline/lastAnswers.ts";
import { TapNotices } from "./offline/TapNotices.tsx";
import { forgetEverything, useTapSending } from "./offline/useTaps.ts";
import { WaitingTaps } from "./offline/WaitingTaps.tsx";
import { forgetSubscription } from "./phone/thisPhone.ts";
import { usePhone } from "./phone/usePhone.ts";

type Session = { kind: "checking" } | { kind: "unreachable" } | { kind: "signedOut" } | { kind: "signedIn"; me: Me };

const AwayPage = lazyPage(async () => (await import("./availability/AwayPage.tsx")).AwayPage);
const EverythingPage = lazyPage(async () => (await import("./everything/EverythingPage.tsx")).EverythingPage);
const PhonePage = lazyPage(async () => (await import("./phone/PhonePage.tsx")).PhonePage);

const retryMs = 3_000;

/** The part of the address after `#/`, such as `join/4-abc` or `case/12`. */
function useFragment(): string {
  const [fragment, setFragment] = useState(location.hash.replace(/^#\/?/, ""));
  useEffect(() => {
    const follow = () => setFragment(location.hash.replace(/^#\/?/, ""));
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);
  return fragment;
}

/** Finds out who is signed in, and shows the carer's pages. */
export function CarerApp() {
  const [session, setSession] = useState<Session>({ kind: "checking" });
  const fragment = useFragment();
  const words = useWords(homesPhrases);

  const check = useCallback(async () => {
    const answer = await whoAmI();
    // The centre's page asks for a password in place of a one-time password, and leads back here.
    if (answer.ok && answer.value.due !== undefined) location.replace("/");
    else if (answer.ok) setSession(await signedInAs(answer.value));
    // The last answers are on the phone: they are shown with their time, and each page asks again.
    else setSession((before) => (before.kind === "signedIn" && answer.status !== 401 ? before : sessionWithout(answer)));
  }, []);
  useEffect(() => {
    void lastAnswer<Me>("me").then((me) => {
      if (me !== null)
        setSession((before) => (before.kind === "checking" || before.kind === "unreachable" ? { kind: "signedIn", me } : before));
    });
    void check();
    return onSessionEnded(() => {
      void forgetAnswers();
      setSession({ kind: "signedOut" });
    });
  }, [check]);
  useTapSending(session.kind === "signedIn" && session.me.role === "carer" ? session.me.id : null);
  useEffect(() => {
    if (session.kind !== "unreachable") return;
    const timer = setTimeout(() => void check(), retryMs);
    return () => clearTimeout(timer);
  }, [session, check]);

  if (session.kind === "checking") return <main className="carer" aria-busy="true" />;
  if (session.kind === "unreachable")
    return (
      <main className="carer" role="alert">
        <h1>{words.unreachable}</h1>
        <p>{words.stillCalls}</p>
      </main>
    );
  const me = session.kind === "signedIn" ? session.me : null;
  const [page, id] = fragment.split("/");
  if (page === "join") return <JoinPage key={id} token={id ?? ""} me={me} onJoined={check} />;
  if (me === null)
    return (
      <>
        <WaitingTaps />
        <CarerSignIn onSignedIn={check} />
      </>
    );
  if (me.role !== "carer")
    return (
      <main className="carer">
        <h1>{words.hello(me.name)}</h1>
        <p>
          {words.forCarers} <a href="/">{words.openCentre}</a>
        </p>
      </main>
    );
  return (
    <>
      <TapNotices />
      <Page page={page} id={id} me={me} onSignOut={() => void leave().then(check)} />
    </>
  );
}

/** The service has switched alarms off on this phone with the session; the browser ends its subscription too. */
async function leave(): Promise<void> {
  const answer = await signOut();
  if (answer.ok) await forgetSubscription();
  await forgetEverything();
}

/** Another person's answers are not shown to this one. */
async function signedInAs(me: Me): Promise<Session> {
  if (((await lastAnswer<Me>("me"))?.id ?? me.id) !== me.id) await forgetAnswers();
  keepAnswer("me", me);
  return { kind: "signedIn", me };
}

const sessionWithout = ({ status }: { status: number | null }): Session => ({ kind: status === 401 ? "signedOut" : "unreachable" });

interface PageProps {
  page: string | undefined;
  id: string | undefined;
  me: Me;
  onSignOut(): void;
}

function Page({ page, id, me, onSignOut }: PageProps) {
  const known = usePhone();
  if (page === "case" && id !== undefined) return <AlarmPage key={id} caseId={id} />;
  if (page === "nights" && id !== undefined) return <NightsPage key={id} homeId={id} />;
  if (page === "away" && id !== undefined) return <AwayPage key={id} homeId={id} />;
  if (page === "everything" && id !== undefined) return <EverythingPage key={id} homeId={id} />;
  if (page === "phone") return <PhonePage known={known} />;
  return <HomesPage me={me} phone={known.phone} onSignOut={onSignOut} />;
}
