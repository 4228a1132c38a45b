import { useCallback, useEffect, useState } from "react";
import type { HandoverView } from "#domain/installing/handover.ts";
import "./handover.css";
import { call } from "../../../shared/api/call.ts";
import { wallMinute } from "../../../shared/clock/wallTime.ts";
import { kindWords, withMinus } from "../devices/kinds.ts";
import { GoLive } from "../mode/GoLive.tsx";

interface Home {
  mode: string;
}

/** The record of a handover, as it prints on one page, and making the home live. */
export function RecordPage({ homeId, version }: { homeId: string; version: string | undefined }) {
  const [record, setRecord] = useState<HandoverView | null>(null);
  const [home, setHome] = useState<Home | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const read = useCallback(async () => {
    const [records, now] = [
      await call<{ items: HandoverView[] }>("GET", `/api/v1/homes/${homeId}/handovers`),
      await call<Home>("GET", `/api/v1/homes/${homeId}`),
    ];
    if (!records.ok) return setFault(records.message);
    setRecord(records.value.items.find((one) => String(one.version) === version) ?? records.value.items[0] ?? null);
    if (now.ok) setHome(now.value);
  }, [homeId, version]);
  useEffect(() => {
    document.title = "Handover record · Link Line";
    void read();
  }, [read]);
  return (
    <main className="installer record">
      <nav className="no-print">
        <a className="back" href={`#/home/${homeId}`}>
          Back to the home
        </a>
      </nav>
      <p className="fault" role="alert">
        {fault}
      </p>
      {record !== null && <Record handover={record} />}
      <div className="no-print actions">
        <button type="button" onClick={() => window.print()}>
          Print
        </button>
        {home?.mode === "commissioning" && <GoLive homeId={homeId} className="primary" onDone={read} />}
        <p role="status" className="live-now">
          {home?.mode === "live" ? "This home is live. The next press rings the centre." : ""}
        </p>
        <a className="button" href="#/">
          Your jobs
        </a>
      </div>
    </main>
  );
}

function Record({ handover: { version, by, at, record } }: { handover: HandoverView }) {
  const { home, people, contacts, plan, devices, signature, signedBy, note } = record;
  const leftOut = devices.filter(({ id }) => record.leftUntested.includes(id));
  return (
    <article>
      <h1>Handover of {home.name}</h1>
      <p>{[home.address, home.postcode, home.phone].filter((part) => part !== "").join(" · ")}</p>
      <p>
        Fitted and tested by <strong>{by}</strong> on {moment(at)}. Version {version}. Plan: {plan.name}.
      </p>
      <h2>Devices</h2>
      <table>
        <thead>
          <tr>
            <th>Device</th>
            <th>Room</th>
            <th>Tested</th>
            <th>Battery</th>
            <th>Signal</th>
          </tr>
        </thead>
        <tbody>
          {devices.map(({ id, name, kind, room, serial, tested }) => (
            <tr key={id}>
              <td>
                {name}
                {serial === "" ? "" : ` (${serial})`}
                {name === kindWords(kind) ? "" : `, ${kindWords(kind).toLowerCase()}`}
              </td>
              <td>{room}</td>
              <td>{tested === null ? "not tested" : wallMinute(tested.at)}</td>
              <td>{tested?.battery == null ? "–" : `${tested.battery} %`}</td>
              <td>{tested?.signal == null ? "–" : `${withMinus(tested.signal)} dBm`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {leftOut.length > 0 && (
        <p>{`${by} confirmed: ${leftOut.map(({ name, room }) => (room === "" ? name : `${name}, ${room}`)).join("; ")} not tested.`}</p>
      )}
      <h2>People and consent</h2>
      <ul>
        {people.map((person) => (
          <li key={person.name}>
            <strong>{person.name}</strong>
            {person.consents.map(({ to, by: who, on }) => (
              <span key={to}>
                {" "}
                {to}: agreed by {who} on {day(on)}.
              </span>
            ))}
            {person.consents.length === 0 && " No consent is recorded."}
          </li>
        ))}
      </ul>
      <h2>Contacts, in the order of calls</h2>
      <ol>
        {contacts.map(({ place, name, relation, phone, keyholder }) => (
          <li key={place}>
            {name}, {relation}, {phone}
            {keyholder ? ", holds a key" : ""}
          </li>
        ))}
      </ol>
      {note !== "" && <p>Note: {note}</p>}
      <div className="signed">
        {signature.how === "drawn" ? (
          <svg viewBox="0 0 300 120" role="img" aria-label={`Signature of ${signedBy}`}>
            <path d={signature.path} />
          </svg>
        ) : (
          <p className="typed">{signature.text}</p>
        )}
        <p>
          Signed by {signedBy} on {moment(at)}
        </p>
      </div>
    </article>
  );
}

const moment = (at: string): string => new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
const day = (date: string): string => new Date(`${date}T12:00:00`).toLocaleDateString("en-GB", { dateStyle: "medium" });
