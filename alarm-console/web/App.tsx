import { Suspense, useCallback, useEffect, useState } from "react";
import { may } from "#domain/role.ts";
import { InstallerPage } from "./installer/InstallerPage.tsx";
import { forgetNoteDrafts } from "./operator/case/useNoteDrafts.ts";
import { OperatorPage } from "./operator/OperatorPage.tsx";
import { forgetSoundCheck } from "./operator/sound/useSound.ts";
import { RoutedPage } from "./RoutedPage.tsx";
import { onSessionEnded } from "./shared/api/call.ts";
import { lazyPart } from "./shared/design/lazyPart.tsx";
import { type PageAddress, pageAddressOf, welcomeToken } from "./shared/navigation/pageAddress.ts";
import { useHash } from "./shared/navigation/usePageAddress.ts";
import { NoPageForRole } from "./shared/session/NoPageForRole.tsx";
import { PasswordDue } from "./shared/session/PasswordDue.tsx";
import { SignIn } from "./shared/session/SignIn.tsx";
import { type Me, signOut, whoAmI } from "./shared/session/session.ts";
import { WelcomePage } from "./shared/session/WelcomePage.tsx";
import { forgetPlanDrafts } from "./supervisor/plan/draft/useDraft.ts";

const WallPage = lazyPart(async () => (await import("./supervisor/wall/WallPage.tsx")).WallPage);

type Session =
  | { kind: "checking" }
  | { kind: "unreachable"; why: string }
  | { kind: "signedOut"; ended: boolean }
  | { kind: "signedIn"; me: Me };

const retryMs = 3000;

const opening = (
  <main className="entrance" aria-busy="true">
    <p className="secondary entrance-slow">Opening Link Line…</p>
  </main>
);

/** Finds out who is signed in and shows the pages of that role. */
export function App() {
  const [session, setSession] = useState<Session>({ kind: "checking" });
  const hash = useHash();
  const address = pageAddressOf(hash);

  const check = useCallback(async () => {
    const answer = await whoAmI();
    if (answer.ok) setSession({ kind: "signedIn", me: answer.value });
    else if (answer.status === 401) setSession((now) => ({ kind: "signedOut", ended: now.kind === "signedOut" && now.ended }));
    else setSession({ kind: "unreachable", why: answer.message });
  }, []);

  useEffect(() => {
    void check();
    return onSessionEnded(() => setSession((now) => (now.kind === "signedIn" ? { kind: "signedOut", ended: true } : now)));
  }, [check]);

  useEffect(() => {
    if (session.kind !== "unreachable") return;
    const timer = setTimeout(() => void check(), retryMs);
    return () => clearTimeout(timer);
  }, [session, check]);

  const signOutHere = async (): Promise<string | null> => {
    const answer = await signOut();
    if (!answer.ok && answer.status !== 401) return `You are still signed in. ${answer.message}`;
    if (session.kind === "signedIn") {
      forgetNoteDrafts(session.me.id);
      forgetPlanDrafts(session.me.id);
      forgetSoundCheck(session.me.id);
    }
    setSession({ kind: "signedOut", ended: false });
    return null;
  };

  if (session.kind === "checking") return opening;
  if (session.kind === "unreachable") {
    return (
      <main className="entrance">
        <div className="entrance-card" role="alert">
          <h1>Cannot connect to Link Line</h1>
          <p>{session.why}</p>
          <p>Alarms do not show here until it is back. Use another screen or the phone. This page tries again every few seconds.</p>
        </div>
      </main>
    );
  }
  const welcome = welcomeToken(hash);
  if (welcome !== null) return <WelcomePage token={welcome} onSignedIn={check} />;
  if (session.kind === "signedOut") return <SignIn ended={session.ended} onSignedIn={check} />;
  const { me } = session;
  if (me.due === "password") return <PasswordDue me={me} onChanged={check} onSignOut={signOutHere} />;
  if (me.role === "carer") return <ToCarerPages />;
  const pageAt = (address: PageAddress) => <RoutedPage key={JSON.stringify(address)} address={address} me={me} />;
  if (address.kind === "wall" && may(me.role, "seeReports"))
    return (
      <Suspense fallback={opening}>
        <WallPage />
      </Suspense>
    );
  if (may(me.role, "seeAlarms")) return <OperatorPage me={me} pageAt={pageAt} onSignOut={signOutHere} />;
  if (may(me.role, "seeTechnical")) return <InstallerPage me={me} pageAt={pageAt} onSignOut={signOutHere} />;
  return <NoPageForRole me={me} onSignOut={signOutHere} />;
}

/** Family carers have pages of their own, with an entry of their own. */
function ToCarerPages() {
  useEffect(() => location.replace("/carer/"), []);
  return <main className="entrance" aria-busy="true" />;
}
