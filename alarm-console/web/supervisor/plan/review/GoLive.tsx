import { type FormEvent, type RefObject, useState } from "react";
import type { Plan } from "#domain/plan.ts";
import { lostGenuineRings, type PlanDifference, unheardNightsText } from "#domain/planDifference.ts";
import type { CallFailure } from "../../../shared/api/call.ts";
import { Dialog } from "../../../shared/design/Dialog.tsx";
import { type Fault, faultsIn } from "../../../shared/forms/faults.ts";
import { type PlanView, putLive, readPlan } from "../../../shared/plan/planApi.ts";
import { Losses, LossUnknown, LostGenuine, PeriodsWithoutCover } from "../../difference/Losses.tsx";
import { ChangeList } from "../draft/ChangeList.tsx";
import { notLive } from "./notLive.ts";

interface GoLiveProps {
  dialog: RefObject<HTMLDialogElement | null>;
  live: PlanView;
  plan: Plan;
  changes: readonly string[];
  /** The version that the changes are based on. */
  base: number;
  /** The comparison that the supervisor has seen; null when there is none for this draft. */
  difference: PlanDifference | null;
  onFaults(faults: readonly Fault[]): void;
  onLive(next: PlanView): void;
  /** The supervisor has seen a newer version of the plan that someone else made live. */
  onSeen(newer: PlanView): void;
}

/**
 * The dialog that makes a draft live. It asks for a reason. When the plan would lose genuine alarms or leave a time without protection, it
 * asks for a second reason. The screen shows the plan as live only after the service confirms it.
 */
export function GoLive({ dialog, live, plan, changes, base, difference, onFaults, onLive, onSeen }: GoLiveProps) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<{ of: typeof plan; answer: CallFailure } | null>(null);
  const refused = refusal?.of === plan ? refusal.answer : null;
  const asksLossReason = refused !== null || (difference !== null && lostGenuineRings(difference).some((one) => !one.recordedOnly));

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const lossReason = String(fields.get("lossReason") ?? "").trim();
    setBusy(true);
    setFault(await goLive(String(fields.get("why")).trim(), lossReason));
    setBusy(false);
  };

  /** Null when the plan is live or its errors are shown beside their fields; else an error message. */
  const goLive = async (why: string, lossReason: string): Promise<string | null> => {
    if (why === "") return "Enter a reason for this change.";
    const answer = await putLive(live.homeId, { plan, why, seenVersion: base, ...(lossReason === "" ? {} : { lossReason }) });
    if (answer.ok) {
      setRefusal(null);
      dialog.current?.close();
      onLive(answer.value);
      return null;
    }
    if (answer.code === "planChanged") {
      const newer = await readPlan(live.homeId);
      if (!newer.ok) return `Someone else has changed this plan. ${newer.message} Your plan is not live.`;
      onSeen(newer.value);
      return `${newer.value.by ?? "Someone else"} made version ${newer.value.version} live while you were editing. Your plan is not live. Check your changes above, then go live.`;
    }
    if (["losesGenuine", "notCompared", "leavesUnguarded"].includes(answer.code)) setRefusal({ of: plan, answer });
    const faults = faultsIn(answer);
    const ofPlan = faults.filter(({ path }) => path.startsWith("plan"));
    if (ofPlan.length > 0) {
      dialog.current?.close();
      onFaults(ofPlan);
      return null;
    }
    return notLive(answer);
  };

  return (
    <Dialog ref={dialog} className="go-live" aria-labelledby="go-live-heading">
      <form onSubmit={(event) => void submit(event)}>
        <h3 id="go-live-heading" tabIndex={-1}>
          Go live
        </h3>
        <p>The new plan applies from now on. Anything already in progress finishes under the old plan.</p>
        <ChangeList changes={changes} />
        {difference === null ? (
          <p className="go-live-unseen">You have not compared this plan with recent nights yet.</p>
        ) : (
          <p className="notice">{[difference.summary, unheardNightsText(difference) ?? []].flat().join(" ")}</p>
        )}
        <p className="secondary">
          Before the plan goes live, Link Line checks it against the last 14 nights, and against each of the last 92 nights with an alarm
          closed as genuine.
        </p>
        {/* The service has compared the plans again, up to now. Its answer replaces the earlier comparison. */}
        {refused === null ? difference !== null && <Losses difference={difference} /> : <Refused refused={refused} />}
        <label className="field">
          Reason for this change
          <textarea name="why" rows={2} maxLength={500} required />
        </label>
        {asksLossReason && (
          <label className="field">
            Reason for going live anyway
            <textarea name="lossReason" rows={2} maxLength={2000} required />
          </label>
        )}
        <p className="fault" role="alert">
          {fault}
        </p>
        <div className="dialog-foot">
          <button type="submit" className="primary" disabled={busy || changes.length === 0}>
            {busy ? "Going live…" : "Go live"}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Why the service refused the plan, in its own words: lost alarms, or why it could not check, and times without protection. */
function Refused({ refused }: { refused: CallFailure }) {
  const details: { path?: unknown; message?: unknown }[] = Array.isArray(refused.details) ? refused.details : [];
  const lines = (ofAlarms: boolean) => details.filter(({ path }) => (path === "plan") === ofAlarms).map(({ message }) => String(message));
  return (
    <>
      {refused.code === "notCompared" ? <LossUnknown lines={lines(true)} /> : <LostGenuine lines={lines(true)} />}
      <PeriodsWithoutCover lines={lines(false)} />
    </>
  );
}
