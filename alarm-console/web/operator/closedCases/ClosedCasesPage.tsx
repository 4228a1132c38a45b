import { useMemo } from "react";
import { CaseRecords } from "../../shared/cases/CaseRecords.tsx";
import { readCases } from "../../shared/cases/cases.ts";
import { PageEnd } from "../../shared/lists/PageEnd.tsx";
import { usePages } from "../../shared/lists/usePages.ts";
import { closedCasesHref } from "../../shared/navigation/pageAddress.ts";
import { useHash } from "../../shared/navigation/usePageAddress.ts";
import "./closedCases.css";
import { FilterForm } from "./FilterForm.tsx";
import { filteredHref, filtersOf, queryOf } from "./filters.ts";

/** Closed cases, newest first. Its filters are in its address, so a colleague who gets the address sees the same list. */
export function ClosedCasesPage() {
  const hash = useHash();
  const filters = useMemo(() => filtersOf(hash), [hash]);
  const query = queryOf(filters);
  const cases = usePages(`state=closed&${query}`, readCases);
  return (
    <div className="sheet closed-cases">
      <header className="sheet-head">
        <h2>Closed cases</h2>
        <p className="secondary">Newest first. A case can be opened again for 24 hours after its close.</p>
      </header>
      <FilterForm
        filters={filters}
        onApply={(chosen) => {
          location.hash = filteredHref(chosen);
        }}
      />
      {query !== "" && (
        <p>
          <a href={closedCasesHref}>Show all closed cases</a>
        </p>
      )}
      <CaseRecords label="Closed cases" cases={cases.items ?? []} homesShown answersShown busy={cases.reading} />
      <PageEnd pages={cases} noun="cases" empty={query === "" ? "No case has been closed yet." : "No closed case matches these filters."} />
    </div>
  );
}
