import { useEffect, useState } from "react";
import { type Cell, csvHref, type Report, type ReportKind, readReport } from "./reports.ts";

type Shown<Row> = { kind: "loading" } | { kind: "fault"; why: string } | { kind: "read"; report: Report<Row> };

/** One table of a report, with its file of CSV. `query`: the days. */
export function ReportTable<Row>({ of, query }: { of: ReportKind<Row>; query: string }) {
  const [shown, setShown] = useState<Shown<Row>>({ kind: "loading" });
  const { name, title, columns, empty } = of;
  useEffect(() => {
    let isCurrent = true;
    void readReport<Row>(name, query).then((answer) => {
      if (!isCurrent) return;
      setShown(answer.ok ? { kind: "read", report: answer.value } : { kind: "fault", why: answer.message });
    });
    return () => {
      isCurrent = false;
    };
  }, [name, query]);
  return (
    <section className="report" aria-labelledby={`report-${name}`}>
      <div className="report-head">
        <h3 id={`report-${name}`}>{title}</h3>
        <a href={csvHref(name, query)} download>
          Download CSV<span className="hidden"> of {title}</span>
        </a>
      </div>
      {shown.kind === "loading" && <p className="secondary">Loading…</p>}
      <p className="fault" role="alert">
        {shown.kind === "fault" ? shown.why : null}
      </p>
      {shown.kind === "read" && shown.report.items.length === 0 && <p className="secondary">{empty}</p>}
      {shown.kind === "read" && shown.report.items.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="report-scroll" tabIndex={0} aria-label={title}>
          <table>
            <thead>
              <tr>
                {columns.map((column, index) => (
                  <th key={column} scope="col" data-number={isNumberColumn(of, shown.report, index)}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.report.items.map((row) => {
                const cells = of.cells(row, shown.report.timezone);
                return <Row key={JSON.stringify(row)} cells={cells} columns={columns} />;
              })}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

const isNumberColumn = <Row,>(of: ReportKind<Row>, { items, timezone }: Report<Row>, index: number): boolean =>
  items[0] !== undefined && of.cells(items[0], timezone)[index]?.isNumber === true;

function Row({ cells, columns }: { cells: readonly Cell[]; columns: readonly string[] }) {
  return (
    <tr>
      {cells.map(({ text, href, isNumber = false }, index) => (
        <td key={columns[index]} data-number={isNumber}>
          {href === undefined ? text : <a href={href}>{text}</a>}
        </td>
      ))}
    </tr>
  );
}
