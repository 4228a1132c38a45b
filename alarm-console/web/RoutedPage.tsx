import { useEffect, useRef } from "react";
import { TechnicalPage } from "./installer/TechnicalPage.tsx";
import { HomePage } from "./shared/homes/HomePage.tsx";
import { HomesPage } from "./shared/homes/HomesPage.tsx";
import type { Place } from "./shared/navigation/place.ts";
import type { Me } from "./shared/session/session.ts";
import { PlanPage } from "./supervisor/plan/PlanPage.tsx";

/** The page at an address. The desk's address shows the technical list here: only a user without a desk gets this page for it. */
export function RoutedPage({ place, me }: { place: Place; me: Me }) {
  const main = useRef<HTMLElement>(null);
  // The link that led here is gone with its page. Keyboard and screen reader continue at the top of this page.
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
