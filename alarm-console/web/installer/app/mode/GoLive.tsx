import { useState } from "react";
import { call } from "../../../shared/api/call.ts";
import { Ask } from "../Ask.tsx";
import { doubtsOf } from "../tasks.ts";
import type { CommissioningView } from "../walkTest/commissioningView.ts";
import { changeMode } from "../walkTest/useWalkTest.ts";

interface GoLiveProps {
  homeId: string;
  className?: string;
  /** After the attempt. */
  onDone(): Promise<void>;
}

/** Makes a home live. What is missing is named first, and the installer decides once. */
export function GoLive({ homeId, className, onDone }: GoLiveProps) {
  const [doubts, setDoubts] = useState<readonly string[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const goLive = async () => {
    setDoubts(null);
    setFault(await changeMode(homeId, "live"));
    await onDone();
  };
  const check = async () => {
    const view = await call<CommissioningView>("GET", `/api/v1/homes/${homeId}/commissioning`);
    if (!view.ok) return setFault(view.message);
    // A call without an answer would ring the centre.
    if (view.value.mode === "commissioning" && view.value.calls.some(({ open }) => open))
      return setFault("A call of this home has no answer yet. Say what it was on the page of the home first.");
    setFault(null);
    const found = doubtsOf(view.value);
    if (found.length === 0) await goLive();
    else setDoubts(found);
  };
  return (
    <>
      {doubts === null ? (
        <button type="button" className={className} onClick={() => void check()}>
          Make this home live
        </button>
      ) : (
        <Ask says={doubts} yes="Make it live all the same" no="Not yet" onYes={() => void goLive()} onNo={() => setDoubts(null)} />
      )}
      <p className="fault" role="alert">
        {fault}
      </p>
    </>
  );
}
