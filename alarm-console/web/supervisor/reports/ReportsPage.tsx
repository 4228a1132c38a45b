import { useState } from "react";
import { bulkHref, deskHref, wallHref } from "../../shared/navigation/pageAddress.ts";
import { PhoneProblems } from "../phones/PhoneProblems.tsx";
import { ReportTable } from "./ReportTable.tsx";
import { reportKinds } from "./reportKinds.ts";
import { queryOf } from "./reports.ts";
import "./reports.css";

/** Numbers for supervisors and councils, of this month or of chosen days. */
export function ReportsPage() {
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  return (
    <div className="sheet reports">
      <header className="sheet-head">
        <p className="sheet-way">
          <a href={deskHref}>Back</a>
          <a href={wallHref}>Wall</a>
          <a href={bulkHref}>Bulk import and export</a>
        </p>
        <h2>Reports</h2>
        <p className="secondary">
          Cases of live homes that are closed. Test homes, technical alarms and the test press do not count; a test call is no call to the
          centre. Without days: this month.
        </p>
      </header>
      <PhoneProblems />
      <form className="report-days" onSubmit={(event) => event.preventDefault()}>
        <label className="field">
          From
          <input type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
        </label>
        <label className="field">
          Until
          <input type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
        </label>
      </form>
      {reportKinds.map((kind) => (
        <ReportTable key={kind.name} of={kind} query={queryOf(from, until)} />
      ))}
    </div>
  );
}
