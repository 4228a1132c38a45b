import { useEffect, useRef } from "react";
import { TechnicalPage } from "./installer/technical/TechnicalPage.tsx";
import { HomePage } from "./shared/homes/HomePage.tsx";
import { HomesPage } from "./shared/homes/HomesPage.tsx";
import type { Place } from "./shared/place/place.ts";
import type { Me } from "./shared/session/session.ts";
import { PlanPage } from "./supervisor/plan/PlanPage.tsx";
import "./shared/place/place.css";

/** A page beside the desk; for whoever has no desk, the technical list stands in its place. */
export function Sheet({ place, me }: { place: Place; me: Me }) {
  const main = useRef<HTMLElement>(null);
  // The link that led here is gone with its page; keys and a screen reader go on at the top of this one.
  useEffect(() => main.current?.focus({ preventScroll: true }), []);
  return (
    <main ref={main} className="page-sheet" tabIndex={-1}>
      {place.kind === "desk" && <TechnicalPage />}
      {place.kind === "homes" && <HomesPage />}
      {place.kind === "home" && <HomePage homeId={place.homeId} me={me} />}
      {place.kind === "plan" && <PlanPage homeId={place.homeId} me={me} />}
    </main>
  );
}
