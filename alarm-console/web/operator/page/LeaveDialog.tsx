import { type RefObject, useState } from "react";
import type { CaseView } from "#domain/answering/case.ts";
import { mayTouch } from "#domain/role.ts";
import { Dialog } from "../../shared/design/Dialog.tsx";
import { headline } from "../../shared/live/headline.ts";
import type { Colleague } from "../../shared/live/liveEvents.ts";
import type { Me } from "../../shared/session/session.ts";
import { useCaseActions } from "../case/useCaseActions.ts";

interface LeaveDialogProps {
  dialog: RefObject<HTMLDialogElement | null>;
  me: Me;
  /** The cases that this operator still holds. */
  held: readonly CaseView[];
  onDuty: readonly Colleague[];
  take(changed: CaseView): void;
  onSignOut(): Promise<string | null>;
}

/** An operator who signs out hands her cases over or releases them first. The list grows shorter as colleagues accept. */
export function LeaveDialog({ dialog, me, held, onDuty, take, onSignOut }: LeaveDialogProps) {
  const { attempts, perform } = useCaseActions(take);
  const [fault, setFault] = useState<string | null>(null);
  const [chosen, setChosen] = useState("");
  const mayTakeAll = ({ role }: Colleague): boolean => held.every(({ mode }) => mayTouch(role, mode));
  const colleagues = onDuty.filter((one) => one.canHear && one.id !== me.id && mayTakeAll(one));
  const to = colleagues.find(({ id }) => id === chosen) ?? colleagues[0];
  const failed = held.flatMap(({ id, homeName }) => (attempts[id]?.failed == null ? [] : [`${homeName}: ${attempts[id].failed.text}`]));

  const releaseAll = async () => {
    for (const one of held) if ((await perform(one, "release")) === null) return;
    setFault(await onSignOut());
  };
  const handOverAll = async () => {
    for (const one of held) if (to !== undefined && one.offeredTo === null) await perform(one, "hand-over", { to: to.id, note: "" });
  };
  return (
    <Dialog ref={dialog} aria-labelledby="leave-heading">
      <h3 id="leave-heading">
        {held.length === 0 ? "You hold no case" : `You still hold ${held.length === 1 ? "1 case" : `${held.length} cases`}`}
      </h3>
      <ul className="leave-list">
        {held.map((one) => (
          <li key={one.id}>
            <strong>{one.homeName}</strong> {headline(one)?.sentence}
            {one.offeredTo !== null && <span className="secondary"> · {one.offeredTo.name} has not accepted yet</span>}
          </li>
        ))}
      </ul>
      {held.length > 0 && to !== undefined && (
        <div className="leave-hand-over">
          <label className="field">
            Colleague
            <select value={to.id} onChange={(event) => setChosen(event.target.value)}>
              {colleagues.map(({ id, name, role }) => (
                <option key={id} value={id}>
                  {name}, {role}
                </option>
              ))}
            </select>
          </label>
          <button type="button" disabled={held.every(({ offeredTo }) => offeredTo !== null)} onClick={() => void handOverAll()}>
            Hand over
          </button>
        </div>
      )}
      {held.length > 0 && to === undefined && <p>No colleague is signed in with sound on, so you cannot hand over.</p>}
      <p className="fault" role="alert">
        {fault ?? (failed.length > 0 ? failed.join(" ") : null)}
      </p>
      <div className="dialog-foot">
        {held.length === 0 ? (
          <button type="button" className="primary" onClick={async () => setFault(await onSignOut())}>
            Sign out
          </button>
        ) : (
          <button type="button" onClick={() => void releaseAll()}>
            Release {held.length === 1 ? "it" : "all"} and sign out
          </button>
        )}
        <button type="button" className="plain" onClick={() => dialog.current?.close()}>
          Stay signed in
        </button>
      </div>
    </Dialog>
  );
}
