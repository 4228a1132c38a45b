import { useCallback, useState } from "react";
import type { ContingencyReason } from "#domain/carers/contingency.ts";
import { contingencyPhrases } from "../../words/away/contingency.ts";
import { dayIn } from "../../words/dates.ts";
import { useLanguage, useWords } from "../../words/useLanguage.ts";
import { useFresh } from "../useFresh.ts";
import { type Contingency, contingencyOf, endContingency, startContingency, tellCentre } from "./availabilityCalls.ts";
import { CallSpans } from "./CallSpans.tsx";
import { useAction } from "./useAction.ts";

interface PartProps {
  homeId: string;
  /** A moment in words. */
  at(moment: string): string;
  /** The contingency plan has started or ended: what the page says above may be old. */
  onChanged(): void;
}

/** The plan that was agreed for the case that the carer falls ill: shown before it starts, and what it does while it runs. */
export function ContingencyPart({ homeId, at, onChanged }: PartProps) {
  const words = useWords(contingencyPhrases);
  const ask = useCallback(() => contingencyOf(homeId), [homeId]);
  const { value, failure, set } = useFresh(ask);
  const changed = useCallback(
    (next: Contingency) => {
      set(next);
      onChanged();
    },
    [set, onChanged],
  );
  return (
    <section className="carer-home" aria-labelledby="contingency-heading">
      <h2 id="contingency-heading">{words.title}</h2>
      {value === null && failure !== null && <p role="alert">{failure}</p>}
      {value !== null && value.running !== null && <Running homeId={homeId} running={value.running} at={at} onChanged={changed} />}
      {value !== null && value.running === null && value.plan !== null && (
        <Start homeId={homeId} shown={value} plan={value.plan} at={at} onChanged={changed} />
      )}
      {value !== null && value.running === null && value.plan === null && <NoPlan homeId={homeId} onChanged={changed} />}
    </section>
  );
}

type Part<T> = T & { homeId: string; onChanged(next: Contingency): void };

function Agreed({ substitutes, centreDoes }: Pick<NonNullable<Contingency["plan"]>, "substitutes" | "centreDoes">) {
  const words = useWords(contingencyPhrases);
  return (
    <ul>
      <li>
        {words.youAreNotCalled} {substitutes.length === 0 ? words.calledForNone : words.calledInstead(substitutes.map(({ name }) => name))}
      </li>
      <li>{words.linkLineDoes(centreDoes)}</li>
    </ul>
  );
}

function Running({ homeId, running, at, onChanged }: Part<{ running: NonNullable<Contingency["running"]>; at: PartProps["at"] }>) {
  const words = useWords(contingencyPhrases);
  const { busy, fault, run } = useAction(onChanged);
  return (
    <>
      <p className="away-state" role="status">
        {words.runs(at(running.endsAt))}
      </p>
      <Agreed {...running} />
      <button type="button" className="primary" disabled={busy} onClick={() => void run(() => endContingency(homeId))}>
        {words.back}
      </button>
      <p className="fault" role="alert">
        {fault}
      </p>
    </>
  );
}

function Start({
  homeId,
  shown,
  plan,
  at,
  onChanged,
}: Part<{ shown: Contingency; plan: NonNullable<Contingency["plan"]>; at: PartProps["at"] }>) {
  const [words, language] = [useWords(contingencyPhrases), useLanguage()];
  const [why, setWhy] = useState<ContingencyReason | null>(null);
  const { busy, fault, run } = useAction(onChanged);
  if (why === null)
    return (
      <>
        <p>{words.agreed}</p>
        <button type="button" onClick={() => setWhy("ill")}>
          {words.ill}
        </button>
        <button type="button" onClick={() => setWhy("inHospital")}>
          {words.inHospital}
        </button>
      </>
    );
  const lasts = plan.lastsHours % 24 === 0 ? words.lastsDays(plan.lastsHours / 24) : words.lastsHours(plan.lastsHours);
  return (
    <>
      <p>
        <strong>{words.thisPlan}</strong> {words.agreedBy(plan.agreedBy, dayIn(plan.agreedAt, shown.timezone, language))} {lasts}
      </p>
      <Agreed {...plan} />
      <CallSpans intro={words.whenStarted} spans={shown.preview} at={at} />
      <button type="button" className="primary" disabled={busy} onClick={() => void run(() => startContingency(homeId, why, plan.version))}>
        {words.start}
      </button>
      <button type="button" onClick={() => setWhy(null)}>
        {words.goBack}
      </button>
      <p className="fault" role="alert">
        {fault}
      </p>
    </>
  );
}

function NoPlan({ homeId, onChanged }: Part<object>) {
  const words = useWords(contingencyPhrases);
  const [isTold, setTold] = useState(false);
  const { busy, fault, run } = useAction(onChanged);
  const tell = async (why: ContingencyReason) => setTold(await run(() => tellCentre(homeId, why)));
  return (
    <>
      <p>{words.noPlan}</p>
      <button type="button" disabled={busy} onClick={() => void tell("ill")}>
        {words.tellIll}
      </button>
      <button type="button" disabled={busy} onClick={() => void tell("inHospital")}>
        {words.tellHospital}
      </button>
      <p role="status">{isTold && <strong>{words.told}</strong>}</p>
      <p className="fault" role="alert">
        {fault}
      </p>
    </>
  );
}
