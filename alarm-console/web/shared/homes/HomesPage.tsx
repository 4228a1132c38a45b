import { useState } from "react";
import { may } from "#domain/role.ts";
import { PageEnd } from "../lists/PageEnd.tsx";
import { typingMs, usePages } from "../lists/usePages.ts";
import { bulkHref, homeHref, newHomeHref, planHref } from "../navigation/pageAddress.ts";
import type { Me } from "../session/session.ts";
import { FamilyProposals } from "./FamilyProposals.tsx";
import "./homes.css";
import { readHomes } from "./homes.ts";

const modeWords = { test: "test", commissioning: "commissioning", ended: "service ended" } as const;

/** All homes, with a search by name or address. */
export function HomesPage({ me }: { me: Me }) {
  const [search, setSearch] = useState("");
  const find = search.trim();
  const homes = usePages(find, readHomes, find === "" ? 0 : typingMs);
  return (
    <div className="sheet homes">
      <header className="sheet-head">
        <p className="sheet-way">
          {may(me.role, "registerHomes") && <a href={newHomeHref}>Add a home</a>}
          {may(me.role, "moveRecords") && <a href={bulkHref}>Bulk import and export</a>}
        </p>
        <h2>Homes</h2>
      </header>
      {may(me.role, "seeReports") && <FamilyProposals />}
      <label className="field homes-find">
        Search by name or address
        <input type="search" maxLength={200} value={search} onChange={(event) => setSearch(event.target.value)} />
      </label>
      <ul className="homes-list" aria-label="Homes" aria-busy={homes.reading}>
        {(homes.items ?? []).map((one) => (
          <li key={one.id}>
            <a href={homeHref(one.id)}>{one.name}</a>
            {one.mode !== "live" && <span className="homes-test">{modeWords[one.mode]}</span>}
            <span className="secondary">{one.address}</span>
            <a className="homes-plan" href={planHref(one.id)}>
              Plan<span className="hidden"> for {one.name}</span>
            </a>
          </li>
        ))}
      </ul>
      <PageEnd pages={homes} noun="homes" empty={find === "" ? "There are no homes yet." : "No homes match your search."} />
    </div>
  );
}
