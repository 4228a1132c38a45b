import { type ReactNode, useState } from "react";
import { highRiskFrom } from "#domain/outage/highRisk.ts";
import { type CheckResult, checkResults, type OutageHome } from "#domain/outage/outageView.ts";
import { wallMinute } from "../clock/wallTime.ts";
import { caseHref, homeHref } from "../navigation/pageAddress.ts";
import { checkHome, resultWords, risksText } from "./outage.ts";
import type { Outage } from "./useOutage.ts";

/** Homes in the order in which to look after them; the server sorts. */
export function WorkList({ id, homes, outage, isOver }: { id: string; homes: readonly OutageHome[]; outage: Outage; isOver: boolean }) {
  return (
    <ol className="outage-list" aria-label="Homes of the outage">
      {homes.map((home) => (
        <Home key={home.homeId} home={home}>
          {home.backAt === null && !isOver && (
            <Check home={home} busy={outage.busy} onCheck={(result, note) => outage.act(() => checkHome(id, home.homeId, result, note))} />
          )}
        </Home>
      ))}
    </ol>
  );
}

function Home({ home, children }: { home: OutageHome; children: ReactNode }) {
  const { homeId, homeName, area, postcode, phone, backAt, caseId, check, devices, silentSince } = home;
  const isFirst = backAt === null && home.risk >= highRiskFrom && home.callSilent;
  return (
    <li data-back={backAt !== null} data-first={isFirst}>
      <p className="outage-home">
        <a href={homeHref(homeId)}>{homeName}</a>
        {home.risk >= highRiskFrom && <strong className="outage-risk">High risk</strong>}
        <span className="secondary">{[area, postcode].filter((part) => part !== "").join(", ")}</span>
      </p>
      <p>
        {risksText(home) !== "" && <span>{risksText(home)}. </span>}
        {backAt !== null && `Back since ${wallMinute(backAt)}.`}
        {backAt === null && `Silent since ${wallMinute(silentSince)}: ${devices.map(({ name }) => name).join(", ")}.`}
      </p>
      {isFirst && <p className="outage-first">The pendant or fall detector is silent: this person may not be able to call. Call first.</p>}
      <p>
        {phone !== "" && <a href={`tel:${phone}`}>Call {phone}</a>}
        {caseId !== null && <a href={caseHref(caseId)}>Rings in the queue</a>}
        {check !== null && (
          <span className="outage-done">
            {resultWords[check.result]}. {check.by}, {wallMinute(check.at)}
            {check.note !== "" && `: ${check.note}`}
          </span>
        )}
      </p>
      {children}
    </li>
  );
}

const buttons: Readonly<Record<CheckResult, string>> = {
  spoke: "Spoke: well",
  noAnswer: "No answer: ring as a case",
  visiting: "Visit on the way",
  visited: "Visited: well",
};

function Check({ home, busy, onCheck }: { home: OutageHome; busy: boolean; onCheck(result: CheckResult, note: string): Promise<void> }) {
  const [note, setNote] = useState("");
  return (
    <fieldset className="outage-check">
      <legend className="hidden">What you found: {home.homeName}</legend>
      <label className="field">
        <span>
          Note<span className="hidden"> about {home.homeName}</span> (optional)
        </span>
        <input maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      {checkResults.map((result) => (
        <button key={result} type="button" disabled={busy} onClick={() => void onCheck(result, note).then(() => setNote(""))}>
          {buttons[result]}
          <span className="hidden">: {home.homeName}</span>
        </button>
      ))}
    </fieldset>
  );
}
