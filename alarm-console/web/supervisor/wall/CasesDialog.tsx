import { type FormEvent, useEffect, useRef, useState } from "react";
import type { WallCase } from "#domain/answering/wall.ts";
import { call } from "../../shared/api/call.ts";
import { formatWaited } from "../../shared/clock/durations.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import { Dialog } from "../../shared/design/Dialog.tsx";
import { PriorityMark } from "../../shared/design/PriorityMark.tsx";
import { deskHref } from "../../shared/navigation/pageAddress.ts";

interface CasesDialogProps {
  title: string;
  cases: readonly WallCase[];
  onClose(): void;
  /** A case was taken over: read the wall again. */
  onTaken(): Promise<void>;
}

/** The cases behind a tile, each with Take over. */
export function CasesDialog({ title, cases, onClose, onTaken }: CasesDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    shown?.addEventListener("close", onClose);
    return () => shown?.removeEventListener("close", onClose);
  }, [onClose]);
  return (
    <Dialog ref={dialog} className="wall-cases" aria-labelledby="wall-cases-title">
      <h3 id="wall-cases-title">{title}</h3>
      {cases.length === 0 && <p>There are none now.</p>}
      <ul>
        {cases.map((one) => (
          <Case key={one.id} case={one} onTaken={onTaken} />
        ))}
      </ul>
      <div className="dialog-foot">
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

type Step = { kind: "listed" } | { kind: "asking" } | { kind: "taking" } | { kind: "taken" } | { kind: "failed"; why: string };

function Case({ case: one, onTaken }: { case: WallCase; onTaken(): Promise<void> }) {
  const [step, setStep] = useState<Step>({ kind: "listed" });
  const waited = useNow((now) => formatWaited(now - Date.parse(one.since)));
  const takeOver = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get("reason") ?? "").trim();
    if (reason === "") return setStep({ kind: "failed", why: "Write why you take it over." });
    setStep({ kind: "taking" });
    const answer = await call("POST", `/api/v1/cases/${one.id}/take-over`, { reason });
    setStep(answer.ok ? { kind: "taken" } : { kind: "failed", why: answer.message });
    if (answer.ok) await onTaken();
  };
  return (
    <li className="wall-case">
      <PriorityMark priority={one.priority} />
      <strong>{one.homeName}</strong>
      <span>
        {one.heldBy === null ? `waits for ${waited}` : `${one.heldBy.name}, nothing done for ${waited}`}
        {one.rings > 1 && `, rang ${one.rings} times`}
      </span>
      {step.kind === "listed" && (
        <button type="button" onClick={() => setStep({ kind: "asking" })}>
          Take over<span className="hidden"> {one.homeName}</span>
        </button>
      )}
      {(step.kind === "asking" || step.kind === "taking" || step.kind === "failed") && (
        <form onSubmit={takeOver}>
          <label className="field">
            Why do you take over {one.homeName}?{/* biome-ignore lint/a11y/noAutofocus: the supervisor has just asked for this field */}
            <input name="reason" maxLength={500} required autoFocus />
          </label>
          <button type="submit" className="primary" disabled={step.kind === "taking"}>
            {step.kind === "taking" ? "Taking over…" : "Take over"}
          </button>
          <p className="fault" role="alert">
            {step.kind === "failed" ? step.why : null}
          </p>
        </form>
      )}
      {step.kind === "taken" && (
        <p>
          You have it. <a href={deskHref}>Open your desk</a>
        </p>
      )}
    </li>
  );
}
