import { useEffect, useMemo, useState } from "react";
import { readingKinds } from "#domain/reading.ts";
import { may } from "#domain/role.ts";
import { Choice } from "../forms/Choice.tsx";
import { unknownDevicesHref } from "../navigation/pageAddress.ts";
import { useHash } from "../navigation/usePageAddress.ts";
import type { Me } from "../session/session.ts";
import { BoardTable } from "./BoardTable.tsx";
import { type BoardFilterName, type BoardFilters, boardFiltersOf, boardHref, boardQuery, readAreas, statusChoices } from "./board.ts";
import { SourceProblems } from "./SourceProblems.tsx";
import { mostRows, useBoard } from "./useBoard.ts";
import "./board.css";

/** Every device, the worst and people at risk first. Its filters are in its address, so a colleague who gets the address sees the same list. */
export function DeviceBoardPage({ me }: { me: Me }) {
  const hash = useHash();
  const filters = useMemo(() => boardFiltersOf(hash), [hash]);
  const query = boardQuery(filters);
  const { page, fault, more } = useBoard(query);
  const rows = page?.items ?? [];
  return (
    <div className="sheet board">
      <header className="sheet-head">
        <p className="sheet-way">
          <a href={unknownDevicesHref}>Unknown devices</a>
        </p>
        <h2>Devices</h2>
        <p className="secondary">The worst first; of these, people at risk first. The list is read again every ten seconds.</p>
      </header>
      <SourceProblems />
      <Filters filters={filters} homeName={rows[0]?.homeName} />
      <p className="fault" role="alert">
        {fault === null ? null : `This list may be out of date. ${fault}`}
      </p>
      {page === null && fault === null && <p className="secondary">Loading devices…</p>}
      {page !== null && rows.length === 0 && (
        <p className="secondary">{query === "" ? "There are no devices yet." : "No device matches these filters."}</p>
      )}
      {rows.length > 0 && <BoardTable devices={rows} outagesLinked={may(me.role, "workOnOutages")} />}
      {more !== null && (
        <button type="button" onClick={more}>
          Show more devices
        </button>
      )}
      {rows.length >= mostRows && <p className="secondary">These are the first {mostRows} devices. Choose a filter to see others.</p>}
    </div>
  );
}

function Filters({ filters, homeName }: { filters: BoardFilters; homeName: string | undefined }) {
  const [areas, setAreas] = useState<readonly string[]>([]);
  useEffect(() => {
    void readAreas().then((answer) => answer.ok && setAreas(answer.value.items));
  }, []);
  const choose = (name: BoardFilterName) => (event: { target: { value: string } }) => {
    location.hash = boardHref({ ...filters, [name]: event.target.value });
  };
  return (
    <search className="board-filters" aria-label="Filters">
      <Choice label="Status" options={statusChoices} value={filters.status} onChange={choose("status")} />
      <Choice label="Area" options={areas.map((area) => [area, area])} value={filters.area} onChange={choose("area")} />
      <Choice label="Kind" options={readingKinds.map((kind) => [kind, kind])} value={filters.kind} onChange={choose("kind")} />
      {filters.home !== "" && (
        <p>
          Only {homeName ?? "one home"}. <a href={boardHref({ ...filters, home: "" })}>Show all homes</a>
        </p>
      )}
    </search>
  );
}
