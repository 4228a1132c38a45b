import { useCallback, useEffect, useState } from "react";
import { may } from "#domain/role.ts";
import { InstallerPage } from "./installer/technical/InstallerPage.tsx";
import { forgetDrafts } from "./operator/alarm/useDrafts.ts";
import { OperatorPage } from "./operator/OperatorPage.tsx";
import { onSessionEnded } from "./shared/api/call.ts";
import { NoPage } from "./shared/session/NoPage.tsx";
import { SignIn } from "./shared/session/SignIn.tsx";
import { type Me, signOut, whoAmI } from "./shared/session/session.ts";
import { forgetPlanDrafts } from "./supervisor/plan/useDraft.ts";

type Session =
  | { kind: "checking" }
  | { kind: "unreachable"; why: string }
  | { kind: "signedOut"; ended: boolean }
  | { kind: "signedIn"; me: Me };

const askAgainMs = 3000;

/** Decides which page this visitor gets. */
export function Entrance() {
  const [session, setSession] = useState<Session>({ kind: "checking" });

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
    const timer = setTimeout(() => void check(), askAgainMs);
    return () => clearTimeout(timer);
  }, [session, check]);

  const leave = async (): Promise<string | null> => {
    const answer = await signOut();
    if (!answer.ok && answer.status !== 401) return `You are still signed in. ${answer.message}`;
    if (session.kind === "signedIn") {
      forgetDrafts(session.me.id);
      forgetPlanDrafts(session.me.id);
    }
    setSession({ kind: "signedOut", ended: false });
    return null;
  };

  if (session.kind === "checking") {
    return (
      <main className="entrance" aria-busy="true">
        <p className="quiet entrance-slow">Opening Link Line…</p>
      </main>
    );
  }
  if (session.kind === "unreachable") {
    return (
      <main className="entrance">
        <div className="entrance-card" role="alert">
          <h1>Link Line cannot be reached</h1>
          <p>{session.why} This page tries again every few seconds.</p>
        </div>
      </main>
    );
  }
  if (session.kind === "signedOut") return <SignIn ended={session.ended} onSignedIn={check} />;
  if (may(session.me.role, "seeAlarms")) return <OperatorPage me={session.me} onSignOut={leave} />;
  if (may(session.me.role, "seeTechnical")) return <InstallerPage me={session.me} onSignOut={leave} />;
  return <NoPage me={session.me} onSignOut={leave} />;
}
