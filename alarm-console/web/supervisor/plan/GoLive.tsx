import { type FormEvent, type RefObject, useState } from "react";
import { lostGenuineRings, type PlanDifference, unheardNightsText } from "#domain/planDifference.ts";
import type { CallFailure } from "../../shared/api/call.ts";
import { Dialog } from "../../shared/place/Dialog.tsx";
import { Losses, LostGenuine, NotCompared, Unguarded } from "../difference/Losses.tsx";
import { faultsIn } from "./faults.ts";
import { notLive } from "./notLive.ts";
import { putLive, readPlan } from "./planApi.ts";
import type { ReviewProps } from "./Review.tsx";
import { ChangeList } from "./Templates.tsx";

interface GoLiveProps extends ReviewProps {
  dialog: RefObject<HTMLDialogElement | null>;
  /** What this plan was shown to do; null where nobody has looked. */
  difference: PlanDifference | null;
}

/** Asks why, and where genuine alarms would be lost, why even so. Nothing is live before the service says so. */
export function GoLive({ dialog, live, plan, changes, base, difference, onFaults, onLive, onSeen }: GoLiveProps) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<{ of: typeof plan; answer: CallFailure } | null>(null);
  const refused = refusal?.of === plan ? refusal.answer : null;
  const asks = refused !== null || (difference !== null && lostGenuineRings(difference).some((one) => !one.recordedOnly));

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const lossReason = String(fields.get("lossReason") ?? "").trim();
    setBusy(true);
    setFault(await goLive(String(fields.get("why")).trim(), lossReason));
    setBusy(false);
  };

  /** Null when it is live or when its faults stand beside their fields; else one sentence. */
  const goLive = async (why: string, lossReason: string): Promise<string | null> => {
    if (why === "") return "Say why, then go live.";
    const answer = await putLive(live.homeId, { plan, why, seenVersion: base, ...(lossReason === "" ? {} : { lossReason }) });
    if (answer.ok) {
      setRefusal(null);
      dialog.current?.close();
      onLive(answer.value);
      return null;
    }
    if (answer.code === "planChanged") {
      const newer = await readPlan(live.homeId);
      if (!newer.ok) return `Somebody changed this plan meanwhile. ${newer.message} Yours is not live.`;
      onSeen(newer.value);
      return `${newer.value.by ?? "Somebody"} made version ${newer.value.version} live meanwhile. Look again at what yours changes, then go live.`;
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
        <p>At once for what begins from now on; what is under way finishes under the plan it began with.</p>
        <ChangeList changes={changes} />
        {difference === null ? (
          <p className="go-live-unseen">Nobody has looked yet at what this would have done in the last nights.</p>
        ) : (
          <p className="told">{[difference.summary, unheardNightsText(difference) ?? []].flat().join(" ")}</p>
        )}
        <p className="quiet">
          Before it is live, the service goes over the last 14 nights once more, and over each of the last 92 in which an alarm was closed
          as genuine.
        </p>
        {/* The service compares anew, up to now: what it says comes before what was drawn. */}
        {refused === null ? difference !== null && <Losses difference={difference} /> : <Refused refused={refused} />}
        <label className="field">
          Why
          <textarea name="why" rows={2} maxLength={500} required />
        </label>
        {asks && (
          <label className="field">
            Why it shall go live even so
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
            Not yet
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Each lost alarm or why none can be named, and each time in which nobody would be guarded, in the service's own words. */
function Refused({ refused }: { refused: CallFailure }) {
  const details: { path?: unknown; message?: unknown }[] = Array.isArray(refused.details) ? refused.details : [];
  const lines = (ofAlarms: boolean) => details.filter(({ path }) => (path === "plan") === ofAlarms).map(({ message }) => String(message));
  return (
    <>
      {refused.code === "notCompared" ? <NotCompared lines={lines(true)} /> : <LostGenuine lines={lines(true)} />}
      <Unguarded lines={lines(false)} />
    </>
  );
}
