import { useEffect, useRef } from "react";
import { TechnicalPage } from "./installer/TechnicalPage.tsx";
import { HomePage } from "./shared/homes/HomePage.tsx";
import { HomesPage } from "./shared/homes/HomesPage.tsx";
import type { PageAddress } from "./shared/navigation/pageAddress.ts";
import { QuarantinePage } from "./shared/quarantine/QuarantinePage.tsx";
import type { Me } from "./shared/session/session.ts";
import { PlanPage } from "./supervisor/plan/PlanPage.tsx";

/** The page at an address. The desk's address shows the technical list here: only staff without a desk get this page for it. */
export function RoutedPage({ address, me }: { address: PageAddress; me: Me }) {
  const main = useRef<HTMLElement>(null);
  // The link that led here is gone with its page. Keyboard and screen reader continue at the top of this page.
  useEffect(() => main.current?.focus({ preventScroll: true }), []);
  return (
    <main ref={main} className="page-sheet" tabIndex={-1}>
      {address.kind === "desk" && <TechnicalPage />}
      {address.kind === "homes" && <HomesPage />}
      {address.kind === "home" && <HomePage homeId={address.homeId} me={me} />}
      {address.kind === "plan" && <PlanPage homeId={address.homeId} me={me} />}
      {address.kind === "quarantine" && <QuarantinePage />}
    </main>
  );
}
