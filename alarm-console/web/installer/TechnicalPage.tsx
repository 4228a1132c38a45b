import { homeHref } from "../shared/navigation/pageAddress.ts";
import { TechnicalList } from "../shared/technical/TechnicalList.tsx";
import { useFoldedOutages } from "../shared/technical/useFoldedOutages.ts";
import { useTechnicalList } from "./useTechnicalList.ts";

const none: readonly never[] = [];

/** The technical list as a page. Each entry opens the home of the device. */
export function TechnicalPage() {
  const { alarms, fault } = useTechnicalList();
  const folded = useFoldedOutages(alarms ?? none);
  return (
    <div className="sheet">
      <header className="sheet-head">
        <h2>Technical list</h2>
      </header>
      <p>
        <a href="/installer/">Your jobs, for the phone</a>
      </p>
      <p className="fault" role="alert">
        {fault === null ? null : `This list may be out of date. ${fault}`}
      </p>
      {alarms === null && fault === null && <p className="secondary">Loading the list…</p>}
      {alarms !== null && (
        <TechnicalList
          {...folded}
          outagesLinked={false}
          selected={null}
          onSelect={({ homeId }) => {
            location.hash = homeHref(homeId);
          }}
        />
      )}
    </div>
  );
}
