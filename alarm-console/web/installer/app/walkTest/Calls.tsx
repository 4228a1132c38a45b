import { useState } from "react";
import type { CommissioningCall } from "#domain/installing/commissioning.ts";
import { call } from "../../../shared/api/call.ts";
import type { CommissioningView } from "./commissioningView.ts";
import type { WalkTest } from "./useWalkTest.ts";
import "./calls.css";

/** The open calls of the home, large: the installer says what they are. */
export function Calls({ walkTest }: { walkTest: WalkTest }) {
  const { view } = walkTest;
  if (view?.mode !== "commissioning") return null;
  return (
    <div className="calls no-print" aria-live="assertive">
      {view.calls
        .filter(({ open }) => open)
        .map((one) => (
          <Call key={one.caseId} one={one} walkTest={walkTest} />
        ))}
    </div>
  );
}

function Call({ one, walkTest }: { one: CommissioningCall; walkTest: WalkTest }) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const answer = async (said: "test" | "real") => {
    setBusy(true);
    const path = `/api/v1/homes/${walkTest.view?.homeId}/commissioning/calls/${one.caseId}`;
    const answered = await call<CommissioningView>("POST", path, { answer: said, rings: one.rings });
    setBusy(false);
    setFault(answered.ok ? null : answered.message);
    if (answered.ok) walkTest.set(answered.value);
    else walkTest.again();
  };
  const after = one.deviceIds.map((id) => walkTest.ticks.get(id)?.afterMs ?? null).findLast((ms) => ms !== null) ?? null;
  return (
    <section className="call-now" data-priority={one.priority}>
      <h2>{one.sentences[0]}</h2>
      {one.sentences.slice(1).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <p className="received">
        {after === null ? "Link Line received it" : `Link Line received it after ${(Math.max(after, 100) / 1000).toFixed(1)} s`}
      </p>
      <div className="row">
        <button type="button" className="primary" disabled={busy} onClick={() => void answer("test")}>
          It was my test
        </button>
        <button type="button" className="real" disabled={busy} onClick={() => void answer("real")}>
          Treat as real
        </button>
      </div>
      <p className="small">“Treat as real” makes this home live, and the centre rings.</p>
      <p className="fault" role="alert">
        {fault}
      </p>
    </section>
  );
}
