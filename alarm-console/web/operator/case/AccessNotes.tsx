import { useEffect, useState } from "react";
import type { CaseView } from "#domain/answering/case.ts";
import { may } from "#domain/role.ts";
import { call } from "../../shared/api/call.ts";
import type { Me } from "../../shared/session/session.ts";

/** So long a responder's way in stays on the screen. */
const shownMs = 60_000;

/** How to get into the home. Each look is recorded in the timeline of the case. Use it with the case's id as its key: another case hides the notes. */
export function AccessNotes({ one, me }: { one: CaseView; me: Me }) {
  if (one.state === "closed") return null;
  if (one.heldBy?.id === me.id || may(me.role, "seeAllAccessNotes")) return <Reveal caseId={one.id} />;
  return <p className="secondary">This home has access notes. Claim the case to see them.</p>;
}

type Shown = { kind: "hidden" } | { kind: "reading" } | { kind: "shown"; text: string } | { kind: "failed"; why: string };

function Reveal({ caseId }: { caseId: string }) {
  const [shown, setShown] = useState<Shown>({ kind: "hidden" });
  useEffect(() => {
    if (shown.kind !== "shown") return;
    const timer = setTimeout(() => setShown({ kind: "hidden" }), shownMs);
    return () => clearTimeout(timer);
  }, [shown]);
  const read = async () => {
    setShown({ kind: "reading" });
    const answer = await call<{ accessNotes: string }>("POST", `/api/v1/cases/${caseId}/access-notes`, {});
    setShown(answer.ok ? { kind: "shown", text: answer.value.accessNotes } : { kind: "failed", why: answer.message });
  };
  return (
    <section className="access-notes" aria-label="Access notes">
      <div role="status">
        {shown.kind === "shown" && (
          <>
            <h3>Access notes</h3>
            <p className="access-text">{shown.text}</p>
          </>
        )}
      </div>
      {shown.kind === "shown" ? (
        <button type="button" onClick={() => setShown({ kind: "hidden" })}>
          Hide access notes
        </button>
      ) : (
        <button type="button" disabled={shown.kind === "reading"} aria-describedby="access-recorded" onClick={() => void read()}>
          Show access notes
        </button>
      )}
      <p id="access-recorded" className="secondary">
        {shown.kind === "shown" ? "Hidden again after a minute." : "Each look is written in the timeline."}
      </p>
      {shown.kind === "failed" && (
        <p className="fault" role="alert">
          The access notes are not shown. {shown.why}
        </p>
      )}
    </section>
  );
}
