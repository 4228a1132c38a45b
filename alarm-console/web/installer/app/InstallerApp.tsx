import { type ComponentType, Suspense, useCallback, useEffect, useState } from "react";
import { may } from "#domain/role.ts";
import { onSessionEnded } from "../../shared/api/call.ts";
import { lazyPart } from "../../shared/design/lazyPart.tsx";
import { SignIn } from "../../shared/session/SignIn.tsx";
import { type Me, signOut, whoAmI } from "../../shared/session/session.ts";
import { JobPages } from "./JobPages.tsx";
import { JobsPage } from "./JobsPage.tsx";
import { phone } from "./store/phone.ts";
import { useSending } from "./store/useJobs.ts";

const RecordPage: ComponentType<{ homeId: string; version: string | undefined }> = lazyPart(
  async () => (await import("./handover/RecordPage.tsx")).RecordPage,
);

type Session = { kind: "checking" } | { kind: "unreachable" } | { kind: "signedOut"; ended: boolean } | { kind: "signedIn"; me: Me };

const retryMs = 3_000;

const fragmentNow = (): string => location.hash.replace(/^#\/?/, "");

/** The part of the address after `#/`, such as `job/home-7/walk-test`. */
function useFragment(): string[] {
  const [fragment, setFragment] = useState(fragmentNow);
  useEffect(() => {
    const follow = () => setFragment(fragmentNow());
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);
  return fragment.split("/");
}

/** Finds out who is signed in, and shows the installer's pages. Without a connection it opens for the person who was signed in last. */
export function InstallerApp() {
  const [session, setSession] = useState<Session>({ kind: "checking" });
  const check = useCallback(async () => {
    const answer = await whoAmI();
    if (answer.ok) {
      void phone.write("answers", "me", answer.value);
      setSession({ kind: "signedIn", me: answer.value });
    } else if (answer.status === 401) setSession({ kind: "signedOut", ended: false });
    else {
      const me = await phone.read<Me>("answers", "me");
      setSession((before) => (before.kind === "signedIn" ? before : me === null ? { kind: "unreachable" } : { kind: "signedIn", me }));
    }
  }, []);
  useEffect(() => {
    void check();
    return onSessionEnded(() => {
      void phone.clear("answers");
      setSession((now) => (now.kind === "signedIn" ? { kind: "signedOut", ended: true } : now));
    });
  }, [check]);
  useSending(session.kind === "signedIn" ? session.me.id : null);
  useEffect(() => {
    if (session.kind !== "unreachable") return;
    const timer = setTimeout(() => void check(), retryMs);
    return () => clearTimeout(timer);
  }, [session, check]);

  if (session.kind === "checking") return <main className="installer" aria-busy="true" />;
  if (session.kind === "unreachable")
    return (
      <main className="installer" role="alert">
        <h1>No connection to Link Line</h1>
        <p>Sign in once with a connection. After that this page works without one. It tries again every few seconds.</p>
      </main>
    );
  if (session.kind === "signedOut") return <SignIn ended={session.ended} onSignedIn={check} />;
  if (session.me.due !== undefined) return <ToChoosePassword />;
  if (!may(session.me.role, "registerHomes"))
    return (
      <main className="installer">
        <h1>Hello {session.me.name}</h1>
        <p>
          These pages are for installers. <a href="/">Open the monitoring centre</a>
        </p>
      </main>
    );
  const leave = async () => {
    await signOut();
    await phone.clear("answers");
    await check();
  };
  return <Page me={session.me} onSignOut={leave} />;
}

function Page({ me, onSignOut }: { me: Me; onSignOut(): Promise<void> }) {
  const [page, id, ...rest] = useFragment();
  if (page === "record" && id !== undefined)
    return (
      <Suspense fallback={<main className="installer" aria-busy="true" />}>
        <RecordPage homeId={id} version={rest[0]} />
      </Suspense>
    );
  if ((page === "job" || page === "home") && id !== undefined) return <JobPages key={id} page={page} id={id} rest={rest} />;
  return <JobsPage me={me} onSignOut={onSignOut} />;
}

/** The monitoring centre's page asks for a password in place of a one-time password. */
function ToChoosePassword() {
  useEffect(() => location.replace("/"), []);
  return <main className="entrance" aria-busy="true" />;
}
