import { useRef, useState } from "react";
import type { Plan } from "#domain/plan.ts";
import type { PlanDifference } from "#domain/planDifference.ts";
import type { CallFailure } from "../../shared/api/call.ts";
import { useHeightAs } from "../../shared/place/useHeightAs.ts";
import { DifferenceView } from "../difference/DifferenceView.tsx";
import { type Fault, faultsIn } from "./faults.ts";
import { GoLive } from "./GoLive.tsx";
import { backtest, type PlanView } from "./planApi.ts";
import type { RuleBook } from "./ruleBook.ts";
import { ChangeList } from "./Templates.tsx";
import "./draft.css";

export interface ReviewProps {
  live: PlanView;
  plan: Plan;
  book: RuleBook;
  changes: readonly string[];
  /** What has just happened, to be said where somebody is looking. */
  told: string;
  /** The version that the changes began from. */
  base: number;
  onFaults(faults: readonly Fault[]): void;
  onDiscard(): void;
  onLive(next: PlanView): void;
  onSeen(newer: PlanView): void;
}

/** What a plan was shown to do; `of` says which plan it was, beside which version. */
export interface Shown {
  of: string;
  difference: PlanDifference;
}

/** Changes that are not live yet: what they would have done in the last nights, and the way to make them live. */
export function Review(props: ReviewProps) {
  const { live, plan, book, changes, onFaults, onDiscard } = props;
  const [shown, setShown] = useState<Shown | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<CallFailure | null>(null);
  const [discarding, setDiscarding] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const bar = useRef<HTMLElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  useHeightAs("--draft-bar-height", bar);
  const key = JSON.stringify([live.version, plan]);
  const current = shown !== null && shown.of === key;

  const show = async () => {
    setBusy(true);
    setFailed(null);
    onFaults([]);
    const answer = await backtest(live.homeId, plan);
    setBusy(false);
    if (answer.ok) {
      setShown({ of: key, difference: answer.value });
      requestAnimationFrame(() => {
        heading.current?.focus({ preventScroll: true });
        heading.current?.scrollIntoView({ block: "start" });
      });
      return;
    }
    const faults = faultsIn(answer);
    onFaults(faults);
    setFailed(faults.length > 0 ? null : answer);
  };

  return (
    <>
      {(shown !== null || failed !== null || busy) && (
        <section className="review" aria-labelledby="difference-heading">
          <h3 id="difference-heading" ref={heading} tabIndex={-1}>
            What it would do
          </h3>
          {busy && (
            <output className="quiet">
              Living the last nights again under both plans. In a home with many readings this takes a minute or two…
            </output>
          )}
          <p className="fault" role="alert">
            {failed === null ? null : `It cannot be shown: ${failed.message}`}
          </p>
          {shown !== null && !current && (
            <p className="told">The plan has changed since this was drawn. Show it again before you rely on it.</p>
          )}
          {shown !== null && <DifferenceView difference={shown.difference} book={book} stale={!current} />}
        </section>
      )}
      <section ref={bar} className="draft-bar" aria-label="Changes that are not live" tabIndex={-1}>
        {changes.length === 0 ? (
          <p className="draft-changes">No changes</p>
        ) : (
          <details className="draft-changes">
            <summary>{changes.length === 1 ? "One change is not live" : `${changes.length} changes are not live`}</summary>
            <ChangeList changes={changes} />
          </details>
        )}
        <output className="draft-told">{props.told}</output>
        <button type="button" onClick={() => void show()} disabled={busy}>
          {busy ? "Working…" : "Show what it would do"}
        </button>
        <button
          type="button"
          className="primary"
          disabled={changes.length === 0}
          onClick={() => {
            dialog.current?.showModal();
            // To be read from its beginning, before anything is written.
            dialog.current?.querySelector<HTMLElement>("h3")?.focus();
          }}
        >
          Go live…
        </button>
        {changes.length > 0 && !discarding && (
          <button type="button" className="plain" onClick={() => setDiscarding(true)}>
            Discard
          </button>
        )}
        {discarding && (
          <span className="draft-discard">
            Lose {changes.length === 1 ? "this change" : "these changes"}?
            <button
              type="button"
              onClick={() => {
                setDiscarding(false);
                onDiscard();
                // What had the focus goes with the changes.
                bar.current?.focus();
              }}
            >
              Yes, discard
            </button>
            {/* biome-ignore lint/a11y/noAutofocus: it stands where the button stood that asked for it */}
            <button type="button" className="plain" autoFocus onClick={() => setDiscarding(false)}>
              No
            </button>
          </span>
        )}
      </section>
      <GoLive
        {...props}
        onLive={(next) => {
          setShown(null);
          props.onLive(next);
          bar.current?.focus();
        }}
        dialog={dialog}
        difference={current ? (shown?.difference ?? null) : null}
      />
    </>
  );
}
