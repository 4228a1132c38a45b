import { useEffect, useState } from "react";
import { homeHref, planHref } from "../place/place.ts";
import "./homes.css";
import { findHomes, type HomeSummary, readHomes } from "./homes.ts";

/** Every home, to be found by name or address: most of them have no alarm, and their plans want looking at too. */
export function HomesPage() {
  const [homes, setHomes] = useState<readonly HomeSummary[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [wanted, setWanted] = useState("");
  useEffect(() => {
    let asking = true;
    void readHomes((soFar) => asking && setHomes(soFar)).then((failed) => asking && setFault(failed));
    return () => {
      asking = false;
    };
  }, []);
  const { shown, more } = findHomes(homes ?? [], wanted);
  return (
    <div className="sheet homes">
      <header className="sheet-head">
        <h2>Homes</h2>
      </header>
      <label className="field homes-find">
        Find by name or address
        <input type="search" value={wanted} onChange={(event) => setWanted(event.target.value)} />
      </label>
      <p className="fault" role="alert">
        {fault === null ? null : `The list is not whole: ${fault}`}
      </p>
      {homes === null && fault === null && <p className="quiet">Reading the homes…</p>}
      <ul className="homes-list" aria-label="Homes">
        {shown.map((one) => (
          <li key={one.id}>
            <a href={homeHref(one.id)}>{one.name}</a>
            {one.mode === "test" && <span className="homes-test">test</span>}
            <span className="quiet">{one.address}</span>
            <a className="homes-plan" href={planHref(one.id)}>
              Plan<span className="hidden"> of {one.name}</span>
            </a>
          </li>
        ))}
      </ul>
      <output className="quiet">
        {homes !== null && shown.length === 0 && "No home has that in its name or address."}
        {more > 0 && `${more} more: type more of the name.`}
      </output>
    </div>
  );
}
