import { type KeyboardEvent, type RefObject, useState } from "react";
import type { CaseView } from "#domain/answering/case.ts";
import { wallMinute } from "../../../shared/clock/wallTime.ts";
import type { HomeDetail } from "../../../shared/homeDetails/home.ts";
import { ActionFailure } from "../ActionFailure.tsx";
import type { Attempt } from "../useCaseActions.ts";
import { lastResult, type Step, type StepResult, stepList, withoutLaterContacts } from "./stepList.ts";
import "./steps.css";

interface StepsProps {
  one: CaseView;
  home: HomeDetail | null;
  /** The operator holds the case, so what she does is recorded with one press. */
  mine: boolean;
  attempt: Attempt | undefined;
  list: RefObject<HTMLOListElement | null>;
  onDone(step: Step, result: StepResult): void;
}

const stepCalls = ["actions"] as const;
const resultKeys: Readonly<Record<string, readonly StepResult[]>> = { a: ["answered", "done"], n: ["noAnswer"], g: ["onTheWay"] };

/**
 * What to do next, in order. Of many contacts the first three show, so that the outcomes stay in view; the next one comes with each result.
 * Keys on a step: a answered, n no answer, g going. Each records once: after it the keys are those of the page again.
 */
export function Steps({ one, home, mine, attempt, list, onDone }: StepsProps) {
  const [allShown, setAllShown] = useState(false);
  if (home === null) return <p className="secondary">Loading the contacts…</p>;
  const all = stepList(home.contacts, home.phone);
  const steps = allShown ? all : withoutLaterContacts(all, one.timeline);
  const hidden = all.length - steps.length;
  const next = steps.findIndex((step) => lastResult(step, one.timeline) === undefined);
  // The focus leaves the step: the n of the note that follows must not record "No answer" in it.
  const record = (step: Step, result: StepResult) => {
    list.current?.focus({ preventScroll: true });
    onDone(step, result);
  };
  const keys = (event: KeyboardEvent, step: Step) => {
    const wanted = event.ctrlKey || event.altKey || event.metaKey ? undefined : resultKeys[event.key];
    const chosen = step.results.find(({ result }) => wanted?.includes(result));
    if (chosen === undefined) return;
    // The page has a shortcut of the same key.
    event.preventDefault();
    record(step, chosen.result);
  };
  return (
    <section className="steps" aria-labelledby="steps-heading">
      <div className="steps-head">
        <h3 id="steps-heading">Next steps</h3>
        {(hidden > 0 || allShown) && (
          <button type="button" className="link" onClick={() => setAllShown(!allShown)}>
            {allShown ? "Show fewer contacts" : `Show ${hidden} more contacts`}
          </button>
        )}
      </div>
      <ol ref={list} tabIndex={-1}>
        {steps.map((step, index) => {
          const last = lastResult(step, one.timeline);
          return (
            <li key={step.key} data-next={mine && index === next} onKeyDown={mine ? (event) => keys(event, step) : undefined}>
              <span className="step-title">
                {step.title}
                {step.holdsKey && <span className="keyholder">Key</span>}
                {step.notes.length > 0 && <span className="step-notes">{step.notes.join(" · ")}</span>}
              </span>
              {step.phone !== null && (
                <a
                  className="step-phone"
                  href={`tel:${step.phone.replace(/[^+\d]/g, "")}`}
                  aria-label={`Call ${step.title}, ${step.phone}`}
                >
                  {step.phone}
                </a>
              )}
              {mine ? (
                <span className="step-results">
                  {step.results.map(({ result, label }) => (
                    <button
                      key={result}
                      type="button"
                      aria-label={`${label}: ${step.title}`}
                      aria-pressed={last?.action?.result === result}
                      disabled={attempt?.busy === "actions"}
                      onClick={() => record(step, result)}
                    >
                      {label}
                    </button>
                  ))}
                </span>
              ) : (
                last !== undefined && <span className="step-said">{last.text}</span>
              )}
              {mine && last !== undefined && <time className="step-at">{wallMinute(last.at, home.timezone)}</time>}
            </li>
          );
        })}
      </ol>
      <ActionFailure attempt={attempt} of={stepCalls} />
    </section>
  );
}
