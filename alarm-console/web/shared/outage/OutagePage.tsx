import { useState } from "react";
import type { OutageOfIncident } from "#domain/outage/outageView.ts";
import type { ServiceIncident } from "#domain/serviceIncident.ts";
import { wallDay, wallMinute } from "../clock/wallTime.ts";
import { deskHref } from "../navigation/pageAddress.ts";
import { acknowledgeOutage, endOutage, homesShown } from "./outage.ts";
import { type Outage, useOutage } from "./useOutage.ts";
import { WorkList } from "./WorkList.tsx";
import "./outage.css";

/** One outage: how it goes, and the list of homes to look after. */
export function OutagePage({ id }: { id: string }) {
  const outage = useOutage(id);
  const { incident, homes, fault } = outage;
  return (
    <div className="sheet outage">
      <header className="sheet-head">
        <p className="sheet-way">
          <a href={deskHref}>Queue</a>
        </p>
        <h2>Outage</h2>
        {incident !== null && (
          <p>
            Since {wallMinute(incident.from)} ({wallDay(incident.from)}). {incident.text}
          </p>
        )}
      </header>
      <p className="fault" role="alert">
        {fault}
      </p>
      {incident === null && fault === null && <p className="secondary">Loading the outage…</p>}
      {incident?.outage && <State incident={incident} of={incident.outage} outage={outage} />}
      {homes !== null && <WorkList id={id} homes={homes} outage={outage} isOver={incident?.outage?.endedAt !== null} />}
      {outage.hasMore && <p className="secondary">These are the first {homesShown} homes. Others follow as these are done.</p>}
    </div>
  );
}

function State({ incident, of, outage }: { incident: ServiceIncident; of: OutageOfIncident; outage: Outage }) {
  const numbers: [string, number][] = [
    ["still silent", of.silent],
    ["back", of.homes - of.silent],
    ["at high risk and silent", of.highRisk],
    ["not looked after", of.unchecked],
  ];
  return (
    <section className="outage-state" aria-label="State of the outage">
      <dl className="outage-numbers">
        {numbers.map(([what, count]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
      {of.endedAt === null ? (
        <Working incident={incident} of={of} outage={outage} />
      ) : (
        <p>It is over since {wallMinute(of.endedAt)}. Homes that are still silent ring in the queue.</p>
      )}
    </section>
  );
}

/** What is held back, until when, and the two decisions about the whole outage. */
function Working({ incident: { id }, of, outage }: { incident: ServiceIncident; of: OutageOfIncident; outage: Outage }) {
  const [ending, setEnding] = useState(false);
  const { acknowledged, ringsAt } = of;
  return (
    <>
      <p>
        {acknowledged === null
          ? "No person works on this outage yet."
          : `${acknowledged.name} acknowledged it at ${wallMinute(acknowledged.at)}.`}{" "}
        {ringsAt === null
          ? "No silence is held back at this moment."
          : `Silences are held back until ${wallMinute(ringsAt)}, and longer while a person works on this list. After that they ring one by one.`}
      </p>
      <div className="outage-buttons">
        <button type="button" className="primary" disabled={outage.busy} onClick={() => void outage.act(() => acknowledgeOutage(id))}>
          {acknowledged === null ? "I am working on it" : "Hold back for longer"}
        </button>
        {!ending && (
          <button type="button" disabled={outage.busy} onClick={() => setEnding(true)}>
            End the outage
          </button>
        )}
        {ending && (
          <span className="outage-ending">
            {of.silent === 1 ? "1 home rings" : `${of.silent} homes ring`} in the queue.
            <button type="button" disabled={outage.busy} onClick={() => void outage.act(() => endOutage(id))}>
              Yes, end it
            </button>
            <button type="button" className="plain" onClick={() => setEnding(false)}>
              Keep it
            </button>
          </span>
        )}
      </div>
    </>
  );
}
