import { homeHref } from "../../shared/place/place.ts";
import "../../operator/queue/queue.css";
import { TechnicalList } from "./TechnicalList.tsx";
import { useTechnicalList } from "./useTechnicalList.ts";

/** The technical list as a page, each line leading to the home whose device it is. */
export function TechnicalPage() {
  const { alarms, fault } = useTechnicalList();
  return (
    <div className="sheet">
      <header className="sheet-head">
        <h2>Technical list</h2>
      </header>
      <p className="fault" role="alert">
        {fault === null ? null : `This may be out of date: ${fault}`}
      </p>
      {alarms === null && fault === null && <p className="quiet">Reading the list…</p>}
      {alarms !== null && (
        <TechnicalList
          alarms={alarms}
          chosen={null}
          onChoose={({ homeId }) => {
            location.hash = homeHref(homeId);
          }}
        />
      )}
    </div>
  );
}
