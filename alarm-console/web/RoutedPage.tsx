import { Suspense, useEffect, useRef } from "react";
import { may } from "#domain/role.ts";
import { TechnicalPage } from "./installer/TechnicalPage.tsx";
import { lazyPart } from "./shared/design/lazyPart.tsx";
import { HomePage } from "./shared/homes/HomePage.tsx";
import { HomesPage } from "./shared/homes/HomesPage.tsx";
import type { PageAddress } from "./shared/navigation/pageAddress.ts";
import { QuarantinePage } from "./shared/quarantine/QuarantinePage.tsx";
import type { Me } from "./shared/session/session.ts";

// A desk opens these pages seldom. Without them it loads faster.
const ClosedCasesPage = lazyPart(async () => (await import("./operator/closedCases/ClosedCasesPage.tsx")).ClosedCasesPage);
const DeviceBoardPage = lazyPart(async () => (await import("./shared/deviceBoard/DeviceBoardPage.tsx")).DeviceBoardPage);
const UnknownDevicesPage = lazyPart(async () => (await import("./shared/homes/unknownDevices/UnknownDevicesPage.tsx")).UnknownDevicesPage);
const NewHomePage = lazyPart(async () => (await import("./supervisor/newHome/NewHomePage.tsx")).NewHomePage);
const OutagePage = lazyPart(async () => (await import("./shared/outage/OutagePage.tsx")).OutagePage);
const PlanPage = lazyPart(async () => (await import("./supervisor/plan/PlanPage.tsx")).PlanPage);
const BulkPage = lazyPart(async () => (await import("./supervisor/bulk/BulkPage.tsx")).BulkPage);
const AccountsPage = lazyPart(async () => (await import("./supervisor/accounts/AccountsPage.tsx")).AccountsPage);
const OwnAccountPage = lazyPart(async () => (await import("./shared/session/OwnAccountPage.tsx")).OwnAccountPage);
const ReportsPage = lazyPart(async () => (await import("./supervisor/reports/ReportsPage.tsx")).ReportsPage);

/** The page at an address. The desk's address shows the technical list here: only staff without a desk get this page for it. */
export function RoutedPage({ address, me }: { address: PageAddress; me: Me }) {
  const main = useRef<HTMLElement>(null);
  // The link that led here is gone with its page. Keyboard and screen reader continue at the top of this page.
  useEffect(() => main.current?.focus({ preventScroll: true }), []);
  return (
    <main ref={main} className="page-sheet" tabIndex={-1}>
      <Suspense fallback={<p className="secondary page-opening">Opening…</p>}>
        {address.kind === "desk" && <TechnicalPage />}
        {address.kind === "homes" && <HomesPage me={me} />}
        {address.kind === "newHome" &&
          (may(me.role, "registerHomes") ? <NewHomePage me={me} /> : <p className="sheet">Supervisors and installers add homes.</p>)}
        {address.kind === "home" && <HomePage homeId={address.homeId} deviceId={address.deviceId} me={me} />}
        {address.kind === "devices" && <DeviceBoardPage me={me} />}
        {address.kind === "unknownDevices" && <UnknownDevicesPage me={me} />}
        {address.kind === "outage" &&
          (may(me.role, "workOnOutages") ? (
            <OutagePage id={address.id} />
          ) : (
            <p className="sheet">Operators and supervisors see this page.</p>
          ))}
        {address.kind === "plan" && <PlanPage homeId={address.homeId} me={me} />}
        {address.kind === "closedCases" &&
          (may(me.role, "seeAlarms") ? <ClosedCasesPage /> : <p className="sheet">Operators and supervisors see this page.</p>)}
        {address.kind === "quarantine" && <QuarantinePage />}
        {address.kind === "bulk" && (may(me.role, "moveRecords") ? <BulkPage /> : <p className="sheet">Supervisors see this page.</p>)}
        {address.kind === "accounts" &&
          (may(me.role, "manageAccounts") ? <AccountsPage /> : <p className="sheet">Administrators see this page.</p>)}
        {address.kind === "ownAccount" && <OwnAccountPage me={me} />}
        {(address.kind === "wall" || address.kind === "reports") &&
          (may(me.role, "seeReports") ? <ReportsPage /> : <p className="sheet">Supervisors see this page.</p>)}
      </Suspense>
    </main>
  );
}
